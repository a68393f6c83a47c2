#pragma once

#include <vector>

#include "gui/model/state_history.h"
#include "gui/model/world_model.h"
#include "gui/sequence/sequence_axes.h"

namespace orrery::gui {

/// A stretch of time in which so many machines of a line are not up.
struct DownStretch {
  std::int64_t begin = 0, end = 0;  ///< ns
  std::size_t down = 0;
  bool operator==(const DownStretch&) const = default;
};

/// The stretches of a span in which any of them is not up, in order; none overlaps another.
std::vector<DownStretch> down_stretches(const StateHistory& states, const std::vector<sim::EntityId>& machines,
                                        std::int64_t from, std::int64_t until);

/// Whether a line is dead when so many of its machines are not up: of a whole network when those that are left cannot
/// agree, of any other line when none is left.
bool is_dead(const WorldModel& world, const SequenceAxis& axis, std::size_t down);

/// What a line is called while so many of its machines are not up: "eth-usd: 1 of 31 down".
std::string row_name(const WorldModel& world, const SequenceAxis& axis, std::size_t down);

/// Which lines of a sequence are named, where rows may be lower than the line of text that a name takes. `middles`: of
/// the rows; `leads`: the row of whoever leads, or none. Chains always are; groups come before the leader, and the
/// leader before its neighbours.
std::vector<bool> named_rows(const std::vector<SequenceAxis>& axes, const std::vector<double>& middles, double line,
                             std::optional<std::size_t> leads);

}  // namespace orrery::gui
