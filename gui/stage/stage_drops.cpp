// Faults that are dropped on the stage.
#include <QDragMoveEvent>
#include <QDropEvent>

#include "gui/control/fault_targets.h"
#include "gui/control/steering.h"
#include "gui/stage/stage_view.h"

namespace orrery::gui {
namespace {

constexpr double kEdgeReach = 6;

const FaultKindInfo* kind_named(const Steering& steering, const std::string& name) {
  for (const FaultKindInfo& kind : steering.kinds())
    if (kind.name == name) return &kind;
  return nullptr;
}

}  // namespace

std::optional<std::pair<sim::EntityId, sim::EntityId>> StageView::edge_at(QPointF point) const {
  if (level_ == Level::kNode) return std::nullopt;
  const std::int64_t now = session().cursor().unix_nanoseconds();
  std::optional<std::pair<sim::EntityId, sim::EntityId>> nearest;
  double best = kEdgeReach;
  for (const Flight& flight : window_->flights) {
    if (now < flight.begin || now >= flight.end) continue;
    const sim::EntityId sender = window_->messages[flight.message].sender;
    const QPointF from = place_of(sender), to = place_of(flight.receiver);
    if (from.isNull() || to.isNull() || sender == flight.receiver) continue;
    const double distance = distance_to({from, to}, point);
    if (distance >= best) continue;
    best = distance;
    nearest = {sender, flight.receiver};
  }
  return nearest;
}

std::string StageView::target_of_drop(const std::string& kind, QPointF point) const {
  const Steering* steering = session().steering();
  const FaultKindInfo* known = steering == nullptr ? nullptr : kind_named(*steering, kind);
  if (known == nullptr) return "";
  const WorldModel& world = session().world();
  sim::EntityId entity = entity_at(point);
  // The bands of blocks below are the chains.
  if (const auto band = entity.is_none() ? hit_on_band(point) : std::nullopt) entity = band->selection.entity;
  // A line between two machines of a card runs over the card; who drops a path there means the line.
  if (world.machine(entity) == nullptr && known->target == "path") {
    if (const auto edge = edge_at(point)) return target_at_edge(world, known->target, edge->first, edge->second);
  }
  return target_at(world, known->target, entity);
}

void StageView::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasFormat(kFaultMime)) event->acceptProposedAction();
}

void StageView::dragMoveEvent(QDragMoveEvent* event) {
  session().set_hovered(entity_at(event->position()));
  event->setAccepted(!target_of_drop(dropped_kind(event->mimeData()), event->position()).empty());
}

void StageView::dropEvent(QDropEvent* event) {
  const std::string kind = dropped_kind(event->mimeData());
  const std::string target = target_of_drop(kind, event->position());
  if (target.empty()) return;
  event->acceptProposedAction();
  session().ask_for_fault({kind, target, std::nullopt});
}

}  // namespace orrery::gui
