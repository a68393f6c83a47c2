#include "gui/control/fault_targets.h"

#include <algorithm>

namespace orrery::gui {
namespace {

std::string kind_of(const WorldModel& world, sim::EntityId id) {
  return id.index < world.entities.size() ? world.entity(id).kind : "";
}

void add_entities(const WorldModel& world, std::string_view kind, std::vector<std::string>& names) {
  for (const sim::Entity& entity : world.entities)
    if (entity.kind == kind) names.push_back(entity.name);
}

void add_machines(const WorldModel& world, MachineRole role, std::vector<std::string>& names) {
  for (const Machine& machine : world.machines)
    if (machine.role == role) names.push_back(machine.name);
}

bool stands_for_hosts(const std::string& kind) { return is_feed_kind(kind) || kind == "host" || kind == "zone"; }

sim::EntityId chain_of(const WorldModel& world, sim::EntityId entity) {
  for (sim::EntityId at = entity; !at.is_none() && at.index < world.entities.size(); at = world.entity(at).parent)
    if (world.entity(at).kind == "chain") return at;
  return {};
}

std::string first_machine(const WorldModel& world, MachineRole role, sim::EntityId place) {
  for (const Machine& machine : world.machines)
    if (machine.role == role && (machine.zone == place || machine.group == place)) return machine.name;
  return "";
}

std::string service_at(const WorldModel& world, sim::EntityId entity) {
  const auto first = [](const Machine& machine) { return machine.leans_on.empty() ? "" : machine.leans_on.front(); };
  if (const Machine* machine = world.machine(entity); machine != nullptr) return first(*machine);
  for (const Machine& machine : world.machines)
    if ((machine.zone == entity || machine.group == entity) && !machine.leans_on.empty()) return first(machine);
  return "";
}

// A machine with that role, or the first such machine of a place.
std::string machine_at(const WorldModel& world, MachineRole role, sim::EntityId entity) {
  if (const Machine* machine = world.machine(entity); machine != nullptr)
    return machine->role == role ? machine->name : "";
  return first_machine(world, role, entity);
}

std::string venue_at(const WorldModel& world, sim::EntityId zone) {
  for (const sim::Entity& entity : world.entities)
    if (entity.kind == "venue" && entity.zone == zone) return entity.name;
  return "";
}

}  // namespace

std::vector<std::string> fault_targets(const WorldModel& world, std::string_view wanted) {
  std::vector<std::string> names;
  if (wanted == "rpc") {
    add_machines(world, MachineRole::kRpc, names);
  } else if (wanted == "provider") {
    add_machines(world, MachineRole::kProvider, names);
  } else if (wanted == "host" || wanted == "path") {
    for (const Machine& machine : world.machines) names.push_back(machine.name);
    for (const Group& group : world.groups) names.push_back(group.name);
    for (const Zone& zone : world.zones) names.push_back(zone.name);
  } else {
    add_entities(world, wanted, names);
  }
  return names;
}

std::string target_at(const WorldModel& world, std::string_view wanted, sim::EntityId entity) {
  const std::string kind = kind_of(world, entity);
  if (kind.empty()) return "";
  const std::string& name = world.entity(entity).name;
  if (kind == wanted) return name;
  if (wanted == "host" || wanted == "path") return stands_for_hosts(kind) ? name : "";
  if (wanted == "zone") return world.name_of(world.entity(entity).zone);
  if (wanted == "chain") {
    const sim::EntityId chain = chain_of(world, entity);
    return chain.is_none() ? "" : world.name_of(chain);
  }
  if (wanted == "service") return service_at(world, entity);
  if (wanted == "rpc") return machine_at(world, MachineRole::kRpc, entity);
  if (wanted == "provider") return machine_at(world, MachineRole::kProvider, entity);
  if (wanted == "venue") return kind == "zone" ? venue_at(world, entity) : "";
  return "";
}

std::string target_at_edge(const WorldModel& world, std::string_view wanted, sim::EntityId from, sim::EntityId to) {
  if (wanted == "path") return world.name_of(from) + " <-> " + world.name_of(to);
  return target_at(world, wanted, to);
}

std::string palette_shelf(const std::string& kind, const std::string& wanted) {
  if (kind.starts_with("byzantine-") || kind == "stolen-keys") return "Oracles that misbehave";
  if (wanted == "host") return "Machines";
  if (wanted == "zone") return "Zones";
  if (wanted == "path") return "Paths";
  if (wanted == "service") return "Services";
  if (wanted == "chain") return "Chains";
  if (wanted == "rpc") return "RPC endpoints";
  if (wanted == "venue") return "Venues";
  if (wanted == "provider") return "Data providers";
  return wanted;
}

}  // namespace orrery::gui
