#pragma once

#include <vector>

#include "sim/fault.h"

namespace orrery::scenarios {

/// Every kind of fault that a scenario can name, of all rooms, in the order of the rooms. For the reference: the kinds
/// belong to a world without content and must not be used to make faults.
std::vector<sim::FaultKind> all_fault_kinds();

}  // namespace orrery::scenarios
