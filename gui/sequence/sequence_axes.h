#pragma once

#include <cstdint>
#include <map>
#include <optional>
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

/// One line of a sequence from left to right: a node, a folded group, or the title of an open one.
struct SequenceAxis {
  enum class Kind : std::uint8_t { kNode, kFolded, kTitle };
  Kind kind = Kind::kNode;
  sim::EntityId entity;                ///< the node, or the group: a zone, a network, or none for nodes without
  std::vector<sim::EntityId> members;  ///< whose messages begin and end here; none at a title
  std::string label;
};

/// Which groups a person folded (true) or opened; the others are as `folds` of SequenceAxes::of says.
using FoldedGroups = std::map<sim::EntityId, bool>;

/// The axes of a sequence, from top to bottom.
class SequenceAxes {
 public:
  /// `folds`: whether groups that nobody folded or opened are folded. The chosen network is open either way when
  /// networks are the groups and it has at most `kMostOpen` nodes.
  static SequenceAxes of(const WorldModel& world, sim::EntityId network, AxisGrouping grouping, bool folds,
                         const FoldedGroups& chosen);
  static constexpr std::size_t kMostOpen = 48;

  const std::vector<SequenceAxis>& axes() const { return axes_; }
  /// The axis that a node's messages begin and end at.
  std::optional<std::size_t> axis_of(sim::EntityId node) const;

 private:
  void add_group(const WorldModel& world, sim::EntityId group, const std::vector<sim::EntityId>& members, bool folded);
  void add_node(const WorldModel& world, sim::EntityId node);

  std::vector<SequenceAxis> axes_;
  std::vector<std::optional<std::uint32_t>> axis_of_entity_;
};

}  // namespace orrery::gui
