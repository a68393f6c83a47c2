#pragma once

#include "sim/fault.h"

namespace orrery::sim {

/// Every kind of fault of machines, their network, their storage and the services they lean on. docs/faults.md lists
/// them. A new kind is a class beside these and a line in the function of its group.
void add_machine_faults(Faults& faults);

void add_host_faults(Faults& faults);
void add_clock_faults(Faults& faults);
void add_path_faults(Faults& faults);
void add_service_faults(Faults& faults);
void add_storage_faults(Faults& faults);

}  // namespace orrery::sim
