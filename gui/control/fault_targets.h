#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// Names that a fault whose kind wants `wanted` ("host", "zone", "path", "service", "chain", "rpc", "venue",
/// "provider") can be put on in this world, for a form to choose from. Groups and zones stand for their hosts where a
/// fault takes hosts (docs/faults.md).
std::vector<std::string> fault_targets(const WorldModel& world, std::string_view wanted);

/// What is meant when such a fault is dropped on `entity`: itself, or the nearest thing of the wanted sort: the zone of
/// a machine, the chain of an endpoint, a service that a machine leans on. Empty when there is none.
std::string target_at(const WorldModel& world, std::string_view wanted, sim::EntityId entity);

/// The same for the edge between two machines: a path takes it as it is, anything else its receiver.
std::string target_at_edge(const WorldModel& world, std::string_view wanted, sim::EntityId from, sim::EntityId to);

/// Which shelf of the palette a kind stands on: what it strikes, in words ("Machines", "Oracles that lie").
std::string palette_shelf(const std::string& kind, const std::string& wanted);

}  // namespace orrery::gui
