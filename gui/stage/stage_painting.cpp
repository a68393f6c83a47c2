// How StageView paints its three levels.
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gui/stage/stage_view.h"
#include "gui/window/signs.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kLandStep = 7;
constexpr std::size_t kMostDots = 2500, kCrowd = 200;  // beyond the first, bundles are drawn
constexpr double kTail = 26;

QPolygonF cross(QPointF at, double size) {
  return QPolygonF{
      {at + QPointF(-size, -size), at + QPointF(size, size), at, at + QPointF(-size, size), at + QPointF(size, -size)}};
}

QPainterPath shape_of(MachineRole role, QPointF at, double radius) {
  QPainterPath path;
  switch (role) {
    case MachineRole::kOracle:
      path.addEllipse(at, radius, radius);
      break;
    case MachineRole::kRpc:
      path.addRoundedRect(QRectF(at.x() - radius * 0.9, at.y() - radius * 0.9, radius * 1.8, radius * 1.8), 1.5, 1.5);
      break;
    case MachineRole::kProvider:
      path.addPolygon(QPolygonF{{at + QPointF(0, -radius * 1.15), at + QPointF(radius * 1.15, 0),
                                 at + QPointF(0, radius * 1.15), at + QPointF(-radius * 1.15, 0)}});
      path.closeSubpath();
      break;
    case MachineRole::kOther:
      path.addPolygon(QPolygonF{{at + QPointF(0, -radius * 1.1), at + QPointF(radius * 1.1, radius * 0.9),
                                 at + QPointF(-radius * 1.1, radius * 0.9)}});
      path.closeSubpath();
      break;
  }
  return path;
}

// Networks have colours in the order of the scenario; none of what belongs to none.
std::optional<int> network_number(const WorldModel& world, const Machine& machine) {
  if (machine.role != MachineRole::kOracle) return std::nullopt;
  const auto number = world.group_of_entity[machine.group.index];
  return number.has_value() ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

}  // namespace

void StageView::paint_glyph(QPainter& painter, QPointF at, double radius, const Machine& machine,
                            const StateAt& state) {
  const std::optional<int> network = network_number(session().world(), machine);
  const QPainterPath shape = shape_of(machine.role, at, radius);
  if (state.is_up()) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(network.has_value() ? theme().network(*network) : theme().quiet);
    painter.drawPath(shape);
    if (network.has_value()) paint_network_sign(painter, *network, at, radius, theme().ground);
  } else {
    painter.setPen(QPen(theme().bad, 1.4));
    painter.setBrush(theme().ground);
    painter.drawPath(shape);
    painter.drawPolyline(cross(at, radius * 0.75));
  }
}

// The continents as a field of dots: enough to find one's bearings, too coarse to be taken for a map.
void StageView::paint_land(QPainter& painter) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().land);
  const auto steps = [](double length) { return static_cast<int>(std::ceil(length / kLandStep)); };
  for (int row = 0; row < steps(map_.area.height()); ++row) {
    for (int column = 0; column < steps(map_.area.width()); ++column) {
      const double x = map_.area.left() + column * kLandStep, y = map_.area.top() + row * kLandStep;
      const GeoPoint point{map_.north - (y - map_.area.top()) / map_.area.height() * (map_.north - map_.south),
                           map_.west + (x - map_.area.left()) / map_.area.width() * (map_.east - map_.west)};
      if (is_land(point)) painter.drawEllipse(QPointF(x, y), 1.6, 1.6);
    }
  }
}

void StageView::paint_map(QPainter& painter, const StageMoment& moment) {
  below_.draw(painter, *this, theme().ground, [&](QPainter& still) { paint_cards(still, moment); });
  paint_chosen(painter);
  paint_cuts(painter);
  paint_flights(painter, moment);
  paint_bundles(painter);
  paint_zone_names(painter, moment);
  paint_machine_names(painter);
  paint_leaders(painter, moment);
}

void StageView::paint_cards(QPainter& painter, const StageMoment& moment) {
  if (map_.is_geographic) paint_land(painter);
  painter.setPen(QPen(theme().line, 1));
  for (const ZoneCard& card : map_.cards) {
    if (map_.is_geographic && !card.box.contains(card.anchor)) painter.drawLine(card.anchor, card.box.center());
  }
  for (std::size_t i = 0; i < map_.cards.size(); ++i) paint_card(painter, moment, i);
  if (map_.elsewhere.isEmpty()) return;
  painter.setPen(QPen(theme().line, 1, Qt::DashLine));
  painter.drawLine(map_.elsewhere.topLeft(), map_.elsewhere.bottomLeft());
  if (!map_.has_titles) return;
  painter.setPen(theme().quiet);
  painter.drawText(map_.elsewhere.adjusted(7, 0, 0, 0), Qt::AlignTop | Qt::AlignLeft, tr("elsewhere"));
}

// What is selected or pointed at changes with the mouse, so it is no part of the still layers.
void StageView::paint_chosen(QPainter& painter) {
  painter.setBrush(Qt::NoBrush);
  for (const sim::EntityId chosen : {session().selection().entity, session().hovered()}) {
    painter.setPen(QPen(theme().hover, 1.6));
    if (session().world().machine(chosen) != nullptr) {
      const QPointF at = place_of(chosen);
      // Outside the ring that marks a leader.
      const double radius = level_ == Level::kNetwork && ring_ ? ring_->glyph + 8 : map_.cell * 0.33 + 3;
      if (!at.isNull()) painter.drawEllipse(at, radius, radius);
    } else if (level_ == Level::kWorld && session().world().zone(chosen) != nullptr) {
      painter.drawRoundedRect(map_.cards[*session().world().zone_of_entity[chosen.index]].box, 5, 5);
    }
  }
}

// One machine that is down is no outage of its zone.
bool StageView::is_struck(const Zone& zone, const StageMoment& moment) const {
  if (!zone.machines.empty() && machines_down(zone, moment) == static_cast<int>(zone.machines.size())) return true;
  return std::any_of(moment.faults.begin(), moment.faults.end(),
                     [&](const FaultBar* fault) { return session().world().strikes_zone(*fault, zone.id); });
}

int StageView::machines_down(const Zone& zone, const StageMoment& moment) const {
  int down = 0;
  for (const sim::EntityId id : zone.machines)
    down += moment.machines[*session().world().machine_of_entity[id.index]].is_up() ? 0 : 1;
  return down;
}

void StageView::paint_card(QPainter& painter, const StageMoment& moment, std::size_t number) {
  const WorldModel& world = session().world();
  const ZoneCard& card = map_.cards[number];
  const Zone& zone = world.zones[number];
  const bool struck = is_struck(zone, moment);
  QColor ground = struck ? theme().bad_ground : theme().panel;
  ground.setAlpha(235);
  painter.setBrush(ground);
  painter.setPen(QPen(struck ? theme().bad : theme().line, struck ? 2.2 : 1.1));
  painter.drawRoundedRect(card.box, 5, 5);
  const double radius = map_.cell * 0.33;
  for (std::size_t i = 0; i < zone.machines.size(); ++i) {
    const std::uint32_t machine = *world.machine_of_entity[zone.machines[i].index];
    paint_glyph(painter, card.machines[i], radius, world.machines[machine], moment.machines[machine]);
  }
}

// Signs of one kind: a picture of one, put down many times, which is cheaper than as many shapes. What is no raster
// gets shapes.
void StageView::paint_dots(QPainter& painter, const std::string& kind, const std::vector<QPointF>& at) {
  if (painter.paintEngine() == nullptr || painter.paintEngine()->type() != QPaintEngine::Raster) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().kind(kind));
    for (const QPointF& point : at) painter.drawPath(kind_sign(kind, point, kStageDot / 2));
    return;
  }
  const qreal ratio = painter.device()->devicePixelRatio();
  const int size = static_cast<int>(std::ceil(kStageDot)) + 2;
  QPixmap& sign = dots_[kind];
  if (sign.isNull() || sign.devicePixelRatio() != ratio) {
    sign = QPixmap(QSize(size, size) * ratio);
    sign.setDevicePixelRatio(ratio);
    sign.fill(Qt::transparent);
    QPainter one(&sign);
    one.setRenderHint(QPainter::Antialiasing);
    one.fillPath(kind_sign(kind, QPointF(size / 2.0, size / 2.0), kStageDot / 2), theme().kind(kind));
  }
  // Whole pixels: a picture put down between them is filtered, which costs ten times as much.
  for (const QPointF& point : at) {
    painter.drawPixmap(QPoint(qRound(point.x() - size / 2.0), qRound(point.y() - size / 2.0)), sign);
  }
}

std::vector<QPointF> StageView::places_of_machines() const {
  std::vector<QPointF> places(session().world().entities.size());
  for (const Machine& machine : session().world().machines) places[machine.id.index] = place_of(machine.id);
  return places;
}

// Each copy on its way is its kind's sign on the straight line between two machines; what will not arrive is a cross.
// Of crowds only the last stretch behind each dot is drawn: whole lines in such numbers are a fog, and most of a
// frame's time.
void StageView::paint_flights(QPainter& painter, const StageMoment& moment) {
  const std::vector<QPointF> places = places_of_machines();
  const std::vector<std::uint32_t> flying = drawable(moment.flying, places);
  if (flying.size() > kMostDots) {
    lay_out_bundles(moment, flying, places);
    return paint_ways(painter);
  }
  glyphs_.clear();
  struct OfKind {
    QVector<QLineF> lines;
    std::vector<QPointF> dots;
  };
  const bool crowd = flying.size() > kCrowd;
  std::vector<OfKind> kinds(drawn_->kinds.size());
  QVector<QLineF> lost_lines, crosses;
  for (const std::uint32_t number : flying) {
    const Flight& flight = drawn_->flights[number];
    const WindowMessage& message = drawn_->messages[flight.message];
    const QPointF from = places[message.sender.index], to = places[flight.receiver.index];
    const double share = share_of_way(flight, moment.time);
    const QPointF at = from + (to - from) * share;
    const double way = std::hypot(to.x() - from.x(), to.y() - from.y());
    const double tail = way <= 0 ? 0 : std::min(share, kTail / way);
    const QLineF line = crowd ? QLineF(at - (to - from) * tail, at) : QLineF(from, to);
    if (flight.lost) {
      lost_lines.append(line);
      crosses << QLineF(at + QPointF(-4, -4), at + QPointF(4, 4)) << QLineF(at + QPointF(-4, 4), at + QPointF(4, -4));
    } else {
      kinds[message.kind].lines.append(line);
      kinds[message.kind].dots.push_back(at);
    }
  }
  const auto draw_lines = [&](const QVector<QLineF>& lines, QColor colour) {
    colour.setAlpha(crowd ? 110 : 60);
    painter.setRenderHint(QPainter::Antialiasing, !crowd);
    painter.setPen(QPen(colour, 1));
    painter.drawLines(lines);
  };
  for (std::size_t kind = 0; kind < kinds.size(); ++kind)
    draw_lines(kinds[kind].lines, theme().kind(drawn_->kinds[kind]));
  draw_lines(lost_lines, theme().bad);
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) paint_dots(painter, drawn_->kinds[kind], kinds[kind].dots);
  painter.setPen(QPen(theme().bad, 2));
  painter.drawLines(crosses);
}

void StageView::paint_ring(QPainter& painter, const StageMoment& moment) {
  const NetworkMoment* network = moment.network(session().network());
  if (network == nullptr || !ring_.has_value()) return;
  painter.setPen(QPen(theme().line, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawEllipse(ring_->centre, ring_->radius, ring_->radius);
  paint_cuts(painter);
  paint_flights(painter, moment);
  paint_quorum(painter, *network);
  above_.draw(painter, *this, Qt::transparent, [&](QPainter& still) { paint_ring_nodes(still, moment); });
  if (!network->leader.is_none()) {
    painter.setPen(QPen(theme().accent, 2.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(ring_->at(network->leader), ring_->glyph + 4, ring_->glyph + 4);
  }
  paint_chosen(painter);
  paint_bundles(painter);
}

void StageView::paint_ring_nodes(QPainter& painter, const StageMoment& moment) {
  const WorldModel& world = session().world();
  for (std::size_t i = 0; i < ring_->order.size(); ++i) {
    const std::uint32_t number = *world.machine_of_entity[ring_->order[i].index];
    paint_glyph(painter, ring_->points[i], ring_->glyph, world.machines[number], moment.machines[number]);
  }
  paint_ring_labels(painter, moment);
  paint_ring_names(painter);
}

double StageView::quorum_radius() const {
  const double text = QFontMetricsF(font()).horizontalAdvance(tr("report answers"));
  return std::min(std::max(ring_->radius * 0.42, text / 2 + 18), ring_->radius * 0.75);
}

// The quorum as a ring that fills: a mark where it is reached, the number in the middle.
void StageView::paint_quorum(QPainter& painter, const NetworkMoment& network) {
  // A leader that is down is in no phase, whatever it was in when it stopped.
  const std::string phase = network.leader_is_up ? network.phase : "";
  const bool reporting = phase == "report";
  const bool idle = network.leader.is_none() || phase == "final" || phase.empty() || network.asks_in_vain;
  // Between rounds the number tells who could answer, and so does the arc.
  const int have = idle ? network.up : reporting ? network.reports : network.observations;
  const int need = reporting ? network.report_quorum() : network.quorum;
  const double radius = quorum_radius();
  const QRectF box(ring_->centre.x() - radius, ring_->centre.y() - radius, 2 * radius, 2 * radius);
  const double full = 360.0 * 16;
  const double members = std::max(1, network.members);
  painter.setBrush(theme().ground);
  painter.setPen(QPen(theme().raised, 9, Qt::SolidLine, Qt::FlatCap));
  painter.drawEllipse(box);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(have >= need ? theme().good : theme().accent, 9, Qt::SolidLine, Qt::FlatCap));
  painter.drawArc(box, 90 * 16, static_cast<int>(-full * have / members));
  const double angle = 2 * std::numbers::pi * need / members;
  const QPointF way(std::sin(angle), -std::cos(angle));
  painter.setPen(QPen(theme().text, 2.5));
  painter.drawLine(ring_->centre + way * (radius - 8), ring_->centre + way * (radius + 8));
  const QString number = idle ? QString::number(network.up) : QStringLiteral("%1 / %2").arg(have).arg(need);
  const QString what = idle        ? tr("of %1 up").arg(network.members)
                       : reporting ? tr("report answers")
                                   : tr("observations");
  const QString step = phase.empty()                         ? QString()
                       : phase == "final" && network.skipped ? tr("skipped")
                                                             : tr("in %1").arg(to_qt(phase));
  paint_quorum_words(painter, radius - 7, number, what, step);
}

// As many of the words as lie inside the circle; pointing there tells them all.
void StageView::paint_quorum_words(QPainter& painter, double radius, const QString& number, const QString& what,
                                   const QString& phase) {
  const QFontMetricsF metrics(font());
  const double line = fontMetrics().height();
  const auto fits = [&](double wide, double top, double bottom) {
    return std::hypot(wide / 2, std::max(std::abs(top), std::abs(bottom)) - metrics.descent()) <= radius;
  };
  QFont large = font();
  large.setPointSizeF(font().pointSizeF() * 1.7);
  large.setBold(true);
  const bool has_what = fits(metrics.horizontalAdvance(what), 2, 2 + line) &&
                        fits(QFontMetricsF(large).horizontalAdvance(number), -line * 1.3, -line * 0.2);
  const bool has_phase = has_what && fits(metrics.horizontalAdvance(phase), 2 + line, 2 + 2 * line);
  const QPointF centre = ring_->centre;
  const auto row = [&](double top, double tall, const QString& text) {
    painter.drawText(QRectF(centre.x() - radius, centre.y() + top, 2 * radius, tall), Qt::AlignCenter, text);
  };
  painter.setPen(theme().text);
  while (!has_what && large.pointSizeF() > font().pointSizeF() &&
         !fits(QFontMetricsF(large).horizontalAdvance(number), 0, QFontMetricsF(large).ascent() / 2))
    large.setPointSizeF(large.pointSizeF() - 1);
  if (!has_what && !fits(QFontMetricsF(large).horizontalAdvance(number), 0, QFontMetricsF(large).ascent() / 2)) return;
  painter.setFont(large);
  has_what ? row(-line * 1.7, line * 1.8, number) : row(-line, 2 * line, number);
  painter.setFont(font());
  painter.setPen(theme().quiet);
  if (has_what) row(2, line, what);
  if (has_phase) row(2 + line, line, phase);
}

}  // namespace orrery::gui
