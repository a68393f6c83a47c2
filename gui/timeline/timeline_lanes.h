#pragma once

#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// Gives every fault a lane of the timeline, so that bars that overlap in time lie below each other: the first lane
/// that is free at its beginning. O(faults * lanes). Returns one number a fault, from 0.
std::vector<int> fault_lanes(const std::vector<FaultBar>& faults);

}  // namespace orrery::gui
