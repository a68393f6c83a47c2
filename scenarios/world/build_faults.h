#pragma once

#include "scenarios/language/scenario.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Reads each fault's parameters as its kind asks and schedules it. Throws sim::InputError.
void build_faults(const Scenario& scenario, sim::World& world);

}  // namespace orrery::scenarios
