#pragma once

#include <string>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// A partition that stands: who is cut off, from whom, as its target names them.
struct CutPath {
  std::uint64_t row = 0;
  std::string target;
  std::vector<sim::EntityId> from, to;  ///< zones, machines, networks or chains; `to` is empty for all others
  bool both_ways = true;
  bool operator==(const CutPath&) const = default;
};

/// Of those faults, the partitions. "a, b <-> c", "a -> c" or "a"; names that the world does not know are left out.
std::vector<CutPath> cut_paths(const WorldModel& world, const std::vector<const FaultBar*>& faults);

/// The machines that a name of a path stands for: itself, a zone's, or a network's or chain's.
std::vector<sim::EntityId> machines_of(const WorldModel& world, sim::EntityId side);

}  // namespace orrery::gui
