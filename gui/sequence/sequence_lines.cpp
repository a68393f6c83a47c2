// Which lines a SequenceView has: how nodes are put together, which of them and of the chains are there, and the menu
// that says so.
#include <QFontMetricsF>
#include <QMenu>
#include <algorithm>

#include "gui/sequence/sequence_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

void add_action(QMenu& menu, const QString& text, bool on, const std::function<void(bool)>& run) {
  QAction* action = menu.addAction(text);
  action->setCheckable(true);
  action->setChecked(on);
  QObject::connect(action, &QAction::triggered, &menu, run);
}

}  // namespace

AxisGrouping SequenceView::grouping() const {
  if (grouping_.has_value()) return *grouping_;
  const Group* group = session().world().group(session().network());
  return group != nullptr && group->members.size() > SequenceAxes::kMostOpen ? AxisGrouping::kZone
                                                                             : AxisGrouping::kNone;
}

void SequenceView::set_grouping(AxisGrouping grouping) {
  grouping_ = grouping;
  lay_axes();
  asked_.reset();
  ask();
}

void SequenceView::next_grouping() {
  switch (grouping()) {
    case AxisGrouping::kNone:
      return set_grouping(AxisGrouping::kZone);
    case AxisGrouping::kZone:
      return set_grouping(AxisGrouping::kNetwork);
    case AxisGrouping::kNetwork:
      return set_grouping(AxisGrouping::kNone);
  }
}

void SequenceView::fold_all() {
  const auto open = [](const SequenceAxis& axis) { return axis.kind == SequenceAxis::Kind::kTitle; };
  const bool fold = std::any_of(axes_.axes().begin(), axes_.axes().end(), open);
  for (const SequenceAxis& axis : axes_.axes()) {
    if (axis.is_group()) folded_[axis.entity] = fold;
  }
  lay_axes();
}

void SequenceView::toggle_fold(sim::EntityId group) {
  for (const SequenceAxis& axis : axes_.axes()) {
    if (!axis.is_group() || axis.entity != group) continue;
    folded_[group] = axis.kind == SequenceAxis::Kind::kTitle;
    break;
  }
  lay_axes();
}

void SequenceView::show_chain(sim::EntityId chain, bool shown) {
  chosen_chains_[chain] = shown;
  lay_axes();
  asked_.reset();
  ask();
}

void SequenceView::show_nodes(const std::vector<sim::EntityId>& nodes, bool shown) {
  for (const sim::EntityId node : nodes) {
    if (shown) {
      hidden_nodes_.erase(node);
    } else {
      hidden_nodes_.insert(node);
    }
  }
  lay_axes();
}

void SequenceView::show_only(const std::vector<sim::EntityId>& nodes) {
  for (const sim::EntityId node : nodes_shown(session().world(), session().network(), grouping()))
    hidden_nodes_.insert(node);
  show_nodes(nodes, true);
}

void SequenceView::show_all_nodes() {
  hidden_nodes_.clear();
  lay_axes();
}

std::vector<sim::EntityId> SequenceView::chains() const {
  return chains_shown(session().world(), session().network(), grouping(), chosen_chains_);
}

void SequenceView::lay_axes() {
  const Group* group = session().world().group(session().network());
  const bool folds =
      grouping() == AxisGrouping::kNetwork || (group != nullptr && group->members.size() > SequenceAxes::kMostOpen);
  axes_ = SequenceAxes::of(session().world(), session().network(), grouping(), folds, folded_, chains(), hidden_nodes_);
  label_width_ = 60;
  // With room for all of a group being down, so that lines stand still when some go down.
  for (const SequenceAxis& axis : axes_.axes()) {
    const QString widest = to_qt(row_name(session().world(), axis, axis.members.size()));
    label_width_ = std::max(label_width_, QFontMetricsF(font()).horizontalAdvance("▸ " + widest) + 14);
  }
  label_width_ = std::min(label_width_, std::max(60.0, width() * 0.35));
  plot_ = QRectF(rect()).adjusted(label_width_ + 4, header_height() + kTop, -8, -axis_height());
  edges_ = axes_.row_edges(plot().height(), fontMetrics().height() * 2.2);
  change();
}

void SequenceView::fill_lines_menu(QMenu& menu, std::optional<std::size_t> axis) {
  const auto add_grouping = [&](const QString& text, AxisGrouping grouping) {
    add_action(menu, text, this->grouping() == grouping, [this, grouping](bool) { set_grouping(grouping); });
  };
  add_grouping(tr("A line a node"), AxisGrouping::kNone);
  add_grouping(tr("By zone"), AxisGrouping::kZone);
  add_grouping(tr("By network"), AxisGrouping::kNetwork);
  menu.addSeparator();
  add_node_actions(menu, axis);
  menu.addSeparator();
  const std::vector<sim::EntityId> there = chains();
  for (const sim::EntityId chain : session().world().chains) {
    add_action(menu, tr("Chain %1").arg(to_qt(session().world().name_of(chain))),
               std::find(there.begin(), there.end(), chain) != there.end(),
               [this, chain](bool shown) { show_chain(chain, shown); });
  }
}

void SequenceView::add_node_actions(QMenu& menu, std::optional<std::size_t> axis) {
  const WorldModel& world = session().world();
  const auto nodes = nodes_shown(world, session().network(), grouping());
  if (axis.has_value() && axes_.axes()[*axis].has_chains) {
    const auto chains = axes_.entities_of(*axis);
    menu.addAction(tr("Hide %1").arg(to_qt(axes_.axes()[*axis].label)), this, [this, chains] {
      for (const sim::EntityId chain : chains) show_chain(chain, false);
    });
  } else if (axis.has_value()) {
    const auto here = axes_.entities_of(*axis);
    const QString label = to_qt(axes_.axes()[*axis].label);
    menu.addAction(tr("Hide %1").arg(label), this, [this, here] { show_nodes(here, false); });
    menu.addAction(tr("Only %1").arg(label), this, [this, here] { show_only(here); });
  }
  const sim::EntityId selected = session().selection().entity;
  std::vector<sim::EntityId> chosen;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(chosen), [&](sim::EntityId node) {
    const Machine* machine = world.machine(node);
    return node == selected ||
           (machine != nullptr && !selected.is_none() && (machine->zone == selected || machine->group == selected));
  });
  if (!chosen.empty())
    menu.addAction(tr("Only what is selected: %1").arg(to_qt(world.name_of(selected))), this,
                   [this, chosen] { show_only(chosen); });
  QAction* all = menu.addAction(tr("Show all nodes"), this, &SequenceView::show_all_nodes);
  all->setEnabled(!hidden_nodes_.empty());
  // Of more nodes than fit on a screen, groups are chosen.
  if (nodes.empty() || nodes.size() > SequenceAxes::kMostOpen) return;
  QMenu* each = menu.addMenu(tr("Nodes"));
  for (const sim::EntityId node : nodes) {
    const Machine& machine = *world.machine(node);
    const std::string& name = grouping() == AxisGrouping::kNetwork ? machine.name : machine.label;
    add_action(*each, to_qt(name), !hidden_nodes_.contains(node),
               [this, node](bool shown) { show_nodes({node}, shown); });
  }
}

}  // namespace orrery::gui
