// The names on the stage: of zones, machines and leaders, in the world and on the ring.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/stage/stage_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr int kWidestLeader = 320;

QString leader_text(const WorldModel& world, const NetworkMoment& network) {
  if (!network.leader_is_up) return QObject::tr("%1 has lost its leader").arg(to_qt(world.name_of(network.network)));
  const Machine* leader = world.machine(network.leader);
  return QObject::tr("%1 leads %2, epoch %3")
      .arg(leader == nullptr ? QString() : to_qt(leader->label), to_qt(world.name_of(network.network)))
      .arg(network.epoch);
}

}  // namespace

// As much of what is down as the card's title leaves room for.
QString StageView::down_text(std::size_t zone, const StageMoment& moment) const {
  if (!map_.has_titles) return {};
  const Zone& of = session().world().zones[zone];
  const int down = machines_down(of, moment);
  if (down == 0) return {};
  const double room = map_.cards[zone].box.right() - 6 - zone_name_box(zone).right();
  for (const QString& text : {tr("%1 of %2 down").arg(down).arg(of.machines.size()), tr("%1 down").arg(down)})
    if (fontMetrics().horizontalAdvance(text) + 8 <= room) return text;
  return {};
}

QRectF StageView::zone_name_box(std::size_t zone) const {
  if (!map_.has_titles) return {};
  const QRectF& card = map_.cards[zone].box;
  const QString name = fontMetrics().elidedText(to_qt(session().world().zones[zone].name), Qt::ElideMiddle,
                                                static_cast<int>(card.width() - 10));
  return {card.left() + 7, card.top() + 1, fontMetrics().horizontalAdvance(name) + 1.0, fontMetrics().height() + 2.0};
}

// Names stand above what flies, on a ground that lets some of it through: what is on its way must not cross them out.
void StageView::paint_zone_names(QPainter& painter, const StageMoment& moment) {
  const WorldModel& world = session().world();
  if (!map_.has_titles) return;
  for (std::size_t i = 0; i < map_.cards.size(); ++i) {
    const Zone& zone = world.zones[i];
    const bool bad = is_struck(zone, moment);
    const QRectF box = zone_name_box(i);
    const QString name = fontMetrics().elidedText(to_qt(zone.name), Qt::ElideMiddle, static_cast<int>(box.width()));
    QColor ground = bad ? theme().bad_ground : theme().panel;
    ground.setAlpha(200);
    painter.fillRect(box.adjusted(-3, 1, 3, 0), ground);
    painter.setPen(bad ? theme().bad : theme().text);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, name);
    if (const QString down = down_text(i, moment); !down.isEmpty()) {
      const QRectF beside(box.right() + 2, box.top(), map_.cards[i].box.right() - 6 - box.right() - 2, box.height());
      painter.setPen(bad ? theme().bad : theme().quiet);
      painter.drawText(beside, Qt::AlignVCenter | Qt::AlignRight, down);
    }
  }
}

QRectF StageView::ink_of(const QRectF& box, const std::string& name) const {
  const QString text = fontMetrics().elidedText(to_qt(name), Qt::ElideMiddle, static_cast<int>(box.width()));
  return {box.left(), box.top(), fontMetrics().horizontalAdvance(text) + 1.0, box.height()};
}

const std::string& StageView::name_on_map(const Machine& machine) const {
  return map_.whole_names && session().world().group(machine.group) != nullptr ? machine.name : machine.label;
}

QRectF StageView::machine_name_box(std::size_t zone, std::size_t machine) const {
  const WorldModel& world = session().world();
  return ink_of(map_.cards[zone].names[machine], name_on_map(*world.machine(world.zones[zone].machines[machine])));
}

QRectF StageView::ring_name_box(std::size_t node) const {
  if (ring_->names[node].isNull()) return {};
  return ink_of(ring_->names[node].adjusted(2, 0, -1, 0), session().world().machine(ring_->order[node])->label);
}

void StageView::paint_name(QPainter& painter, const QRectF& box, const std::string& name, QColor ground) {
  const QString text = fontMetrics().elidedText(to_qt(name), Qt::ElideMiddle, static_cast<int>(box.width()));
  const QRectF ink = ink_of(box, name);
  ground.setAlpha(200);
  painter.fillRect(ink.adjusted(-1, 1, 1, -1), ground);
  painter.setPen(theme().text);
  painter.drawText(ink, Qt::AlignVCenter | Qt::AlignLeft, text);
}

void StageView::paint_machine_names(QPainter& painter) {
  const WorldModel& world = session().world();
  for (std::size_t zone = 0; zone < map_.cards.size(); ++zone) {
    for (std::size_t i = 0; i < map_.cards[zone].names.size(); ++i)
      paint_name(painter, map_.cards[zone].names[i], name_on_map(*world.machine(world.zones[zone].machines[i])),
                 theme().panel);
  }
}

void StageView::paint_ring_names(QPainter& painter) {
  for (std::size_t i = 0; i < ring_->names.size(); ++i) {
    if (ring_->names[i].isNull()) continue;
    paint_name(painter, ring_->names[i].adjusted(2, 0, -1, 0), session().world().machine(ring_->order[i])->label,
               theme().ground);
  }
}

// Where no place is free for the whole sentence, the fewest words; where there is none for these either, the ring
// around the leader and the headline say it.
std::optional<StageView::LeaderLabel> StageView::leader_label(const NetworkMoment& network) const {
  const WorldModel& world = session().world();
  const Machine* leader = world.machine(network.leader);
  const auto card =
      leader == nullptr || leader->zone.is_none() ? std::nullopt : world.zone_of_entity[leader->zone.index];
  if (!card.has_value()) return std::nullopt;
  const QString few = network.leader_is_up ? tr("leads, e%1").arg(network.epoch) : tr("leader lost");
  for (const QString& words : {leader_text(world, network), few}) {
    const QString text = fontMetrics().elidedText(words, Qt::ElideMiddle, kWidestLeader);
    const QSizeF size(fontMetrics().horizontalAdvance(text) + 10.0, fontMetrics().height() + 2.0);
    if (const auto box = map_.beside(*card, size, stage_area()); box.has_value()) return LeaderLabel{*box, text};
  }
  return std::nullopt;
}

// A ring around every leader; the chosen network's is named beside its zone's card.
void StageView::paint_leaders(QPainter& painter, const StageMoment& moment) {
  named_leader_ = {};
  for (std::size_t i = 0; i < moment.networks.size(); ++i) {
    const NetworkMoment& network = moment.networks[i];
    if (network.leader.is_none()) continue;
    const QPointF at = place_of(network.leader);
    const QColor colour = theme().network(static_cast<int>(i));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 2));
    painter.drawEllipse(at, map_.cell * 0.55, map_.cell * 0.55);
    // The others' names stand in the tree, in their colours.
    if (network.network != session().network()) continue;
    const std::optional<LeaderLabel> label = leader_label(network);
    if (!label.has_value()) continue;
    named_leader_ = {label->box, network.leader};
    // Where machines have names the label says whose it is.
    painter.setPen(QPen(colour, 1.2));
    if (std::all_of(map_.cards.begin(), map_.cards.end(), [](const ZoneCard& card) { return card.names.empty(); }))
      painter.drawLine(at, label->box.center());
    painter.setPen(QPen(colour, 1));
    painter.setBrush(theme().ground);
    painter.drawRoundedRect(label->box, 3, 3);
    painter.setPen(theme().text);
    painter.drawText(label->box, Qt::AlignCenter, label->text);
  }
}

void StageView::paint_ring_labels(QPainter& painter, const StageMoment& moment) {
  const WorldModel& world = session().world();
  for (const RingLayout::Arc& arc : ring_->arcs) {
    if (arc.label.isNull()) continue;
    const Zone* zone = world.zone(arc.zone);
    const bool struck = zone != nullptr && is_struck(*zone, moment);
    const QPointF edge =
        ring_->centre + (ring_->radius + ring_->glyph + 5) * QPointF(std::sin(arc.middle), -std::cos(arc.middle));
    const QPointF end(arc.on_right ? arc.label.left() - 4 : arc.label.right() + 4, arc.label.center().y());
    painter.setPen(QPen(struck ? theme().bad : theme().line, 1));
    painter.drawLine(edge, end);
    painter.setPen(struck ? theme().bad : theme().text);
    const QString count = arc.nodes > 1 ? QStringLiteral(" ×%1").arg(arc.nodes) : QString();
    const double room = arc.label.width() - fontMetrics().horizontalAdvance(count);
    const QString name =
        fontMetrics().elidedText(to_qt(world.name_of(arc.zone)), Qt::ElideMiddle, static_cast<int>(room));
    painter.drawText(arc.label, Qt::AlignVCenter | (arc.on_right ? Qt::AlignLeft : Qt::AlignRight), name + count);
  }
}

}  // namespace orrery::gui
