#include "gui/timeline/timeline_lanes.h"

#include <algorithm>

namespace orrery::gui {

std::vector<int> fault_lanes(const std::vector<FaultBar>& faults) {
  std::vector<int> lanes;
  std::vector<sim::Time> free_from;
  for (const FaultBar& fault : faults) {
    const auto lane =
        std::find_if(free_from.begin(), free_from.end(), [&](sim::Time free) { return free <= fault.begin; });
    lanes.push_back(static_cast<int>(lane - free_from.begin()));
    const sim::Time until = fault.end.value_or(sim::Time::max());
    if (lane == free_from.end()) {
      free_from.push_back(until);
    } else {
      *lane = until;
    }
  }
  return lanes;
}

}  // namespace orrery::gui
