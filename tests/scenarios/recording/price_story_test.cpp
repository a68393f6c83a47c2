// Proves: from a liquidation, a loan or a bad debt, `why` goes on through the price that the market read to the fault,
// the bound or the decision at its root, each of which the test itself put there.
#include "scenarios/recording/price_story.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scenarios/recording/why.h"
#include "sim/input_error.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

using sim::RecordedRow;

std::string told(const WhyAnswer& answer) { return to_text(answer); }

// tests/scenarios/world/lending-day.toml: half the price from 01:00, twenty times the price from 02:00.
const RecordedDay& lending_day() {
  static const RecordedDay day("tests/scenarios/world/lending-day.toml",
                               {"expect=[{ name = \"no bad debt\", figure = \"lending.believing.bad_debt\", equals = "
                                "\"0\" }, { name = \"nobody is liquidated\", figure = "
                                "\"lending.believing.liquidations\", equals = 0 }]"});
  return day;
}
const RecordedDay& wrong_source_day() {
  static const RecordedDay day("tests/scenarios/world/wrong-source-day.toml", {});
  return day;
}

// From 60 to 10 within two hours, with every feed and bot in order but for these faults.
RecordedDay falling_day(const std::string& faults) {
  return RecordedDay(
      "tests/scenarios/world/lending-day.toml",
      {"price=[{ name = \"COIN/USD\", candles = \"" ORRERY_SOURCE_DIR "/tests/scenarios/world/falling.csv\" }, "
       "{ name = \"USD\", value = \"1\" }]",
       "venue=[{ name = \"exchange\", zone = \"cloud/west\" }, { name = \"true-exchange\", zone = "
       "\"cloud/west\" }]",
       "fault=[" + faults + "]", "expect=[]"});
}

TEST(PriceStory, OfALiquidationEndsAtTheFaultOfThePriceThatItWasMadeAt) {
  const WhyAnswer answer = explain(lending_day().reader(), "liquidation:1");
  ASSERT_EQ(answer.roots.size(), 1u) << told(answer);
  EXPECT_EQ(answer.roots[0].table, "fault");
  EXPECT_EQ(answer.roots[0].time, sim::parse_time("2025-01-01T01:00:00Z")) << "the fault that halves the price";
  EXPECT_NE(told(answer).find("COIN counted at 50, worth 100"), std::string::npos) << told(answer);
  EXPECT_NE(told(answer).find("coin-usd  answered 50"), std::string::npos) << told(answer);
}

TEST(PriceStory, OfABadDebtGoesBackToTheLoanAtTheWrongPrice) {
  const WhyAnswer answer = explain(lending_day().reader(), "bad-debt:1");
  ASSERT_EQ(answer.roots.size(), 1u) << told(answer);
  // The largest come last to be written off, after both taker's loans; every bad debt of theirs has the second fault.
  bool second_fault = false;
  for (const char* subject : {"bad-debt:1", "bad-debt:2", "bad-debt:3", "bad-debt:4", "bad-debt:5", "bad-debt:6"}) {
    const WhyAnswer each = explain(lending_day().reader(), subject);
    EXPECT_EQ(each.roots.at(0).table, "fault") << told(each);
    second_fault = second_fault || each.roots.at(0).time == sim::parse_time("2025-01-01T02:00:00Z");
  }
  EXPECT_TRUE(second_fault);
}

TEST(PriceStory, OfALiquidationAtTheRightPriceGoesBackToTheLoanAtTheWrongOne) {
  bool seen = false;
  for (int number = 1;; ++number) {
    const auto use = price_use(lending_day().reader(), "liquidation", static_cast<std::uint64_t>(number));
    if (!use) break;
    if (use->text("price") != use->text("true_price") || !use->integer("loan_row")) continue;
    const WhyAnswer answer = explain(lending_day().reader(), "liquidation:" + std::to_string(number));
    const auto loan = lending_day().reader().row(static_cast<std::uint64_t>(*use->integer("loan_row")));
    if (loan->time < sim::parse_time("2025-01-01T02:00:00Z")) continue;
    seen = true;
    ASSERT_EQ(answer.roots.size(), 1u) << told(answer);
    EXPECT_EQ(answer.roots[0].time, sim::parse_time("2025-01-01T02:00:00Z")) << told(answer);
  }
  EXPECT_TRUE(seen) << "loans at twenty times the price end when it is right again";
}

TEST(PriceStory, OfAnHonestFallEndsAtTheMarket) {
  const RecordedDay day = falling_day("");
  const WhyAnswer answer = explain(day.reader(), "liquidation:1");
  ASSERT_EQ(answer.roots.size(), 1u) << told(answer);
  EXPECT_NE(answer.roots[0].what.find("its market fell by"), std::string::npos) << told(answer);
  EXPECT_NE(told(answer).find("loan #"), std::string::npos) << told(answer);
}

// The same fall, while the feed's machine is down: who would have liquidated in time saw the price of before.
TEST(PriceStory, OfABadDebtThatAStillFeedHidEndsAtWhatStoppedTheFeed) {
  const RecordedDay day =
      falling_day("{ kind = \"crash\", target = \"coin-usd\", start = \"2025-01-01T00:20:00Z\", lasts = \"90min\" }");
  std::size_t told_of = 0;
  for (const RecordedRow& use : day.reader().rows("price_read")) {
    if (use.text("use") != "bad debt") continue;
    ++told_of;
    const WhyAnswer answer = explain(day.reader(), "row:" + std::to_string(use.id));
    ASSERT_EQ(answer.roots.size(), 1u) << told(answer);
    EXPECT_EQ(answer.roots[0].table, "fault") << told(answer);
    ASSERT_TRUE(answer.absence.has_value()) << told(answer);
    EXPECT_NE(told(answer).find("missed: coin-usd"), std::string::npos) << told(answer);
  }
  EXPECT_GT(told_of, 0u);
}

TEST(PriceStory, BeginsAtAViolatedExpectation) {
  for (const char* number : {"1", "2"}) {
    const WhyAnswer answer = explain(lending_day().reader(), number);
    EXPECT_EQ(answer.steps.at(0).table, "violation");
    ASSERT_FALSE(answer.roots.empty());
    EXPECT_EQ(answer.roots[0].table, "fault") << told(answer);
    const auto json = nlohmann::json::parse(to_json(answer));
    EXPECT_EQ(json.at("roots").at(0).at("table"), "fault");
    EXPECT_GE(json.at("steps").size(), 4u);
  }
}

TEST(PriceStory, OfADecisionEndsAtTheDecisionAndNotAtTheRightFeed) {
  const WhyAnswer answer = explain(wrong_source_day().reader(), "liquidation:1");
  ASSERT_EQ(answer.roots.size(), 1u) << told(answer);
  EXPECT_EQ(answer.roots[0].table, "note");
  EXPECT_EQ(answer.roots[0].who, "owners");
  EXPECT_NE(answer.roots[0].what.find("proposal 43 forgets"), std::string::npos) << told(answer);
  EXPECT_NE(told(answer).find("COIN counted at 2, worth 100"), std::string::npos) << told(answer);
}

TEST(PriceStory, OfAPinnedAnswerEndsAtTheBound) {
  const WhyAnswer answer = explain(wrong_source_day().reader(), "loan:4");
  ASSERT_EQ(answer.roots.size(), 1u) << told(answer);
  EXPECT_NE(answer.roots[0].what.find("below its minimum answer 50"), std::string::npos) << told(answer);
  const WhyAnswer later = explain(wrong_source_day().reader(), "bad-debt:4");
  ASSERT_EQ(later.roots.size(), 1u) << told(later);
  EXPECT_NE(later.roots[0].what.find("below its minimum answer 50"), std::string::npos) << told(later);
}

// tests/scenarios/world/pool-day.toml: at 03:20 somebody buys half of each pool's coins, and sells them back.
TEST(PriceStory, OfAPoolsPriceEndsAtTheTradeThatMovedIt) {
  const RecordedDay day("tests/scenarios/world/pool-day.toml");
  const WhyAnswer answer = explain(day.reader(), "loan:1");
  const std::string text = told(answer);
  EXPECT_NE(text.find("COIN counted at"), std::string::npos) << text;
  EXPECT_NE(text.find("pool spot-pool stood at"), std::string::npos) << text;
  EXPECT_NE(text.find("of 1 trade since it was right, this one drove it furthest away: from 100 to"), std::string::npos)
      << text;
  ASSERT_EQ(answer.roots.size(), 1u) << text;
  EXPECT_EQ(answer.roots[0].table, "node_transaction");
  EXPECT_EQ(answer.roots[0].who, "manipulator/0");
  EXPECT_LT(answer.roots[0].time - sim::parse_time("2025-01-01T03:20:00Z"), sim::Duration::minutes(1)) << text;
}

TEST(PriceStory, OfAPoolThatAReorgTookATradeBackFromTellsOfTheTradeThatStands) {
  const RecordedDay day("tests/scenarios/world/pool-day.toml",
                        {"fault=[{ kind = \"reorg\", target = \"ethereum\", depth = 8, start = "
                         "\"2025-01-01T03:21:10Z\" }]"});
  const auto use = price_use(day.reader(), "loan", 1);
  ASSERT_TRUE(use.has_value());
  std::optional<sim::RecordedRow> last;
  for (const RecordedRow& row : day.reader().rows("price_read"))
    if (row.text("use") == "loan" && row.text("market") == "spot") last = row;
  ASSERT_TRUE(last.has_value());
  const WhyAnswer answer = explain(day.reader(), "row:" + std::to_string(last->id));
  EXPECT_NE(told(answer).find("of 1 trade since it was right"), std::string::npos) << told(answer);
  const auto trade = day.reader().row(static_cast<std::uint64_t>(*last->integer("answer_row")));
  const auto transaction = day.reader().row(static_cast<std::uint64_t>(*trade->integer("transaction_row")));
  const auto block = day.reader().row(static_cast<std::uint64_t>(*transaction->integer("block")));
  EXPECT_NE(block->text("status"), "reorged") << told(answer);
}

TEST(PriceStory, RefusesWhatIsNotThere) {
  EXPECT_THROW(explain(lending_day().reader(), "liquidation:99"), sim::InputError);
  EXPECT_THROW(explain(lending_day().reader(), "loan:x"), sim::InputError);
}

}  // namespace
}  // namespace orrery::scenarios
