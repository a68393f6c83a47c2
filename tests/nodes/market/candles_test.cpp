// Proves that a candle table is read exactly, and that each way of getting it wrong is refused at its line and column.
#include "nodes/market/candles.h"

#include <gtest/gtest.h>

#include "sim/input_error.h"

namespace orrery::nodes {
namespace {

constexpr const char* kHeader = "timestamp_utc,open,high,low,close\n";

TEST(Candles, ReadsRowsCommentsAndFurtherColumns) {
  const CandleTable table = parse_candles(
      "# source: a hand\r\n\r\ntimestamp_utc,open,high,low,close,volume\r\n"
      "2025-10-19T00:00:00Z,10,12.5,9,11,7\r\n# noon\n2025-10-19T01:00:00Z,11,11,11,11,0",
      "own.csv");
  EXPECT_EQ(table.start, sim::parse_time("2025-10-19T00:00:00Z"));
  EXPECT_EQ(table.interval, sim::Duration::hours(1));
  ASSERT_EQ(table.candles.size(), 2u);
  EXPECT_EQ(table.candles[0].high, parse_price("12.5"));
  EXPECT_EQ(table.candles[1].close, Price::whole(11));
  EXPECT_EQ(table.end(), sim::parse_time("2025-10-19T02:00:00Z"));
}

TEST(Candles, ARowInsideAnIntervalCutsIt) {
  const CandleTable table = parse_candles(
      "timestamp_utc,open,high,low,close\n"
      "2025-10-19T00:00:00Z,10,12,9,11\n2025-10-19T01:00:00Z,11,11,10,10\n2025-10-19T01:38:00Z,10,10,8,9\n"
      "2025-10-19T01:45:00Z,9,13,9,12\n2025-10-19T02:00:00Z,12,12,12,12\n",
      "own.csv");
  EXPECT_EQ(table.interval, sim::Duration::hours(1));
  EXPECT_EQ(table.end(), sim::parse_time("2025-10-19T03:00:00Z"));
  ASSERT_EQ(table.candles.size(), 3u);
  EXPECT_EQ(table.candles[1].open, Price::whole(11));
  EXPECT_EQ(table.candles[1].high, Price::whole(13));
  EXPECT_EQ(table.candles[1].low, Price::whole(8));
  EXPECT_EQ(table.candles[1].close, Price::whole(12));
  ASSERT_EQ(table.parts.size(), 3u);
  for (const CandlePart& part : table.parts) EXPECT_EQ(part.candle, 1u);
  EXPECT_EQ(table.parts[0].since, sim::Duration::zero());
  EXPECT_EQ(table.parts[0].prices.close, Price::whole(10));
  EXPECT_EQ(table.parts[1].since, sim::Duration::minutes(38));
  EXPECT_EQ(table.parts[2].since, sim::Duration::minutes(45));
  EXPECT_EQ(table.parts[2].prices.high, Price::whole(13));
}

struct Wrong {
  const char* name;
  std::string text;
  const char* place;
  const char* says;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongCandles : public testing::TestWithParam<Wrong> {};

TEST_P(WrongCandles, IsRefusedAtItsPlace) {
  try {
    parse_candles(GetParam().text, "own.csv");
    FAIL() << "was accepted";
  } catch (const sim::InputError& error) {
    EXPECT_EQ(error.place(), GetParam().place);
    EXPECT_NE(std::string(error.what()).find(GetParam().says), std::string::npos) << error.what();
  }
}

std::string with(const std::string& rows) { return kHeader + rows; }
const std::string kGood = "2025-10-19T00:00:00Z,10,12,9,11\n2025-10-19T01:00:00Z,11,12,9,11\n";

INSTANTIATE_TEST_SUITE_P(
    All, WrongCandles,
    testing::Values(
        Wrong{"empty", "", "own.csv:1:1", "empty"}, Wrong{"only_comments", "# x\n", "own.csv:1:1", "empty"},
        Wrong{"no_rows", kHeader, "own.csv:1:1", "two candles"},
        Wrong{"one_row", with("2025-10-19T00:00:00Z,10,12,9,11\n"), "own.csv:2:1", "two candles"},
        Wrong{"wrong_name", "timestamp_utc,opne,high,low,close\n", "own.csv:1:15", "\"opne\", not open"},
        Wrong{"order_of_columns", "timestamp_utc,open,low,high,close\n", "own.csv:1:20", "not high"},
        Wrong{"short_header", "timestamp_utc,open,high\n", "own.csv:1:20", "no column low"},
        Wrong{"fields", with("2025-10-19T00:00:00Z,10,12,9\n"), "own.csv:2:28", "4 fields where the header has 5"},
        Wrong{"not_a_number", with("2025-10-19T00:00:00Z,10,NaN,9,11\n"), "own.csv:2:25", "NaN"},
        Wrong{"exponent", with("2025-10-19T00:00:00Z,1e1,12,9,11\n"), "own.csv:2:22", "exponent"},
        Wrong{"empty_field", with("2025-10-19T00:00:00Z,10,12,,11\n"), "own.csv:2:28", "low is empty"},
        Wrong{"zero", with("2025-10-19T00:00:00Z,10,12,0,11\n"), "own.csv:2:28", "not above zero"},
        Wrong{"high_below_low", with("2025-10-19T00:00:00Z,10,8,9,11\n"), "own.csv:2:25", "high is below low"},
        Wrong{"open_outside", with("2025-10-19T00:00:00Z,13,12,9,11\n"), "own.csv:2:22", "open is outside"},
        Wrong{"close_outside", with("2025-10-19T00:00:00Z,10,12,9,8\n"), "own.csv:2:30", "close is outside"},
        Wrong{"zone", with("2025-10-19T00:00:00+02:00,10,12,9,11\n"), "own.csv:2:1", "does not end in Z"},
        Wrong{"mixed_zones", with("2025-10-19T00:00:00Z,10,12,9,11\n2025-10-19 01:00:00,10,12,9,11\n"), "own.csv:3:1",
              "does not end in Z"},
        Wrong{"not_a_time", with("yesterdayZ,10,12,9,11\n"), "own.csv:2:1", "yesterdayZ"},
        Wrong{"repeated", with(kGood + "2025-10-19T01:00:00Z,11,12,9,11\n"), "own.csv:4:1", "repeated"},
        Wrong{"unsorted", with(kGood + "2025-10-19T00:30:00Z,11,12,9,11\n"), "own.csv:4:1", "rising order"},
        Wrong{"gap", with(kGood + "2025-10-19T03:00:00Z,11,12,9,11\n"), "own.csv:4:1", "a gap"},
        Wrong{"gap_before_the_second_row",
              with("2025-10-19T00:00:00Z,10,12,9,11\n2025-10-19T02:00:00Z,11,12,9,11\n"
                   "2025-10-19T03:00:00Z,11,12,9,11\n2025-10-19T04:00:00Z,11,12,9,11\n"),
              "own.csv:3:1", "a gap"},
        Wrong{"gap_after_a_cut", with(kGood + "2025-10-19T01:30:00Z,11,12,9,11\n2025-10-19T02:30:00Z,11,12,9,11\n"),
              "own.csv:5:1", "passes over 2025-10-19T02:00:00"},
        Wrong{"cut_that_does_not_open_at_the_close", with(kGood + "2025-10-19T01:30:00Z,10,12,9,11\n"), "own.csv:4:22",
              "does not open where that closed"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Candles, ReportsFilesThatCannotBeRead) {
  EXPECT_THROW(read_candles("/nonexistent/candles.csv"), sim::InputError);
  EXPECT_THROW(read_candles(ORRERY_SOURCE_DIR), sim::InputError);
}

}  // namespace
}  // namespace orrery::nodes
