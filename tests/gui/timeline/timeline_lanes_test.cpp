// Proves that fault bars of one lane never overlap in time, that a scale zooms around the pointer, and that marks of a
// time scale stand apart.
#include "gui/timeline/timeline_lanes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gui/timeline/timeline_scale.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

RC_GTEST_PROP(TimelineLanes, BarsOfALaneDoNotOverlap, ()) {
  std::vector<FaultBar> faults;
  std::int64_t begin = 0;
  const int count = *rc::gen::inRange(0, 20);
  for (int i = 0; i < count; ++i) {
    begin += *rc::gen::inRange<std::int64_t>(0, 50);
    FaultBar fault;
    fault.begin = sim::Time::from_unix_nanoseconds(begin);
    if (*rc::gen::inRange(0, 10) != 0)
      fault.end = fault.begin + sim::Duration::nanoseconds(*rc::gen::inRange<std::int64_t>(0, 200));
    faults.push_back(fault);
  }
  const std::vector<int> lanes = fault_lanes(faults);
  RC_ASSERT(lanes.size() == faults.size());
  for (std::size_t i = 0; i < faults.size(); ++i) {
    for (std::size_t j = i + 1; j < faults.size(); ++j) {
      if (lanes[i] == lanes[j]) RC_ASSERT(faults[i].end.has_value() && *faults[i].end <= faults[j].begin);
    }
  }
}

RC_GTEST_PROP(TimeScale, ZoomingKeepsTheTimeUnderThePointer, ()) {
  const TimeScale scale{sim::Time::from_unix_nanoseconds(1'000'000'000),
                        sim::Time::from_unix_nanoseconds(61'000'000'000), 10, 800};
  const double x = *rc::gen::inRange(10, 810);
  const TimeScale zoomed = scale.zoomed(x, *rc::gen::element(0.25, 0.5, 2.0));
  RC_ASSERT(std::abs(zoomed.x(scale.time(x)) - x) < 0.01);
}

RC_GTEST_PROP(ScaleStep, MarksAreAtLeastAsFarApartAsAsked, ()) {
  const auto length = sim::Duration::nanoseconds(*rc::gen::inRange<std::int64_t>(1'000, 86'400'000'000'000));
  const double pixels = *rc::gen::inRange(100, 2000), apart = *rc::gen::inRange(20, 90);
  const sim::Duration step = scale_step(length, pixels, apart);
  const double distance =
      static_cast<double>(step.count_nanoseconds()) / static_cast<double>(length.count_nanoseconds()) * pixels;
  RC_ASSERT(distance >= apart - 1e-6);
}

}  // namespace
}  // namespace orrery::gui
