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

}  // namespace
}  // namespace orrery::gui
