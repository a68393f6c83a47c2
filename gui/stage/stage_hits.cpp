// What of a StageView is under the pointer: machines and zones, copies on their way, blocks, numbers; each leads to the
// rows behind it.
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/stage/stage_view.h"
#include "gui/window/filter_menu.h"
#include "gui/window/flight_text.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kReach = 6;

}  // namespace

sim::EntityId StageView::entity_at(QPointF point) const {
  const WorldModel& world = session().world();
  for (const auto& [box, entity] : links_) {
    if (level_ == Level::kNode && box.contains(point)) return entity;
  }
  if (level_ == Level::kNode) return {};
  const double reach = level_ == Level::kNetwork && ring_ ? std::max(8.0, ring_->glyph + 2) : map_.cell * 0.6;
  for (const Machine& machine : world.machines) {
    const QPointF at = place_of(machine.id);
    if (!at.isNull() && std::hypot(at.x() - point.x(), at.y() - point.y()) <= reach) return machine.id;
  }
  if (const sim::EntityId named = machine_named_at(point); !named.is_none()) return named;
  if (level_ == Level::kNetwork && ring_.has_value()) {
    for (const RingLayout::Arc& arc : ring_->arcs) {
      if (arc.label.contains(point)) return arc.zone;
    }
    return {};
  }
  for (const ZoneCard& card : map_.cards) {
    if (card.box.contains(point)) return card.zone;
  }
  return {};
}

// A name is as good as its glyph: it is the larger of the two.
sim::EntityId StageView::machine_named_at(QPointF point) const {
  const WorldModel& world = session().world();
  if (level_ == Level::kNetwork && ring_.has_value()) {
    for (std::size_t i = 0; i < ring_->names.size(); ++i)
      if (ring_name_box(i).contains(point)) return ring_->order[i];
    return {};
  }
  if (named_leader_.first.contains(point)) return named_leader_.second;
  for (std::size_t zone = 0; zone < map_.cards.size(); ++zone) {
    for (std::size_t i = 0; i < map_.cards[zone].names.size(); ++i)
      if (machine_name_box(zone, i).contains(point)) return world.zones[zone].machines[i];
  }
  return {};
}

bool StageView::is_on_glyph(QPointF point) const {
  const double radius = level_ == Level::kNetwork && ring_ ? ring_->glyph : map_.cell * 0.33;
  return std::any_of(session().world().machines.begin(), session().world().machines.end(), [&](const Machine& machine) {
    const QPointF at = place_of(machine.id);
    return !at.isNull() && std::hypot(at.x() - point.x(), at.y() - point.y()) <= radius;
  });
}

std::vector<FlightPlace> StageView::flights_on_stage() const {
  std::vector<FlightPlace> found;
  if (level_ == Level::kNode || !glyphs_.empty()) return found;
  const std::vector<QPointF> places = places_of_machines();
  for (const std::uint32_t number : drawable(StageMoment::flying_in(*drawn_, session().cursor()), places)) {
    const Flight& flight = drawn_->flights[number];
    const QPointF from = places[drawn_->messages[flight.message].sender.index], to = places[flight.receiver.index];
    found.push_back({number, from + (to - from) * share_of_way(flight, session().cursor())});
  }
  return found;
}

// Of copies that lie on each other each click goes to the next row; those of one message lead to the same.
std::optional<StageHit> StageView::hit_on_flight(QPointF point) const {
  if (is_on_glyph(point)) return std::nullopt;
  std::vector<std::pair<double, std::uint32_t>> near;
  for (const FlightPlace& flight : flights_on_stage()) {
    const double away = std::hypot(flight.at.x() - point.x(), flight.at.y() - point.y());
    if (away <= kReach) near.emplace_back(away, flight.flight);
  }
  if (near.empty()) return std::nullopt;
  std::sort(near.begin(), near.end());
  std::vector<std::uint64_t> rows;
  std::vector<std::uint32_t> flights;
  for (const auto& [away, number] : near) {
    const std::uint64_t row = row_of(*drawn_, drawn_->flights[number]);
    if (std::find(rows.begin(), rows.end(), row) != rows.end()) continue;
    rows.push_back(row);
    flights.push_back(number);
  }
  const auto chosen = std::find(rows.begin(), rows.end(), session().selection().row);
  const auto next = chosen == rows.end() ? std::size_t{0} : (chosen - rows.begin() + 1) % rows.size();
  const Flight& flight = drawn_->flights[flights[next]];
  const WindowMessage& message = drawn_->messages[flight.message];
  QString tip = flight_text(session().world(), *drawn_, flight);
  if (rows.size() > 1) tip += "\n" + tr("one of %1 here: each click goes to the next").arg(rows.size());
  return StageHit{{message.sender, rows[next]},
                  tip,
                  {{"kind", drawn_->kinds[message.kind]}, {"sender", session().world().name_of(message.sender)}}};
}

// The lines on top: the fault that has stood longest, or else the feed that is late for longest; on the last the round
// that goes on.
std::optional<StageHit> StageView::hit_on_headline(QPointF point) const {
  if (point.y() > headline_line() * (trouble_lines_ + 1)) return std::nullopt;
  if (point.y() < headline_line() * trouble_lines_) {
    const auto faults = session().world().faults_at(session().cursor());
    if (faults.empty() && !late_.empty()) return hit_on_lateness();
    if (faults.empty() || faults.front()->row == 0) return std::nullopt;
    const FaultBar& fault = *faults.front();
    QString tip = to_qt(fault.kind + " on " + fault.target);
    if (!fault.about.empty()) tip += to_qt(": " + fault.about);
    return StageHit{{session().selection().entity, fault.row}, tip, {}};
  }
  return hit_on_round();
}

StageHit StageView::hit_on_lateness() const {
  QStringList tip;
  for (const MissedDeadline& missed : session().world().missed) {
    if (std::any_of(late_.begin(), late_.end(), [&](const LateFeed& late) { return late.row == missed.row; }))
      tip << to_qt(missed.kind + " missed: " + missed.about);
  }
  return {{late_.front().feed, late_.front().row}, tip.join("\n"), {}};
}

std::optional<StageHit> StageView::hit_on_round() const {
  const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
  if (round == nullptr || round->row == 0) return std::nullopt;
  const QString tip = tr("epoch %1, round %2, led by %3\nbegan %4")
                          .arg(round->epoch)
                          .arg(round->round)
                          .arg(to_qt(session().world().name_of(round->leader)),
                               clock_text(sim::Time::from_unix_nanoseconds(round->begin), 3));
  return StageHit{{round->leader, round->row}, tip, {}};
}

std::optional<StageHit> StageView::hit_at(QPointF point) const {
  if (auto hit = hit_on_headline(point); hit.has_value()) return hit;
  if (auto hit = hit_on_band(point); hit.has_value()) return hit;
  if (level_ == Level::kNode) return std::nullopt;
  if (auto hit = hit_on_flight(point); hit.has_value()) return hit;
  if (level_ == Level::kNetwork && ring_.has_value() &&
      std::hypot(point.x() - ring_->centre.x(), point.y() - ring_->centre.y()) <= quorum_radius())
    return hit_on_round();
  if (!entity_at(point).is_none()) return std::nullopt;
  for (const auto& [line, row] : cut_lines_) {
    if (distance_to(line, point) > kReach) continue;
    const auto cut =
        std::find_if(cuts_.begin(), cuts_.end(), [wanted = row](const CutPath& c) { return c.row == wanted; });
    if (cut == cuts_.end()) continue;
    return StageHit{{session().selection().entity, row},
                    tr("partition on %1: nothing that is sent over it arrives").arg(to_qt(cut->target)),
                    {}};
  }
  return std::nullopt;
}

void StageView::mousePressEvent(QMouseEvent* event) {
  if (const BundleGlyph* glyph = bundle_at(event->position()); glyph != nullptr) {
    const WindowMessage& first = drawn_->messages[drawn_->flights[glyph->bundle.flights.front()].message];
    session().select({first.sender, first.row});
    Q_EMIT row_chosen(first.row);
    return;
  }
  if (const auto hit = hit_at(event->position()); hit.has_value() && event->button() == Qt::LeftButton) {
    session().select(hit->selection);
    if (hit->selection.row != 0) Q_EMIT row_chosen(hit->selection.row);
    return;
  }
  const sim::EntityId at = entity_at(event->position());
  if (!at.is_none()) session().select_entity(at);
}

void StageView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const BundleGlyph* glyph = bundle_at(event->position()); glyph != nullptr) return filter_to(*glyph);
  // Two clicks on something that leads to a row are two steps along its rows.
  if (hit_at(event->position()).has_value()) return mousePressEvent(event);
  const sim::EntityId at = entity_at(event->position());
  if (session().world().machine(at) == nullptr) return;
  session().select_entity(at);
  set_level(level_ == Level::kWorld ? Level::kNetwork : Level::kNode);
}

void StageView::mouseMoveEvent(QMouseEvent* event) { session().set_hovered(entity_at(event->position())); }

void StageView::contextMenuEvent(QContextMenuEvent* event) {
  std::vector<scenarios::FilterTerm> terms;
  if (const auto hit = hit_at(event->pos()); hit.has_value()) terms = hit->terms;
  if (terms.empty()) {
    if (const auto term = term_of_entity(session().world(), entity_at(event->pos()), true); term.has_value())
      terms.push_back(*term);
  }
  if (!terms.empty()) run_filter_menu(session(), terms, event->globalPos(), this);
}

QString StageView::tip_at(QPointF at) const {
  if (const BundleGlyph* glyph = bundle_at(at); glyph != nullptr) return bundle_tip(*glyph);
  if (const auto hit = hit_at(at); hit.has_value()) return hit->tip;
  if (const QString tip = band_tip(at); !tip.isEmpty()) return tip;
  const WorldModel& world = session().world();
  const sim::EntityId entity = entity_at(at);
  if (entity.is_none()) return {};
  QString tip = to_qt(world.name_of(entity));
  if (const Machine* machine = world.machine(entity); machine != nullptr) {
    const StateAt state = session().states().at(entity, session().cursor());
    if (!machine->zone.is_none()) tip += to_qt("\nin " + world.name_of(machine->zone));
    if (!state.status.empty()) tip += to_qt("\n" + state.status + " since ") + clock_text(state.status_since);
    if (state.epoch >= 0) tip += tr("\nepoch %1").arg(state.epoch);
  }
  if (const Zone* zone = world.zone(entity); zone != nullptr) {
    const auto up = std::count_if(zone->machines.begin(), zone->machines.end(), [&](sim::EntityId machine) {
      return session().states().is_up(machine, session().cursor());
    });
    tip += tr("\n%1 of %2 machines up").arg(up).arg(zone->machines.size());
  }
  for (const CutPath& cut : cuts_) {
    for (const auto* side : {&cut.from, &cut.to}) {
      const bool is_named = std::any_of(side->begin(), side->end(), [&](sim::EntityId id) {
        const auto machines = machines_of(world, id);
        return id == entity || std::find(machines.begin(), machines.end(), entity) != machines.end();
      });
      if (is_named) tip += tr("\ncut off: partition on %1").arg(to_qt(cut.target));
    }
  }
  return tip;
}

bool StageView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tip_at(help->pos()), this);
    return true;
  }
  return View::event(event);
}

}  // namespace orrery::gui
