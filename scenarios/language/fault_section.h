#pragma once

#include "scenarios/language/scenario.h"

namespace orrery::scenarios {

/// `[[fault]]` alone, as a fault is given by hand.
Section<FaultEntry> fault_section();

}  // namespace orrery::scenarios
