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

std::vector<EntityId> chains_shown(const WorldModel& world, EntityId network, AxisGrouping grouping,
                                   const ChosenChains& chosen) {
  std::vector<EntityId> shown;
  for (const EntityId chain : world.chains) {
    const bool in_use = std::any_of(world.groups.begin(), world.groups.end(), [&](const Group& group) {
      return group.chain == chain && (group.id == network || grouping == AxisGrouping::kNetwork);
    });
    const auto found = chosen.find(chain);
    if (found == chosen.end() ? in_use : found->second) shown.push_back(chain);
  }
  return shown;
}

std::vector<EntityId> nodes_shown(const WorldModel& world, EntityId network, AxisGrouping grouping) {
  std::vector<EntityId> nodes;
  for (const Group& group : world.groups) {
    if (grouping == AxisGrouping::kNetwork || group.id == network)
      nodes.insert(nodes.end(), group.members.begin(), group.members.end());
  }
  return nodes;
}

SequenceAxes SequenceAxes::of(const WorldModel& world, EntityId network, AxisGrouping grouping, bool folds,
                              const FoldedGroups& chosen, const std::vector<EntityId>& chains,
                              const HiddenNodes& hidden) {
  SequenceAxes axes;
  axes.axis_of_entity_.resize(world.entities.size());
  const auto folded = [&](EntityId group, bool otherwise) {
    const auto found = chosen.find(group);
    return found == chosen.end() ? otherwise : found->second;
  };
  const auto seen = [&](std::vector<EntityId> nodes) {
    std::erase_if(nodes, [&](EntityId node) { return hidden.contains(node); });
    return nodes;
  };
  const Group* group = world.group(network);
  switch (grouping) {
    case AxisGrouping::kNone:
      if (group == nullptr) break;
      for (const EntityId node : seen(group->members)) axes.add_node(world, node);
      break;
    case AxisGrouping::kZone:
      if (group == nullptr) break;
      for (const Members& zone : by_zone(world, *group))
        axes.add_group(world, zone.group, seen(zone.nodes), folded(zone.group, folds));
      break;
    case AxisGrouping::kNetwork:
      for (const Group& one : world.groups) {
        const std::vector<EntityId> nodes = seen(one.members);
        const bool open = one.id == network && nodes.size() <= kMostOpen;
        axes.add_group(world, one.id, nodes, folded(one.id, folds && !open));
      }
      break;
  }
  const bool grouped = grouping != AxisGrouping::kNone && chains.size() > 1;
  axes.add_chains(world, chains, grouped, grouped && folded(world.chains.front(), false));
  return axes;
}

void SequenceAxes::add_chains(const WorldModel& world, const std::vector<EntityId>& chains, bool grouped, bool folded) {
  const auto add = [&](SequenceAxis::Kind kind, EntityId entity, std::vector<EntityId> members, std::string label) {
    for (const EntityId chain : members) axis_of_entity_[chain.index] = static_cast<std::uint32_t>(axes_.size());
    axes_.push_back({kind, entity, std::move(members), std::move(label), true});
  };
  if (folded)
    return add(SequenceAxis::Kind::kFolded, world.chains.front(), chains, "chains ×" + std::to_string(chains.size()));
  if (grouped) add(SequenceAxis::Kind::kTitle, world.chains.front(), {}, "chains");
  for (const EntityId chain : chains) add(SequenceAxis::Kind::kChain, chain, {chain}, world.name_of(chain));
}

void SequenceAxes::add_node(const WorldModel& world, EntityId node) {
  axis_of_entity_[node.index] = static_cast<std::uint32_t>(axes_.size());
  axes_.push_back({SequenceAxis::Kind::kNode, node, {node}, world.machine(node)->label, false});
}

void SequenceAxes::add_group(const WorldModel& world, EntityId group, const std::vector<EntityId>& members,
                             bool folded) {
  if (members.empty()) return;
  const std::string name = group.is_none() ? "no zone" : world.name_of(group);
  if (!folded) {
    axes_.push_back({SequenceAxis::Kind::kTitle, group, {}, name, false});
    for (const EntityId node : members) add_node(world, node);
    return;
  }
  for (const EntityId node : members) axis_of_entity_[node.index] = static_cast<std::uint32_t>(axes_.size());
  axes_.push_back({SequenceAxis::Kind::kFolded, group, members, name + " ×" + std::to_string(members.size()), false});
}

std::vector<EntityId> SequenceAxes::entities_of(std::size_t axis) const {
  std::vector<EntityId> entities = axes_[axis].members;
  if (axes_[axis].kind != SequenceAxis::Kind::kTitle) return entities;
  const bool has_chains = axes_[axis].has_chains;
  for (std::size_t i = axis + 1; i < axes_.size() && !axes_[i].is_group() && axes_[i].has_chains == has_chains; ++i)
    entities.push_back(axes_[i].entity);
  return entities;
}

std::optional<std::size_t> SequenceAxes::axis_of(EntityId entity) const {
  if (entity.index >= axis_of_entity_.size() || !axis_of_entity_[entity.index].has_value()) return std::nullopt;
  return *axis_of_entity_[entity.index];
}

std::vector<double> SequenceAxes::row_edges(double height, double chain_row) const {
  const auto is_tall = [](const SequenceAxis& axis) { return axis.has_chains && !axis.members.empty(); };
  const auto rows = static_cast<double>(std::max<std::size_t>(1, axes_.size()));
  const auto tall = static_cast<double>(std::count_if(axes_.begin(), axes_.end(), is_tall));
  // Chains never take more than half.
  const double even = height / rows;
  const double chain = tall == 0 || tall == rows ? even : std::max(even, std::min(chain_row, height / 2 / tall));
  const double other = tall == rows ? even : (height - tall * chain) / (rows - tall);
  std::vector<double> edges{0};
  for (const SequenceAxis& axis : axes_) edges.push_back(edges.back() + (is_tall(axis) ? chain : other));
  return edges;
}

}  // namespace orrery::gui
