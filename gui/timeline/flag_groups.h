#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gui/model/world_model.h"
#include "gui/timeline/timeline_scale.h"

namespace orrery::gui {

/// A missed deadline or a violated expectation, and the row that tells of it.
struct TimelineFlag {
  sim::Time time;
  std::uint64_t row = 0;
  sim::EntityId entity;
  std::string words;
  bool is_violation = false;
};

/// Flags that would cover each other, drawn as one with their number.
struct FlagGroup {
  double x = 0;  ///< pixels, of its staff: its first flag's, at the right edge its last one's
  double left = 0, width = 0;
  std::vector<TimelineFlag> flags;
  bool has_violation() const;
};

/// Missed deadlines and violations of a run, by time.
std::vector<TimelineFlag> timeline_flags(const WorldModel& world);

/// The next or the previous of them, as they come by time and, of those of one moment, by the order they are in. `row`
/// is what is selected, or 0: when it is a flag of this moment, others of the same instant are gone through one by one.
/// None when there is no more.
const TimelineFlag* flag_beside(const std::vector<TimelineFlag>& flags, sim::Time now, std::uint64_t row, bool forward);

/// Puts those in sight together so that no group covers the next. A flag needs `flag` pixels, and with its number
/// before `digit` for each digit more. O(flags).
std::vector<FlagGroup> group_flags(const std::vector<TimelineFlag>& flags, const TimeScale& scale, double flag,
                                   double digit);

}  // namespace orrery::gui
