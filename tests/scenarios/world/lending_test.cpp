// Proves: populations borrow, are liquidated and take what a wrong price gives, by closed forms of the market's
// settings; a market whose source refuses the wrong price loses nothing; the report says both at true prices.
#include <gtest/gtest.h>

#include "sim/recording/sqlite_database.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

class Lending : public testing::Test {
 protected:
  static void SetUpTestSuite() { day_ = std::make_unique<RecordedDay>("tests/scenarios/world/lending-day.toml"); }
  static void TearDownTestSuite() { day_.reset(); }

  template <class T>
  static T figure(const std::string& path) {
    return day_->figure<T>(path);
  }
  static double dollars(const std::string& path) { return day_->number(path); }

  static inline std::unique_ptr<RecordedDay> day_;
};

TEST_F(Lending, TheFeedTellsItsExtremesAndWhenItFellBelowTheWatchedLevel) {
  EXPECT_EQ(figure<Price>("feed.coin-usd.lowest_answer"), Price::whole(50));
  EXPECT_EQ(figure<Price>("feed.coin-usd.highest_answer"), Price::whole(2'000));
  EXPECT_EQ(figure<Price>("feed.coin-usd.last_answer"), Price::whole(100));
  const sim::Duration first = figure<sim::Duration>("feed.coin-usd.first_below");
  EXPECT_GE(first, sim::Duration::hours(1));
  EXPECT_LE(first, sim::Duration::minutes(63));
  const sim::Duration below = figure<sim::Duration>("feed.coin-usd.time_below");
  EXPECT_GE(below, sim::Duration::minutes(28));
  EXPECT_LE(below, sim::Duration::minutes(32));
}

TEST_F(Lending, BorrowersAreLiquidatedWhenTheFeedHalves) {
  EXPECT_EQ(figure<std::int64_t>("lending.believing.borrowers"), 6);
  // Four debts of 10 * 100 * 0.8 / h for h in [1.2, 1.6] are unhealthy at half the price; with health below 0.95 the
  // whole collateral goes, of 500 dollars then, for 500 / 1.05. Two opportunists, at the right price again, lose theirs
  // of 10,000 dollars.
  EXPECT_EQ(figure<std::int64_t>("lending.believing.liquidations"), 6);
  EXPECT_NEAR(dollars("lending.believing.liquidated"), (4 * 500 + 2 * 10'000) / 1.05, 1);
  // What was taken is counted at the true price, at which the four lost twice as much.
  EXPECT_NEAR(dollars("lending.believing.seized"), 4 * 1'000 + 2 * 10'000, 1);
}

TEST_F(Lending, OpportunistsLeaveTheLoanAndTakeTheDifference) {
  // Each pledges 100 tokens, is lent 75 % of 100 * 2,000 less a thousandth or two, and leaves what a liquidator gives
  // 10,000 / 1.05 for.
  const double loan = 100 * 2'000 * 0.75, left = 100 * 100 / 1.05;
  EXPECT_GE(dollars("lending.believing.bad_debt"), 2 * (loan * 0.998 - left));
  // Debts of the four that half the price did not cover come on top: at most 667 - 476 each.
  EXPECT_LE(dollars("lending.believing.bad_debt"), 2 * (loan * 1.001 - left) + 4 * 200);
  EXPECT_FALSE(day_->report().figures.find("lending.believing.bad_debt")->evidence.empty());
}

TEST_F(Lending, AnAnchorRefusesTheWrongPrice) {
  EXPECT_EQ(figure<Price>("lending.anchored.bad_debt"), Price{});
  EXPECT_EQ(figure<std::int64_t>("lending.anchored.borrowers"), 0);
  EXPECT_EQ(figure<sim::Fraction>("lending.anchored.drained").parts_per_billion, 0u);
}

TEST(LendingInReorgs, WhatIsUndoneIsNotCountedTwice) {
  // Undone: four liquidations at half the price with their loans' feed, and the loans and losses of the opportunists.
  const RecordedDay day("tests/scenarios/world/lending-day.toml",
                        {"chain=[{ name = \"ethereum\", preset = \"proof-of-work\" }]",
                         "fault=[{ kind = \"venue-wrong-price\", target = \"exchange\", factor = \"0.5\", start = "
                         "\"2025-01-01T01:00:00Z\", lasts = \"30min\" }, { kind = \"venue-wrong-price\", target = "
                         "\"exchange\", factor = \"20\", start = \"2025-01-01T02:00:00Z\", lasts = \"30min\" }, "
                         "{ kind = \"reorg\", target = \"ethereum\", depth = 30, start = \"2025-01-01T01:05:00Z\" }, "
                         "{ kind = \"reorg\", target = \"ethereum\", depth = 30, start = \"2025-01-01T02:33:00Z\" }]"});
  EXPECT_EQ(day.count("lending.believing.borrowers"), 6);
  EXPECT_EQ(day.count("lending.believing.liquidations"), 6);
  EXPECT_NEAR(day.number("lending.believing.liquidated"), (4 * 500 + 2 * 10'000) / 1.05, 1);
  EXPECT_NEAR(day.number("lending.believing.seized"), 4 * 1'000 + 2 * 10'000, 1);
  const std::vector<sim::CauseId>& evidence = day.report().figures.find("lending.believing.liquidations")->evidence;
  EXPECT_EQ(evidence.size(), 6u);
  for (const sim::CauseId row : evidence)
    day.reader().select("SELECT status FROM log JOIN block ON log.block = block.id WHERE log.id = ?1",
                        {static_cast<std::int64_t>(row.row)}, [](const sim::Statement& statement) {
                          EXPECT_EQ(statement.text(0), "canonical");
                          return false;
                        });
}

}  // namespace
}  // namespace orrery::scenarios
