// Proves that a provider leaves out what its rule calls an outlier and nothing else, and averages the rest by volume.
#include "nodes/market/provider.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/nodes/market/print_price.h"

namespace orrery::nodes {
namespace {

std::vector<WeightedPrice> prices_of(std::initializer_list<const char*> texts) {
  std::vector<WeightedPrice> prices;
  for (const char* text : texts) prices.push_back({parse_price(text), 1});
  return prices;
}
std::vector<Price> left(const OutlierRule& rule, std::vector<WeightedPrice> prices) {
  drop_outliers(rule, prices);
  std::vector<Price> rest;
  for (const auto& entry : prices) rest.push_back(entry.price);
  return rest;
}
std::vector<Price> plain(std::initializer_list<const char*> texts) {
  std::vector<Price> prices;
  for (const char* text : texts) prices.push_back(parse_price(text));
  return prices;
}

TEST(OutlierRule, ShareOfMedianDropsWhatIsFartherAndKeepsTheEdge) {
  const OutlierRule rule{.kind = OutlierRule::Kind::kShareOfMedian, .share = {20'000'000}};
  // The median is 100: 98 and 102 stand at exactly 2 %.
  EXPECT_EQ(left(rule, prices_of({"98", "100", "102", "102.01", "100"})), plain({"98", "100", "102", "100"}));
}

TEST(OutlierRule, DeviationsDropTheWickOfBlackThursday) {
  // One venue printed LINK at 0.0001 while the others traded around 2 (2020-03-12).
  EXPECT_EQ(left({}, prices_of({"2.01", "0.0001", "2.00", "1.99", "2.02"})), plain({"2.01", "2.00", "1.99", "2.02"}));
}

TEST(OutlierRule, DeviationsCountInMediansOfDistances) {
  // Median 100, distances 0 1 1 2 6: their median is 1, so 5 of them reach to 105.
  const OutlierRule rule{.kind = OutlierRule::Kind::kDeviations, .deviations_thousandths = 5000, .tolerance = {}};
  EXPECT_EQ(left(rule, prices_of({"100", "99", "101", "98", "106"})), plain({"100", "99", "101", "98"}));
}

TEST(OutlierRule, WithinTheToleranceNothingIsDropped) {
  // Three equal prices make the median distance zero; 0.05 % off is still no outlier.
  EXPECT_EQ(left({}, prices_of({"100", "100", "100", "100.05"})).size(), 4u);
  EXPECT_EQ(left({}, prices_of({"100", "100", "100", "100.2"})).size(), 3u);
}

TEST(OutlierRule, OfTwoNobodyKnowsWhichIsWrong) { EXPECT_EQ(left({}, prices_of({"1", "100"})).size(), 2u); }

RC_GTEST_PROP(OutlierRule, NeverDropsTheMedianNorReordersAndMinoritiesCannotMoveTheRestOut, ()) {
  const auto numbers = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 1'000'000)));
  std::vector<WeightedPrice> prices;
  for (const int number : numbers) prices.push_back({Price::whole(number), 1});
  const auto before = prices;
  OutlierRule rule;
  rule.kind =
      *rc::gen::element(OutlierRule::Kind::kNone, OutlierRule::Kind::kShareOfMedian, OutlierRule::Kind::kDeviations);
  drop_outliers(rule, prices);
  auto sorted = numbers;
  std::sort(sorted.begin(), sorted.end());
  const Price median = Price::whole(sorted[sorted.size() / 2]);
  RC_ASSERT(std::any_of(prices.begin(), prices.end(), [&](const auto& entry) { return entry.price == median; }));
  auto position = before.begin();
  for (const auto& entry : prices) {
    position = std::find_if(position, before.end(), [&](const auto& other) { return other.price == entry.price; });
    RC_ASSERT(position != before.end());
    ++position;
  }
}

TEST(WeightedAverage, WeighsByVolume) {
  EXPECT_EQ(weighted_average({{Price::whole(100), 3}, {Price::whole(104), 1}}), Price::whole(101));
}

RC_GTEST_PROP(WeightedAverage, AgreesWithWideArithmeticWithinAUnitAPrice, ()) {
  const auto count = *rc::gen::inRange(1, 12);
  std::vector<WeightedPrice> prices;
  chains::Int256 sum = 0, total = 0;
  for (int i = 0; i < count; ++i) {
    const Price price = Price::whole(*rc::gen::inRange<std::int64_t>(1, 900'000'000'000'000));
    const auto weight = *rc::gen::inRange<std::int64_t>(1, 1'000'001);
    prices.push_back({price, weight});
    sum += to_answer(price, 18) * weight;
    total += weight;
  }
  const chains::Int256 error = to_answer(weighted_average(prices), 18) - sum / total;
  RC_ASSERT(abs(error) <= count);
}

}  // namespace
}  // namespace orrery::nodes
