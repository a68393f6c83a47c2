// Proves that prices keep every digit: parsing, text, scaling, ratios, medians and the step to a contract's integers
// agree with arithmetic done in 512 bits or by hand.
#include "nodes/market/price.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "sim/input_error.h"
#include "tests/nodes/market/print_price.h"

namespace orrery::nodes {
namespace {

chains::Int256 wide(Price price) { return to_answer(price, 18); }

/// Any price whose whole part has up to 14 digits, of either sign.
Price any_price() {
  const auto whole = *rc::gen::inRange<std::int64_t>(-99'999'999'999'999, 99'999'999'999'999);
  const auto fraction = *rc::gen::inRange<std::int64_t>(0, Price::kOne);
  return Price::whole(whole) + Price{fraction};
}

TEST(Price, ReadsAndWritesDecimals) {
  EXPECT_EQ(parse_price("3889.2"), (Price{Int128{38892} * (Price::kOne / 10)}));
  EXPECT_EQ(parse_price("-0.000000000000000001"), Price{-1});
  EXPECT_EQ(parse_price("1000000000000000"), Price{Price::kMaximum});
  EXPECT_EQ(to_text(parse_price("107185.00")), "107185");
  EXPECT_EQ(to_text(parse_price("-0.50")), "-0.5");
}

TEST(Price, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "-", ".", "1e5", "NaN", "inf", "1,5", " 1", "+1", "1.2.3", "0x10",
                           "0.0000000000000000001", "1000000000000001", "99999999999999999999999999999999999999999"}) {
    EXPECT_THROW(parse_price(text), sim::InputError) << text;
  }
}

RC_GTEST_PROP(Price, TextRoundTrips, ()) {
  const Price price = any_price();
  RC_ASSERT(parse_price(to_text(price)) == price);
}

RC_GTEST_PROP(Price, ScalingAgreesWithWideArithmetic, ()) {
  const Price price = {any_price().units / 1'000'000'000};  // so that the result stays in range
  const auto numerator = *rc::gen::inRange<std::int64_t>(-2'000'000'000, 2'000'000'000);
  const auto denominator = *rc::gen::inRange<std::int64_t>(1, 2'000'000'000);
  const chains::Int256 product = wide(price) * numerator;
  chains::Int256 expected = product / denominator;
  if (product < 0 && product % denominator != 0) expected -= 1;
  RC_ASSERT(wide(scale(price, numerator, denominator)) == expected);
}

RC_GTEST_PROP(Price, RatioAgreesWithWideArithmetic, ()) {
  const Price numerator = Price::whole(*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000)) + Price{7};
  const Price denominator = Price{*rc::gen::inRange<std::int64_t>(1'000'000'000'000, INT64_MAX)};
  RC_ASSERT(wide(divide(numerator, denominator)) == wide(numerator) * Price::kOne / wide(denominator));
}

RC_GTEST_PROP(Price, DistanceAgreesWithWideArithmetic, ()) {
  const Price value = Price{*rc::gen::inRange<std::int64_t>(1, INT64_MAX)};
  const Price reference = Price{*rc::gen::inRange<std::int64_t>(Price::kOne, INT64_MAX)};
  const chains::Int256 gap = abs(wide(value) - wide(reference));
  RC_ASSERT(chains::Int256(distance_ppb(value, reference)) == gap * kOnePpb / wide(reference));
}

TEST(Price, DistanceFromZeroIsEndless) {
  EXPECT_EQ(distance_ppb(Price::whole(1), Price{}), INT64_MAX);
  EXPECT_EQ(distance_ppb(Price{}, Price{}), 0);
  EXPECT_EQ(distance_ppb(Price{}, Price::whole(5)), kOnePpb);
}

RC_GTEST_PROP(Price, MedianIsTheUpperMiddleOfTheSortedList, ()) {
  auto numbers = *rc::gen::nonEmpty<std::vector<std::int32_t>>();
  std::vector<Price> prices;
  for (const auto number : numbers) prices.push_back({number});
  std::sort(numbers.begin(), numbers.end());
  RC_ASSERT(upper_median(prices) == Price{numbers[numbers.size() / 2]});
}

TEST(Price, AnswersAreTruncatedToTheContractsDecimals) {
  EXPECT_EQ(to_answer(parse_price("3889.123456789"), 8), 388912345678);
  EXPECT_EQ(to_answer(parse_price("-3889.123456789"), 8), -388912345678);
  EXPECT_EQ(to_answer(parse_price("0.0042"), 18), 4'200'000'000'000'000);
  EXPECT_EQ(to_answer(parse_price("2"), 20), chains::Int256("200000000000000000000"));
  EXPECT_EQ(from_answer(388912345678, 8), parse_price("3889.12345678"));
  EXPECT_EQ(from_answer(chains::Int256(1) << 191, 8), Price{Price::kMaximum});
}

}  // namespace
}  // namespace orrery::nodes
