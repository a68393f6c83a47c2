// Proves that hand-written paths go through their points, that a ratio is the ratio, and that the noise of a venue has
// the spread and the memory that it is asked for, without seams, in whatever order it is asked.
#include "nodes/market/price_path.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "nodes/market/venue_noise.h"
#include "sim/input_error.h"
#include "tests/nodes/market/print_price.h"

namespace orrery::nodes {
namespace {

using sim::Duration;
using sim::Time;

const Time kPathStart = Time::from_unix_seconds(1'760'832'000);

TEST(ScriptedPath, RunsStraightOrInSteps) {
  const std::vector<PricePoint> points = {{kPathStart, Price::whole(100)},
                                          {kPathStart + Duration::seconds(10), Price::whole(200)},
                                          {kPathStart + Duration::seconds(30), Price::whole(100)}};
  const ScriptedPath straight(points, ScriptedPath::Between::kLinear);
  const ScriptedPath steps(points, ScriptedPath::Between::kStep);
  EXPECT_EQ(straight.at(kPathStart - Duration::hours(1)), Price::whole(100));
  EXPECT_EQ(straight.at(kPathStart + Duration::seconds(3)), Price::whole(130));
  EXPECT_EQ(straight.at(kPathStart + Duration::seconds(20)), Price::whole(150));
  EXPECT_EQ(straight.at(kPathStart + Duration::hours(1)), Price::whole(100));
  EXPECT_EQ(steps.at(kPathStart + Duration::seconds(29)), Price::whole(200));
  EXPECT_EQ(steps.at(kPathStart + Duration::seconds(30)), Price::whole(100));
}

TEST(ScriptedPath, RefusesPointsThatDoNotRise) {
  EXPECT_THROW(ScriptedPath({}, ScriptedPath::Between::kStep), sim::InputError);
  EXPECT_THROW(ScriptedPath({{kPathStart, Price{1}}, {kPathStart, Price{2}}}, ScriptedPath::Between::kStep),
               sim::InputError);
}

TEST(RatioPath, DividesOnePathByAnother) {
  const ConstantPath link(parse_price("16.8")), ether(Price::whole(4000));
  EXPECT_EQ(RatioPath(link, ether).at(kPathStart), parse_price("0.0042"));
}

TEST(WanderingPath, StaysAroundItsLevel) {
  const WanderingPath path(Price::whole(2000), sim::Seed{3}, "ETH/USD", sim::Fraction{10'000'000});
  std::int64_t farthest = 0;
  for (int minute = 0; minute < 60 * 24 * 30; ++minute) {
    const Price price = path.at(kPathStart + Duration::minutes(minute));
    farthest = std::max(farthest, distance_ppb(price, Price::whole(2000)));
  }
  EXPECT_LT(farthest, 6 * 10'000'000);  // six standard deviations
  EXPECT_GT(farthest, 2 * 10'000'000);
}

// x' = 7/8 x + e on a grid of 2/15 of the reversion time: the variance is sigma^2, the correlation over k cells
// (7/8)^k.
TEST(VenueNoise, HasTheSpreadAndTheMemoryThatItIsAskedFor) {
  constexpr std::int64_t kSigma = 200'000;
  constexpr int kCells = 40'000;
  const VenueNoise noise(sim::Seed{7}, "market/x/ETH/USD", kSigma, Duration::seconds(60));
  std::vector<std::int64_t> cells;
  for (int i = 0; i < kCells; ++i) cells.push_back(noise.deviation_ppb(Time::from_unix_seconds(8 * std::int64_t{i})));
  const auto mean_product = [&](int lag) {
    std::int64_t sum = 0;
    for (int i = 0; i + lag < kCells; ++i)
      sum += cells[static_cast<std::size_t>(i)] * cells[static_cast<std::size_t>(i + lag)];
    return sum / (kCells - lag);
  };
  // About 40000 / 15 independent values: the sampling error of a variance is some 3 %.
  const std::int64_t variance = mean_product(0);
  EXPECT_NEAR(variance * 100 / (kSigma * kSigma), 100, 12);
  EXPECT_NEAR(mean_product(5) * 1000 / variance, 513, 60);  // (7/8)^5
  EXPECT_NEAR(mean_product(60) * 1000 / variance, 0, 100);
  int sides = 0;
  for (int i = 0; i < kCells; ++i) sides += noise.side(Time::from_unix_seconds(8 * std::int64_t{i}));
  EXPECT_NEAR(sides, 0, 1000);  // five standard deviations of a fair coin
}

RC_GTEST_PROP(VenueNoise, AnswersDoNotDependOnTheOrderOfAskingAndHaveNoSeams, (std::uint64_t seed)) {
  const VenueNoise forward(sim::Seed{seed}, "v", 1'000'000, Duration::seconds(15)),
      backward(sim::Seed{seed}, "v", 1'000'000, Duration::seconds(15));
  std::vector<std::int64_t> seen;
  const Duration step = Duration::milliseconds(250);
  for (int i = 0; i < 3000; ++i) seen.push_back(forward.deviation_ppb(kPathStart + step * i));
  for (int i = 2999; i >= 0; --i)
    RC_ASSERT(backward.deviation_ppb(kPathStart + step * i) == seen[static_cast<std::size_t>(i)]);
  // A cell lasts 2 s: an eighth of it moves at most an eighth of what two six-sigma innovations and reversion allow.
  for (std::size_t i = 1; i < seen.size(); ++i) RC_ASSERT(std::abs(seen[i] - seen[i - 1]) < 1'000'000);
}

TEST(VenueNoise, RefusesWhatIsNoNoise) {
  EXPECT_THROW(VenueNoise(sim::Seed{}, "v", 200'000'000, Duration::seconds(1)), sim::InputError);
  EXPECT_THROW(VenueNoise(sim::Seed{}, "v", 1, Duration::nanoseconds(10)), sim::InputError);
}

}  // namespace
}  // namespace orrery::nodes
