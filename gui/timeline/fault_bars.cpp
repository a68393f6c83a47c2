#include "gui/timeline/fault_bars.h"

#include <algorithm>

#include "gui/timeline/timeline_lanes.h"

namespace orrery::gui {
namespace {

constexpr sim::Duration kInstant = sim::Duration::nanoseconds(1);

}  // namespace

std::vector<TimelineBar> timeline_bars(const WorldModel& world, const std::vector<SteeredFault>* steered) {
  std::vector<TimelineBar> bars;
  if (steered == nullptr) {
    for (const FaultBar& fault : world.faults) bars.push_back({fault, 0, std::nullopt, false, false});
  } else {
    for (const SteeredFault& known : *steered) {
      TimelineBar bar;
      const auto end = known.has_begun() && !known.end ? unstated_end(known.kind, known.begin) : known.end;
      bar.fault = {known.row, known.kind, known.target, known.about, known.begin, end, 0, {}};
      bar.number = known.number;
      bar.is_to_come = !known.has_begun();
      bar.can_stretch = !known.is_over() && !bar.fault.is_instant();
      bars.push_back(std::move(bar));
    }
    // Lanes are given in the order of time, and a run numbers its faults in the order in which they were given.
    std::stable_sort(bars.begin(), bars.end(),
                     [](const TimelineBar& a, const TimelineBar& b) { return a.fault.begin < b.fault.begin; });
  }
  std::vector<FaultBar> faults;
  for (const TimelineBar& bar : bars) faults.push_back(bar.fault);
  const std::vector<int> lanes = fault_lanes(faults);
  for (std::size_t i = 0; i < bars.size(); ++i) bars[i].lane = lanes[i];
  return bars;
}

std::optional<BarGrip> grip_at(const std::vector<TimelineBar>& bars, const TimeScale& scale, double x, int lane,
                               double reach) {
  std::optional<BarGrip> body;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (bars[i].lane != lane) continue;
    const double begin = scale.x(bars[i].fault.begin);
    const double end = bars[i].fault.end.has_value() ? scale.x(*bars[i].fault.end) : scale.left + scale.width;
    // A bar that is narrower than two grips is stretched from its end and moved by its middle.
    if (bars[i].can_stretch && std::abs(x - end) <= reach) return BarGrip{i, BarPart::kEnd};
    if (bars[i].is_to_come && std::abs(x - begin) <= reach) return BarGrip{i, BarPart::kBegin};
    if (x >= begin - reach && x <= end + reach) body = BarGrip{i, BarPart::kBody};
  }
  return body;
}

BarDates dragged(const TimelineBar& bar, BarPart part, sim::Duration by, sim::Time now, sim::Time last) {
  BarDates dates{bar.fault.begin, bar.fault.end};
  const sim::Time first = now + kInstant;
  switch (part) {
    case BarPart::kBegin: {
      const sim::Time latest = dates.end.has_value() ? *dates.end - kInstant : last;
      dates.begin = std::clamp(dates.begin + by, first, std::max(first, latest));
      break;
    }
    case BarPart::kBody: {
      const sim::Time begin = std::clamp(dates.begin + by, first, std::max(first, last));
      if (dates.end.has_value()) dates.end = std::min(begin + (*dates.end - dates.begin), last);
      dates.begin = begin;
      break;
    }
    case BarPart::kEnd: {
      const sim::Time least = std::max(first, dates.begin + kInstant);
      dates.end = std::clamp(dates.end.value_or(last) + by, least, std::max(least, last));
      break;
    }
  }
  return dates;
}

}  // namespace orrery::gui
