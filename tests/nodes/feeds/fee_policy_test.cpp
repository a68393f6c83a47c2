// Proves that a node never offers more than its ceiling, that what it calls a bump is one that pools take (10 % more of
// both fees), and that it says so when the ceiling leaves no room for one.
#include "nodes/feeds/fee_policy.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::nodes {
namespace {

constexpr std::uint64_t kGwei = 1'000'000'000;

TEST(FeePolicy, FirstFeesLeaveRoomForTheBaseFeeToDouble) {
  const Fees fees = first_fees({}, {.base_fee = 20 * kGwei, .suggested_tip = 2 * kGwei});
  EXPECT_EQ(fees.maximum, 42 * kGwei);
  EXPECT_EQ(fees.tip, 2 * kGwei);
}

TEST(FeePolicy, TheCeilingCapsBothFees) {
  const Fees fees = first_fees({.ceiling = 10 * kGwei}, {.base_fee = 20 * kGwei, .suggested_tip = 30 * kGwei});
  EXPECT_EQ(fees.maximum, 10 * kGwei);
  EXPECT_EQ(fees.tip, 10 * kGwei);
}

TEST(FeePolicy, ABumpAddsTheStepWhereTwentyPerCentAreLess) {
  const auto bumped = bumped_fees({}, {.base_fee = 0, .suggested_tip = 0}, {.tip = kGwei, .maximum = 100 * kGwei});
  ASSERT_TRUE(bumped);
  EXPECT_EQ(bumped->maximum, 120 * kGwei);
  EXPECT_EQ(bumped->tip, 6 * kGwei);
}

TEST(FeePolicy, ABumpFollowsTheMarketWhereThatIsMore) {
  const auto bumped =
      bumped_fees({}, {.base_fee = 200 * kGwei, .suggested_tip = 9 * kGwei}, {.tip = kGwei, .maximum = 41 * kGwei});
  ASSERT_TRUE(bumped);
  EXPECT_EQ(bumped->maximum, 409 * kGwei);
  EXPECT_EQ(bumped->tip, 9 * kGwei);
}

RC_GTEST_PROP(FeePolicy, BumpsAreTakenByPoolsAndStayBelowTheCeiling, ()) {
  const auto gwei = [](std::uint64_t most) { return *rc::gen::inRange<std::uint64_t>(0, most) * kGwei / 16; };
  const FeePolicySpec policy{
      .ceiling = gwei(16'000) + 1, .bump_percent = *rc::gen::inRange<std::uint64_t>(10, 100), .bump_step = gwei(100)};
  const GasMarket market{gwei(10'000), gwei(1'000)};
  Fees fees = first_fees(policy, {gwei(10'000), gwei(1'000)});
  int bumps = 0;
  while (const auto bumped = bumped_fees(policy, market, fees)) {
    RC_ASSERT(bumped->maximum <= policy.ceiling);
    RC_ASSERT(bumped->tip <= bumped->maximum);
    RC_ASSERT(bumped->maximum * 10 >= fees.maximum * 11);
    RC_ASSERT(bumped->tip * 10 >= fees.tip * 11);
    fees = *bumped;
    RC_ASSERT(++bumps < 600);  // it ends: 1.1^600 leaves every range here
  }
  RC_ASSERT(fees.maximum * 11 > policy.ceiling * 10 || fees.tip * 11 > fees.maximum * 10);
}

}  // namespace
}  // namespace orrery::nodes
