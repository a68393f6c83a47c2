#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/state_history.h"
#include "gui/model/world_model.h"

namespace orrery::gui {

/// A stretch of time in which a leader was in one phase of its epoch.
struct PhaseSpan {
  std::int64_t begin = 0, end = 0;  ///< ns; the end is INT64_MAX for one that goes on
  std::string phase;
};

/// What the leaders of a network were at. Only the beginning of a phase is recorded: it ends where the next one begins,
/// or where its leader stops leading the epoch.
class LeaderPhases {
 public:
  /// O(epochs of the network * log); `states` must outlive it and stay as they are.
  LeaderPhases(const Group& group, const StateHistory& states);

  /// The phases of a member that touch [from, until), in order, whole. O(log of all + those).
  std::vector<PhaseSpan> of(sim::EntityId member, std::int64_t from, std::int64_t until) const;
  /// When whoever led an epoch at a row stopped doing so: its machine went down, it entered a newer epoch, or another
  /// node began to lead one. None: it goes on.
  std::optional<std::int64_t> left_at(sim::EntityId leader, std::int64_t epoch, std::uint64_t row) const;

 private:
  const StateHistory& states_;
  std::vector<StateHistory::Change> takeovers_;  // of all members, by row
};

}  // namespace orrery::gui
