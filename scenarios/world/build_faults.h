#pragma once

#include "scenarios/language/scenario.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// What a fault's entry means in this world; nothing is scheduled. Throws sim::InputError.
sim::FaultSpec fault_spec(const FaultEntry& fault, sim::World& world);

/// Reads each fault's parameters as its kind asks and schedules it. Throws sim::InputError.
void build_faults(const Scenario& scenario, sim::World& world);

}  // namespace orrery::scenarios
