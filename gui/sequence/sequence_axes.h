#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// What the axes of a sequence are put together by.
enum class AxisGrouping : std::uint8_t {
  kNone,     ///< the chosen network's nodes, by index
  kZone,     ///< the chosen network's nodes, by where they stand
  kNetwork,  ///< all networks' nodes, by network
};

/// One line of a sequence from left to right: a node, a chain, a folded group, or the title of an open one.
struct SequenceAxis {
  enum class Kind : std::uint8_t { kNode, kChain, kFolded, kTitle };
  Kind kind = Kind::kNode;
  sim::EntityId entity;                ///< the node, the chain, or the group: a zone, a network, none for nodes without
  std::vector<sim::EntityId> members;  ///< whose messages or blocks are here; none at a title
  std::string label;
  bool has_chains = false;  ///< its members are chains; the group of all chains goes by the world's first

  bool is_group() const { return kind == Kind::kFolded || kind == Kind::kTitle; }
};

/// Which groups a person folded (true) or opened; the others are as `folds` of SequenceAxes::of says.
using FoldedGroups = std::map<sim::EntityId, bool>;
/// Which chains a person has put into the sequence (true) or taken out; the others are there when they are in use.
using ChosenChains = std::map<sim::EntityId, bool>;
/// The nodes that a person has taken out of the sequence.
using HiddenNodes = std::set<sim::EntityId>;

/// The chains that have a line: those of the chosen network, of all networks when these are the groups, and chosen
/// ones.
std::vector<sim::EntityId> chains_shown(const WorldModel& world, sim::EntityId network, AxisGrouping grouping,
                                        const ChosenChains& chosen);

/// The nodes that have a line unless they are hidden: the chosen network's, or those of all networks when these are the
/// groups.
std::vector<sim::EntityId> nodes_shown(const WorldModel& world, sim::EntityId network, AxisGrouping grouping);

/// The axes of a sequence, from top to bottom.
class SequenceAxes {
 public:
  /// `folds`: whether groups that nobody folded or opened are folded. The chosen network is open either way when
  /// networks are the groups and it has at most `kMostOpen` nodes. Groups of which all nodes are hidden are left out.
  /// Chains come last, as a group when nodes are in groups and there are several of them.
  static SequenceAxes of(const WorldModel& world, sim::EntityId network, AxisGrouping grouping, bool folds,
                         const FoldedGroups& chosen, const std::vector<sim::EntityId>& chains = {},
                         const HiddenNodes& hidden = {});
  static constexpr std::size_t kMostOpen = 48;

  const std::vector<SequenceAxis>& axes() const { return axes_; }
  /// Whose lines an axis stands for: its members, of a title those below it.
  std::vector<sim::EntityId> entities_of(std::size_t axis) const;
  /// The axis that a node's messages begin and end at, or that a chain's blocks are on.
  std::optional<std::size_t> axis_of(sim::EntityId entity) const;
  /// Where each row begins, from 0 to `height`, and the last one ends. A chain's row is at least `chain_row` high where
  /// there is room, for what is written into its blocks; all others are alike.
  std::vector<double> row_edges(double height, double chain_row) const;

 private:
  void add_group(const WorldModel& world, sim::EntityId group, const std::vector<sim::EntityId>& members, bool folded);
  void add_node(const WorldModel& world, sim::EntityId node);
  void add_chains(const WorldModel& world, const std::vector<sim::EntityId>& chains, bool grouped, bool folded);

  std::vector<SequenceAxis> axes_;
  std::vector<std::optional<std::uint32_t>> axis_of_entity_;
};

}  // namespace orrery::gui
