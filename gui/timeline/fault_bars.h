#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/control/steering_messages.h"
#include "gui/model/world_model.h"
#include "gui/timeline/timeline_scale.h"

namespace orrery::gui {

/// A fault as the timeline draws it: recorded, or one that a steered run will put on.
struct TimelineBar {
  FaultBar fault;
  int lane = 0;
  std::optional<std::uint64_t> number;  ///< of a steered run's fault
  bool is_to_come = false;              ///< all of it can be moved
  bool can_stretch = false;             ///< its end can be moved
  std::string text() const { return fault.kind + " on " + fault.target; }
};

/// The recorded faults; of a steered run all that it knows, also those to come.
std::vector<TimelineBar> timeline_bars(const WorldModel& world, const std::vector<SteeredFault>* steered);

enum class BarPart : std::uint8_t { kBegin, kBody, kEnd };
struct BarGrip {
  std::size_t bar = 0;
  BarPart part = BarPart::kBody;
};
/// The part of a bar at `x` in a lane: an edge within `reach` pixels when that edge can be moved, else the body.
std::optional<BarGrip> grip_at(const std::vector<TimelineBar>& bars, const TimeScale& scale, double x, int lane,
                               double reach);

struct BarDates {
  sim::Time begin;
  std::optional<sim::Time> end;
  bool operator==(const BarDates&) const = default;
};
/// The dates of a bar of which a part is dragged by so much. Nothing begins or ends before `now` or after `last`, and
/// nothing ends before it begins.
BarDates dragged(const TimelineBar& bar, BarPart part, sim::Duration by, sim::Time now, sim::Time last);

}  // namespace orrery::gui
