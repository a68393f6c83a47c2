#include "sim/faults/machine_faults.h"

namespace orrery::sim {

void add_machine_faults(Faults& faults) {
  add_host_faults(faults);
  add_clock_faults(faults);
  add_path_faults(faults);
  add_service_faults(faults);
  add_storage_faults(faults);
}

}  // namespace orrery::sim
