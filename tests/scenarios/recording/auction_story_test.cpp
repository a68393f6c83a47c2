// Proves: from an auction that was won for nothing `why` goes to the bid that won, to the bids that no block took, to
// what blocks asked, to the price at which the vault was unsafe, and ends at the faults behind both, which the test put
// there, and at no other.
#include "scenarios/recording/auction_story.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "scenarios/recording/why.h"
#include "sim/input_error.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

// tests/scenarios/world/vault-day.toml: half the price from 01:30. Three systems have four auctions each; in two of
// them all are won for a dust bid.
class AuctionStories : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    day_ = std::make_unique<RecordedDay>(
        "tests/scenarios/world/vault-day.toml",
        std::vector<std::string>{
            "expect=[{ name = \"nothing for nothing\", figure = \"vaults.lonely.zero_bids\", equals = 0 }]"});
  }
  static void TearDownTestSuite() { day_.reset(); }
  static bool says(const WhyAnswer& answer, std::string_view words) {
    return std::ranges::any_of(answer.steps,
                               [&](const WhyStep& step) { return step.what.find(words) != std::string::npos; });
  }

  static inline std::unique_ptr<RecordedDay> day_;
};

TEST_F(AuctionStories, OfALotForNothingThatNobodyElseWanted) {
  const WhyAnswer answer = explain(day_->reader(), "1");
  ASSERT_GE(answer.steps.size(), 6u) << to_text(answer);
  EXPECT_EQ(answer.steps[0].table, "violation");
  EXPECT_EQ(answer.steps[1].table, "auction");
  EXPECT_TRUE(says(answer, "of lonely: 50.00 ETH-A, worth 5000.00 USD, for 0.00 dai; 3531.25 were asked"))
      << to_text(answer);
  EXPECT_EQ(answer.steps[2].who, "lonely-dust-keeper/0") << to_text(answer);
  EXPECT_TRUE(says(answer, "nobody else had bid in any auction of the system")) << to_text(answer);
  EXPECT_TRUE(says(answer, "unsafe at 50.00, the system's price; the market was at 100.00")) << to_text(answer);
  EXPECT_TRUE(says(answer, "answered 50.00, 1h")) << to_text(answer);
  EXPECT_FALSE(says(answer, "a unit of gas")) << "it kept nobody out";
  ASSERT_EQ(answer.roots.size(), 1u) << to_text(answer);
  EXPECT_EQ(answer.roots[0].table, "fault");
  EXPECT_EQ(answer.roots[0].time, sim::parse_time("2025-01-01T01:30:00Z"));
}

TEST(AuctionStory, TellsOfBidsThatNoBlockTook) {
  const RecordedDay day("tests/scenarios/recording/poor-keepers-day.toml");
  std::uint64_t number = 1;
  while (auction_row(day.reader(), number)->text("system") != "lonely") ++number;
  const WhyAnswer answer = explain(day.reader(), "auction:" + std::to_string(number));
  const auto waiting = std::ranges::find_if(
      answer.steps, [](const WhyStep& step) { return step.what.find("that no block had taken") != std::string::npos; });
  ASSERT_NE(waiting, answer.steps.end()) << to_text(answer);
  EXPECT_TRUE(waiting->who.starts_with("poor-keeper/")) << to_text(answer);
  // Each bids for all four lots at once.
  EXPECT_NE(waiting->what.find("offering 5.0 gwei"), std::string::npos) << to_text(answer);
  EXPECT_NE(waiting->what.find("3 of the 3 others who had bid before had 12 such bids out, 3 of them for this lot"),
            std::string::npos)
      << to_text(answer);
  ASSERT_EQ(answer.roots.size(), 2u) << to_text(answer);
  EXPECT_NE(to_text(answer).find("a unit of gas cost"), std::string::npos) << to_text(answer);
  EXPECT_NE(answer.roots[0].what.find("fee-spike"), std::string::npos) << to_text(answer);
  EXPECT_EQ(answer.roots[1].table, "fault");
  EXPECT_EQ(answer.roots[1].time, sim::parse_time("2025-01-01T01:30:00Z")) << "not the one of another price";
}

TEST_F(AuctionStories, OfALotThatWasSoldHasNothingToSayOfBlocks) {
  std::uint64_t sold = 0;
  for (std::uint64_t number = 1; number <= 12 && sold == 0; ++number) {
    const auto row = auction_row(day_->reader(), number);
    ASSERT_TRUE(row.has_value()) << number;
    if (row->text("outcome") == "sold") sold = number;
  }
  const WhyAnswer answer = explain(day_->reader(), "auction:" + std::to_string(sold));
  EXPECT_TRUE(says(answer, "of contested")) << to_text(answer);
  EXPECT_FALSE(says(answer, "a unit of gas")) << to_text(answer);
  ASSERT_EQ(answer.roots.size(), 1u);
  EXPECT_EQ(answer.roots[0].table, "fault");
}

TEST_F(AuctionStories, AreNumberedFromOne) {
  EXPECT_FALSE(auction_row(day_->reader(), 0).has_value());
  EXPECT_FALSE(auction_row(day_->reader(), 13).has_value());
  EXPECT_THROW(explain(day_->reader(), "auction:13"), sim::InputError);
  EXPECT_THROW(explain(day_->reader(), "auction:x"), sim::InputError);
}

}  // namespace
}  // namespace orrery::scenarios
