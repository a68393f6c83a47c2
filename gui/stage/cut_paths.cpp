#include "gui/stage/cut_paths.h"

#include <string_view>

namespace orrery::gui {
namespace {

std::vector<sim::EntityId> side_of(const WorldModel& world, std::string_view names) {
  std::vector<sim::EntityId> side;
  while (!names.empty()) {
    const std::size_t comma = names.find(',');
    std::string_view name = names.substr(0, comma);
    names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
    const std::size_t first = name.find_first_not_of(' '), last = name.find_last_not_of(' ');
    if (first == std::string_view::npos) continue;
    const sim::EntityId id = world.find(name.substr(first, last - first + 1));
    if (!id.is_none()) side.push_back(id);
  }
  return side;
}

}  // namespace

std::vector<CutPath> cut_paths(const WorldModel& world, const std::vector<const FaultBar*>& faults) {
  std::vector<CutPath> cuts;
  for (const FaultBar* fault : faults) {
    if (fault->kind != "partition") continue;
    const std::string_view target = fault->target;
    std::string_view arrow = "<->";
    std::size_t at = target.find(arrow);
    if (at == std::string_view::npos) at = target.find(arrow = "->");
    CutPath cut{fault->row, fault->target, side_of(world, target.substr(0, at)), {}, arrow == "<->"};
    if (at == std::string_view::npos) {
      cut.both_ways = true;
    } else {
      cut.to = side_of(world, target.substr(at + arrow.size()));
    }
    if (!cut.from.empty()) cuts.push_back(std::move(cut));
  }
  return cuts;
}

std::vector<sim::EntityId> machines_of(const WorldModel& world, sim::EntityId side) {
  if (world.machine(side) != nullptr) return {side};
  if (const Zone* zone = world.zone(side); zone != nullptr) return zone->machines;
  std::vector<sim::EntityId> machines;
  for (const Machine& machine : world.machines)
    if (machine.group == side) machines.push_back(machine.id);
  return machines;
}

}  // namespace orrery::gui
