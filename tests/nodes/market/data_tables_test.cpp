// Proves that the tables beside the scenarios are whole: prices without gaps over the three days, and latencies for
// every pair of zones, with the two halves (measured and assumed) consistent with each other.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "nodes/market/candles.h"

namespace orrery::nodes {
namespace {

const std::string kData = ORRERY_SOURCE_DIR "/scenarios/data/";

TEST(DataTables, PricesCoverTheDaysAroundTheOutageByTheHour) {
  for (const std::string asset : {"eth", "btc", "link"}) {
    const CandleTable table = read_candles(kData + asset + "-usd-2025-10-20.csv");
    EXPECT_EQ(table.start, sim::parse_time("2025-10-19T00:00:00Z"));
    EXPECT_EQ(table.end(), sim::parse_time("2025-10-22T00:00:00Z"));
    EXPECT_EQ(table.interval, sim::Duration::hours(1));
  }
}

// The days' extremes as publicly known: ETH 3827 to 4110, BTC 106.1 to 114.0 thousand; no shock.
TEST(DataTables, PricesStayInTheDaysKnownRange) {
  const auto range = [](const std::string& asset) {
    Price low{Price::kMaximum}, high;
    for (const Candle& candle : read_candles(kData + asset + "-usd-2025-10-20.csv").candles) {
      low = std::min(low, candle.low);
      high = std::max(high, candle.high);
    }
    return std::pair(low, high);
  };
  EXPECT_EQ(range("eth").first.units / Price::kOne, 3827);
  EXPECT_EQ((range("eth").second + parse_price("0.5")).units / Price::kOne, 4110);
  EXPECT_EQ(range("btc").first.units / Price::kOne / 100, 1061);
  EXPECT_EQ(range("btc").second.units / Price::kOne, 114'000);
}

// The hour in which USDC fell is cut at the first minutes at or below each level, as measured.
TEST(DataTables, TheFallOfUsdcPassesItsEvents) {
  const CandleTable table = read_candles(kData + "usdc-usd-2023-03-11.csv");
  const std::map<int, std::string> first_below = {{10, "0.99"}, {24, "0.98"}, {33, "0.97"}, {38, "0.95"}};
  EXPECT_EQ(table.interval, sim::Duration::hours(1));
  EXPECT_EQ(table.candles.size(), 48u);
  std::size_t met = 0;
  for (const CandlePart& part : table.parts) {
    EXPECT_EQ(part.candle, 3u);
    const auto event = first_below.find(static_cast<int>(part.since / sim::Duration::minutes(1)));
    if (event == first_below.end()) continue;
    EXPECT_EQ(part.prices.open, parse_price(event->second));
    ++met;
  }
  EXPECT_EQ(met, first_below.size());
}

TEST(DataTables, EveryPairOfZonesHasOneLatencyAndNoDetourIsMuchShorter) {
  std::ifstream file(kData + "latency.csv");
  std::string line;
  std::map<std::pair<std::string, std::string>, int> latency;
  std::set<std::string> zones;
  bool header = false;
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    if (!header) {
      EXPECT_EQ(line, "zone_a,zone_b,one_way_ms,basis");
      header = true;
      continue;
    }
    std::istringstream fields(line);
    std::string a, b, number, basis;
    std::getline(fields, a, ',') && std::getline(fields, b, ',') && std::getline(fields, number, ',');
    std::getline(fields, basis);
    const bool measured = a.starts_with("aws/") && b.starts_with("aws/");
    EXPECT_EQ(basis, measured ? "cometbft" : "assumption") << line;
    const int milliseconds = std::stoi(number);
    EXPECT_GE(milliseconds, 1) << line;
    EXPECT_TRUE(latency.emplace(std::minmax(a, b), milliseconds).second) << line << " is there twice";
    zones.insert({a, b});
  }
  EXPECT_EQ(zones.size(), 34u);
  EXPECT_EQ(latency.size(), zones.size() * (zones.size() - 1) / 2);
  const auto of = [&](const std::string& a, const std::string& b) { return latency.at(std::minmax(a, b)); };
  EXPECT_EQ(of("aws/us-east-1", "aws/eu-central-1"), 44);
  EXPECT_EQ(of("aws/ap-northeast-1", "aws/ap-northeast-2"), 17);
  EXPECT_EQ(of("bare-metal/hel", "gcp/us-central1"), 44 + 13 + 14);
}

}  // namespace
}  // namespace orrery::nodes
