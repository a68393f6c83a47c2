#include "gui/sequence/sequence_axes.h"

#include <algorithm>

namespace orrery::gui {
namespace {

using sim::EntityId;

struct Members {
  EntityId group;
  std::vector<EntityId> nodes;
};

// Zones in the order of their names, so that clouds stand together; nodes without a zone last.
std::vector<Members> by_zone(const WorldModel& world, const Group& network) {
  std::vector<Members> zones;
  for (const EntityId node : network.members) {
    const EntityId zone = world.machine(node)->zone;
    auto found = std::find_if(zones.begin(), zones.end(), [zone](const Members& m) { return m.group == zone; });
    if (found == zones.end()) found = zones.insert(zones.end(), {zone, {}});
    found->nodes.push_back(node);
  }
  std::stable_sort(zones.begin(), zones.end(), [&](const Members& a, const Members& b) {
    if (a.group.is_none() || b.group.is_none()) return b.group.is_none() && !a.group.is_none();
    return world.name_of(a.group) < world.name_of(b.group);
  });
  return zones;
}

}  // namespace

SequenceAxes SequenceAxes::of(const WorldModel& world, EntityId network, AxisGrouping grouping, bool folds,
                              const FoldedGroups& chosen) {
  SequenceAxes axes;
  axes.axis_of_entity_.resize(world.entities.size());
  const auto folded = [&](EntityId group, bool otherwise) {
    const auto found = chosen.find(group);
    return found == chosen.end() ? otherwise : found->second;
  };
  const Group* group = world.group(network);
  switch (grouping) {
    case AxisGrouping::kNone:
      if (group == nullptr) break;
      for (const EntityId node : group->members) axes.add_node(world, node);
      break;
    case AxisGrouping::kZone:
      if (group == nullptr) break;
      for (const Members& zone : by_zone(world, *group))
        axes.add_group(world, zone.group, zone.nodes, folded(zone.group, folds));
      break;
    case AxisGrouping::kNetwork:
      for (const Group& one : world.groups) {
        if (one.members.empty()) continue;
        const bool open = one.id == network && one.members.size() <= kMostOpen;
        axes.add_group(world, one.id, one.members, folded(one.id, folds && !open));
      }
      break;
  }
  return axes;
}

void SequenceAxes::add_node(const WorldModel& world, EntityId node) {
  axis_of_entity_[node.index] = static_cast<std::uint32_t>(axes_.size());
  axes_.push_back({SequenceAxis::Kind::kNode, node, {node}, world.machine(node)->label});
}

void SequenceAxes::add_group(const WorldModel& world, EntityId group, const std::vector<EntityId>& members,
                             bool folded) {
  const std::string name = group.is_none() ? "no zone" : world.name_of(group);
  if (!folded) {
    axes_.push_back({SequenceAxis::Kind::kTitle, group, {}, name});
    for (const EntityId node : members) add_node(world, node);
    return;
  }
  for (const EntityId node : members) axis_of_entity_[node.index] = static_cast<std::uint32_t>(axes_.size());
  axes_.push_back({SequenceAxis::Kind::kFolded, group, members, name + " ×" + std::to_string(members.size())});
}

std::optional<std::size_t> SequenceAxes::axis_of(EntityId node) const {
  if (node.index >= axis_of_entity_.size() || !axis_of_entity_[node.index].has_value()) return std::nullopt;
  return *axis_of_entity_[node.index];
}

}  // namespace orrery::gui
