#pragma once

#include <cstddef>
#include <optional>

#include "sim/time.h"
#include "sim/world.h"

namespace orrery::sim {

/// Takes a fault that has not begun off the schedule: nothing of it happens. `index` as Faults::schedule() returned it.
void cancel_fault(World& world, std::size_t index);

/// Gives a fault that has not ended another end (not before its start, nor before now), or none.
void end_fault_at(World& world, std::size_t index, std::optional<Time> end);

}  // namespace orrery::sim
