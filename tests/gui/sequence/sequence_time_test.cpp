// Proves that every mode of time keeps the order of what happens, covers the span, and can be turned back.
#include "gui/sequence/sequence_time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

namespace orrery::gui {
namespace {

sim::Time ns(std::int64_t n) { return sim::Time::from_unix_nanoseconds(n); }

RC_GTEST_PROP(SequenceTime, OrderIsKeptAndPlacesLeadBack, ()) {
  const auto mode = *rc::gen::element(TimeMode::kLinear, TimeMode::kStep, TimeMode::kNonlinear);
  auto instants = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 60'000'000'000));
  const SequenceTime time(mode, ns(0), ns(60'000'000'000), instants);
  std::sort(instants.begin(), instants.end());
  double before = -1;
  for (const std::int64_t instant : instants) {
    const double place = time.at(instant);
    RC_ASSERT(place >= before && place >= 0 && place <= 1);
    RC_ASSERT(std::llabs(time.time_at(place) - instant) <= 1'000);
    before = place;
  }
  RC_ASSERT(time.at(0) == 0.0);
  RC_ASSERT(std::abs(time.at(60'000'000'000) - 1) < 1e-9);
}

TEST(SequenceTime, StepsAreEquallyFarApart) {
  const SequenceTime time(TimeMode::kStep, ns(0), ns(1000), {1, 2, 900});
  EXPECT_DOUBLE_EQ(time.at(1), 0.25);
  EXPECT_DOUBLE_EQ(time.at(2), 0.5);
  EXPECT_DOUBLE_EQ(time.at(900), 0.75);
}

TEST(SequenceTime, NonlinearTimeDrawsLongPausesShort) {
  const SequenceTime time(TimeMode::kNonlinear, ns(0), ns(10'000'000'000), {1'000'000, 9'999'000'000});
  EXPECT_GT(time.at(1'000'000), 0.1);
  EXPECT_LT(time.at(9'999'000'000) - time.at(1'000'000), 0.8);
}

TEST(SequenceTime, NonlinearTimeHasTicksAllAlongTheAxis) {
  // Five bursts, a minute apart, each of messages some milliseconds apart: linear steps fall into the pauses alone.
  const sim::Time from = sim::Time::from_unix_nanoseconds(1'735'689'600'000'000'000);
  std::vector<std::int64_t> instants;
  for (int burst = 0; burst < 5; ++burst)
    for (int i = 0; i < 20; ++i)
      instants.push_back(
          (from + sim::Duration::seconds(60 * burst) + sim::Duration::milliseconds(7 * i)).unix_nanoseconds());
  for (const TimeMode mode : {TimeMode::kNonlinear, TimeMode::kStep}) {
    const SequenceTime time(mode, from, from + sim::Duration::minutes(5), instants);
    const auto ticks = ticks_of(time, 1000, 100);
    EXPECT_GE(ticks.size(), 6u);
    double last = -100;
    for (const TimeTick& tick : ticks) {
      const double x = time.at(tick.time) * 1000;
      EXPECT_GE(x - last, 100 - 1e-3);
      EXPECT_LE(x, 1000);
      last = x;
    }
    // A pause is written by round minutes or seconds, a burst to the millisecond.
    EXPECT_TRUE(std::any_of(ticks.begin(), ticks.end(), [](const TimeTick& t) { return t.decimals == 0; }));
    EXPECT_TRUE(std::any_of(ticks.begin(), ticks.end(), [](const TimeTick& t) { return t.decimals == 3; }));
  }
}

}  // namespace
}  // namespace orrery::gui
