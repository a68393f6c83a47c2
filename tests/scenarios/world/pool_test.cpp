// Proves: a market that believes a pool's price of the moment lends against a price that somebody made for five
// minutes; one that takes the average, or waits an hour, does not; arbitrageurs bring a pool to the market's price.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "chains/contracts/abi_types.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

class PoolDay : public testing::Test {
 protected:
  static void SetUpTestSuite() { day_ = std::make_unique<RecordedDay>("tests/scenarios/world/pool-day.toml"); }
  static void TearDownTestSuite() { day_.reset(); }

  static double number(const std::string& path) { return day_->number(path); }
  static std::int64_t count(const std::string& path) { return day_->count(path); }

  static inline std::unique_ptr<RecordedDay> day_;
};

// A million into 10,000 coins and a million, less the fee: 10,000 * 997 / 1,997 coins come out.
constexpr double kCoinsOut = 10'000 * 997.0 / 1'997;
constexpr double kMadePrice = 2'000'000 / (10'000 - kCoinsOut);

TEST_F(PoolDay, TheTradeMovesEveryPoolAlike) {
  for (const char* pool : {"spot-pool", "average-pool", "delayed-pool"}) {
    EXPECT_EQ(count("pool." + std::string(pool) + ".trades"), 2) << pool;
    EXPECT_NEAR(number("pool." + std::string(pool) + ".highest"), kMadePrice, 0.001) << pool;
  }
}

TEST_F(PoolDay, OnlyTheMarketOfTheMomentLendsAgainstTheMadePrice) {
  const double loan = 1'000 * kMadePrice * 0.75, worth = 1'000 * 100;
  EXPECT_NEAR(number("lending.spot.bad_debt"), loan - worth, 0.002 * loan);
  for (const char* market : {"average", "delayed"}) {
    EXPECT_EQ(number("lending." + std::string(market) + ".bad_debt"), 0) << market;
    EXPECT_EQ(count("lending." + std::string(market) + ".borrowers"), 0) << market;
  }
}

TEST_F(PoolDay, ArbitrageursBringThePoolToTheMarketAndBack) {
  EXPECT_NEAR(number("pool.kept-pool.lowest"), 80, 0.8);
  EXPECT_GE(count("pool.kept-pool.trades"), 2);
  EXPECT_LE(number("pool.kept-pool.highest"), 101);
}

// The exchange falls from 100 to 80 at 02:00.
TEST_F(PoolDay, ACrowdSellsWhenThePriceHasFallenAsFarAsEachCanBear) {
  const auto crowd = [](const char* name, const char* most, const char* fall) {
    return fmt::format(
        "{{ name = \"{}\", pool = \"average-pool\", count = 20, holds = \"50\", fall = \"{}\", fall_at_most = "
        "\"{}\", zone = \"cloud/west\", rpc = [\"rpc\"], providers = [\"falling-api\"] }}",
        name, fall, most);
  };
  const RecordedDay day("tests/scenarios/world/pool-day.toml", {"pool_sellers=[" + crowd("crowd", "30 %", "5 %") +
                                                                ", " + crowd("calm", "30 %", "25 %") + "]"});
  std::vector<sim::Time> sold;  // the second of each machine's transactions; the first allows the router its coins
  day.reader().rows("node_transaction", {}, [&](const sim::RecordedRow& row) {
    const std::string name = day.reader().name_of(row.entity("node"));
    const bool is_sale = row.text("step") == "confirmed" && row.integer("nonce") == 1;
    EXPECT_FALSE(is_sale && name.starts_with("calm/"));
    if (is_sale && name.starts_with("crowd/")) sold.push_back(row.time);
    return true;
  });
  ASSERT_GT(sold.size(), 4u) << "each draws between 5 % and 30 %, and 20 % it fell";
  ASSERT_LT(sold.size(), 20u);
  EXPECT_GE(*std::ranges::min_element(sold), sim::parse_time("2025-01-01T02:00:00Z"));
  EXPECT_LE(*std::ranges::max_element(sold), sim::parse_time("2025-01-01T02:02:00Z"));
  EXPECT_EQ(day.count("pool.average-pool.trades"), static_cast<std::int64_t>(sold.size()) + 2) << "the manipulator's";
  const double more = 1 + 0.005 * static_cast<double>(sold.size());
  EXPECT_NEAR(day.number("pool.average-pool.lowest"), 100 / (more * more), 0.5);
}

// What was sent into a chain that stands still is too late when it goes on: it is sold then, and bought back as long
// after.
TEST_F(PoolDay, AChainThatStandsStillPutsTheTradeOff) {
  const RecordedDay late("tests/scenarios/world/pool-day.toml",
                         {"duration=4h",
                          "fault=[{ kind = \"chain-halt\", target = \"ethereum\", start = \"2025-01-01T03:15:00Z\", "
                          "lasts = \"18min\" }]"});
  EXPECT_EQ(late.count("pool.spot-pool.trades"), 2);
  EXPECT_NEAR(late.number("pool.spot-pool.highest"), kMadePrice, 0.001);
  std::vector<sim::Time> trades;
  late.reader().rows(
      "log", {.from = sim::parse_time("2025-01-01T03:33:00Z"), .until = {}, .about = {}},
      [&](const sim::RecordedRow& log) {
        const auto* topic = std::get_if<sim::Bytes>(&log.cell("topic0"));
        if (topic != nullptr &&
            chains::Bytes32::from(*topic) == chains::topic_of("Swap(address,uint256,uint256,uint256,uint256,address)"))
          trades.push_back(log.time);
        return true;
      });
  ASSERT_GE(trades.size(), 2u);
  EXPECT_GE(trades.back() - trades.front(), sim::Duration::minutes(5));
}

TEST(PoolsInReorgs, TradesThatAreUndoneCountOnce) {
  const RecordedDay day("tests/scenarios/world/pool-day.toml",
                        {"chain=[{ name = \"ethereum\", preset = \"proof-of-work\" }]",
                         "fault=[{ kind = \"reorg\", target = \"ethereum\", depth = 40, start = "
                         "\"2025-01-01T03:27:00Z\" }]"});
  for (const char* pool : {"spot-pool", "average-pool", "delayed-pool"}) {
    EXPECT_EQ(day.count("pool." + std::string(pool) + ".trades"), 2) << pool;
    EXPECT_NEAR(day.number("pool." + std::string(pool) + ".highest"), kMadePrice, 0.001) << pool;
  }
}

TEST(PoolsInReorgs, APriceThatNeverComesBackIsNoExtreme) {
  // The run ends before what was undone is mined again.
  const RecordedDay day("tests/scenarios/world/pool-day.toml",
                        {"chain=[{ name = \"ethereum\", preset = \"proof-of-work\" }]",
                         "fault=[{ kind = \"reorg\", target = \"ethereum\", depth = 30, start = "
                         "\"2025-01-01T03:21:59Z\" }]",
                         "duration=202min"});
  EXPECT_EQ(day.count("chain.ethereum.reorgs"), 1);
  EXPECT_EQ(day.count("pool.spot-pool.trades"), 0);
  EXPECT_EQ(day.figure<Price>("pool.spot-pool.highest"), Price{});
  EXPECT_TRUE(day.report().figures.find("pool.spot-pool.highest")->evidence.empty());
}

}  // namespace
}  // namespace orrery::scenarios
