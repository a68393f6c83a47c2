// Proves the base fee against EIP-1559's own words: unchanged at the target, an eighth up for a full block, an eighth
// down for an empty one, linear between, at least one wei up; and against the EIP's Python formula redone in wide
// integers for random inputs.

#include "chains/ledger/base_fee.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

namespace orrery::chains {
namespace {

constexpr Gas kLimit = 30'000'000, kTarget = 15'000'000;

TEST(BaseFee, FollowsTheEipAtItsCorners) {
  const FeeSpec fees;
  EXPECT_EQ(next_base_fee(fees, 1'000'000'000, kTarget, kLimit), 1'000'000'000u);
  EXPECT_EQ(next_base_fee(fees, 1'000'000'000, kLimit, kLimit), 1'125'000'000u);
  EXPECT_EQ(next_base_fee(fees, 1'000'000'000, 0, kLimit), 875'000'000u);
  EXPECT_EQ(next_base_fee(fees, 1'000'000'000, kTarget + kTarget / 2, kLimit), 1'062'500'000u);
  EXPECT_EQ(next_base_fee(fees, 1'000'000'000, kTarget / 2, kLimit), 937'500'000u);
}

TEST(BaseFee, RisesByAtLeastOneWeiAndStopsFallingAtSeven) {
  const FeeSpec fees;
  EXPECT_EQ(next_base_fee(fees, 7, kTarget + 1, kLimit), 8u);
  EXPECT_EQ(next_base_fee(fees, 7, 0, kLimit), 7u);  // an eighth of 7 is less than a wei
}

TEST(BaseFee, OtherElasticityAndDenominatorScaleIt) {
  const FeeSpec fees{.minimum_base_fee = 1, .elasticity = 3, .change_denominator = 50};
  // A full block uses three targets: (3 - 1) / 50 = 4 % up. An empty one: 1 / 50 = 2 % down.
  EXPECT_EQ(next_base_fee(fees, 1'000'000, 150'000'000, 150'000'000), 1'040'000u);
  EXPECT_EQ(next_base_fee(fees, 1'000'000, 0, 150'000'000), 980'000u);
}

RC_GTEST_PROP(BaseFeeProperty, EqualsTheFormulaOfTheEip, ()) {
  using Wide = boost::multiprecision::cpp_int;
  const auto base_fee = *rc::gen::inRange<std::uint64_t>(7, 10'000'000'000'000);
  const auto gas_used = *rc::gen::inRange<std::uint64_t>(0, kLimit + 1);
  Wide expected = base_fee;
  if (gas_used > kTarget) {
    const Wide delta = Wide(base_fee) * (gas_used - kTarget) / kTarget / 8;
    expected += delta > 1 ? delta : Wide(1);
  } else if (gas_used < kTarget) {
    expected -= Wide(base_fee) * (kTarget - gas_used) / kTarget / 8;
  }
  if (expected < 7) expected = 7;
  RC_ASSERT(Wide(next_base_fee(FeeSpec{}, base_fee, gas_used, kLimit)) == expected);
}

}  // namespace
}  // namespace orrery::chains
