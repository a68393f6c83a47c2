// Proves: vaults that a wrong price makes unsafe are auctioned an hour late, by closed forms of the system's settings;
// whoever bids almost nothing wins where nobody answers and nowhere else; feeds from before OCR answer and stay alive.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

class Vaults : public testing::Test {
 protected:
  static void SetUpTestSuite() { day_ = std::make_unique<RecordedDay>("tests/scenarios/world/vault-day.toml"); }
  static void TearDownTestSuite() { day_.reset(); }

  template <class T>
  static T figure(const std::string& path) {
    return day_->figure<T>(path);
  }
  static double number(const std::string& path) { return day_->number(path); }

  static inline std::unique_ptr<RecordedDay> day_;
};

// Each system has two vaults of 100 COIN that owe 100 * 100 / 1.6 = 6,250 dai each: four lots of 50 COIN for 3,125 dai.

TEST_F(Vaults, UnsafeOnesAreAuctionedLotByLot) {
  for (const std::string& system : {std::string("contested"), std::string("lonely")}) {
    EXPECT_EQ(figure<std::int64_t>("vaults." + system + ".auctions"), 4) << system;
    EXPECT_EQ(figure<std::int64_t>("vaults." + system + ".ended"), 4) << system;
    EXPECT_EQ(number("vaults." + system + ".owed"), 0) << system;
  }
}

TEST_F(Vaults, AlmostNothingWinsWhereNobodyAnswers) {
  EXPECT_EQ(figure<std::int64_t>("vaults.lonely.zero_bids"), 4);
  EXPECT_EQ(figure<sim::Fraction>("vaults.lonely.zero_bid_share").parts_per_billion, 1'000'000'000u);
  EXPECT_EQ(number("vaults.lonely.zero_bid_collateral"), 200);
  EXPECT_EQ(number("vaults.lonely.lost"), 200 * 100);
  EXPECT_EQ(number("vaults.lonely.zero_bid_price"), 100);
  EXPECT_EQ(number("vaults.contested.zero_bid_price"), 0) << "nothing went for nothing";
  EXPECT_NEAR(number("vaults.lonely.shortfall"), 4 * 3'125, 0.001);
  EXPECT_FALSE(day_->report().figures.find("vaults.lonely.lost")->evidence.empty());
}

TEST_F(Vaults, ABidderInEarnestPaysDebtAndPenalty) {
  // 50 COIN are worth 4,500 to it, more than the 3,531.25 that are asked for, so the penalty is a surplus.
  EXPECT_EQ(figure<std::int64_t>("vaults.contested.zero_bids"), 0);
  EXPECT_EQ(number("vaults.contested.lost"), 0);
  EXPECT_NEAR(number("vaults.contested.shortfall"), -4 * 3'125 * 0.13, 0.001);
}

TEST_F(Vaults, DebtsThatNothingPaysAreSoldForNewTokens) {
  // 12,500 dai less four dust bids are four debts of 3,000; the better bidder wants 3,000 / (40 * 0.9) tokens for one.
  EXPECT_EQ(figure<std::int64_t>("vaults.recapitalised.debt_auctions"), 4);
  EXPECT_EQ(number("vaults.recapitalised.recapitalised"), 4 * 3'000);
  EXPECT_NEAR(number("vaults.recapitalised.minted"), 4 * 3'000 / 36.0, 0.001);
  EXPECT_NEAR(number("vaults.recapitalised.shortfall"), 4 * (3'125 - 3'000), 0.001);
  EXPECT_FALSE(day_->report().figures.find("vaults.recapitalised.recapitalised")->evidence.empty());
  EXPECT_EQ(figure<std::int64_t>("vaults.lonely.debt_auctions"), 0) << "nobody keeps its debts";
}

TEST(VaultsInReorgs, WhatIsUndoneIsNotCountedTwice) {
  // Undone: the debt auctions from their beginning to their end, and the ends of the auctions of collateral.
  const RecordedDay day("tests/scenarios/world/vault-day.toml",
                        {"chain=[{ name = \"ethereum\", preset = \"proof-of-work\" }]",
                         "fault=[{ kind = \"venue-wrong-price\", target = \"exchange\", factor = \"0.5\", start = "
                         "\"2025-01-01T01:30:00Z\" }, { kind = \"reorg\", target = \"ethereum\", depth = 70, start = "
                         "\"2025-01-01T03:13:00Z\" }, { kind = \"reorg\", target = \"ethereum\", depth = 100, start = "
                         "\"2025-01-01T03:39:00Z\" }]"});
  for (const char* system : {"contested", "lonely", "recapitalised"}) {
    const std::string path = std::string("vaults.") + system;
    EXPECT_EQ(day.count(path + ".auctions"), 4) << system;
    EXPECT_EQ(day.count(path + ".ended"), 4) << system;
  }
  EXPECT_EQ(day.number("vaults.lonely.lost"), 200 * 100);
  EXPECT_EQ(day.count("vaults.recapitalised.debt_auctions"), 4);
  EXPECT_EQ(day.number("vaults.recapitalised.recapitalised"), 4 * 3'000);
  EXPECT_NEAR(day.number("vaults.recapitalised.minted"), 4 * 3'000 / 36.0, 0.001);
}

TEST(VaultsForLessThanAnHour, TheWorstHourIsWhatThereWas) {
  // The system has its first price, three times the true one, after an hour.
  const RecordedDay day("tests/scenarios/world/vault-day.toml",
                        {"duration=90min",
                         "fault=[{ kind = \"venue-wrong-price\", target = \"exchange\", factor = \"3\", start = "
                         "\"2025-01-01T00:00:00Z\" }]"});
  EXPECT_EQ(day.number("vaults.lonely.largest_overpricing"), 200);
  EXPECT_EQ(day.number("vaults.lonely.worst_hour_overpricing"), 200);
}

TEST(VaultsWithoutKeepers, DebtsThatWaitedAreSoldWhenTheKeepersAreBack) {
  // One loses its memory while debts wait in the queue, both when they pay and sell, a bidder while it bids.
  const auto crash = [](const char* machine, const char* start, const char* end) {
    return fmt::format("{{ kind = \"crash\", target = \"{}\", start = \"2025-01-01T{}Z\", end = \"2025-01-01T{}Z\" }}",
                       machine, start, end);
  };
  const RecordedDay day(
      "tests/scenarios/world/vault-day.toml",
      {"fault=[{ kind = \"venue-wrong-price\", target = \"exchange\", factor = \"0.5\", start = "
       "\"2025-01-01T01:30:00Z\" }, " +
       crash("vow-keeper/0", "03:05:00", "03:15:00") + ", " + crash("vow-keeper/0", "03:21:32", "03:24:00") + ", " +
       crash("vow-keeper/1", "03:21:03", "03:25:00") + ", " + crash("high-bidder/0", "03:26:00", "03:28:00") + "]"});
  EXPECT_EQ(day.count("vaults.recapitalised.debt_auctions"), 4);
  EXPECT_EQ(day.number("vaults.recapitalised.recapitalised"), 4 * 3'000);
  EXPECT_NEAR(day.number("vaults.recapitalised.minted"), 4 * 3'000 / 36.0, 0.001);
  EXPECT_NEAR(day.number("vaults.recapitalised.shortfall"), 4 * (3'125 - 3'000), 0.001);
}

TEST_F(Vaults, TheMedianizerFollowsItsFeeds) {
  EXPECT_EQ(figure<Price>("feed.coin-median.highest_answer"), Price::whole(100));
  EXPECT_EQ(figure<Price>("feed.coin-median.lowest_answer"), Price::whole(50));
  EXPECT_EQ(number("vaults.lonely.largest_overpricing"), 0) << "it was never too high";
}

TEST_F(Vaults, EveryOracleOfALegacyFeedAnswersEveryRound) {
  EXPECT_EQ(figure<Price>("feed.coin-flux.last_answer"), Price::whole(100));
  EXPECT_EQ(figure<std::int64_t>("feed.coin-flux.missed_heartbeats"), 0);
  // A round at the start and one an hour: the third and the fourth of four submissions each make an answer.
  EXPECT_GE(figure<std::int64_t>("feed.coin-flux.updates"), 6);
  EXPECT_LE(figure<std::int64_t>("feed.coin-flux.updates"), 8);
}

}  // namespace
}  // namespace orrery::scenarios
