// What of a SequenceView is under the pointer.
#include <algorithm>
#include <cmath>

#include "gui/sequence/sequence_view.h"
#include "gui/window/flight_text.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kHitPixels = 5;

double distance_to_line(QPointF p, QPointF a, QPointF b) {
  const QPointF d = b - a;
  const double length = d.x() * d.x() + d.y() * d.y();
  const double t = length == 0 ? 0 : std::clamp(QPointF::dotProduct(p - a, d) / length, 0.0, 1.0);
  const QPointF nearest = a + t * d;
  return std::hypot(p.x() - nearest.x(), p.y() - nearest.y());
}

QString moment(std::int64_t time) { return clock_text(sim::Time::from_unix_nanoseconds(time), 6); }

}  // namespace

const Flight* SequenceView::flight_at(QPointF at, double& distance) const {
  const Flight* nearest = nullptr;
  for (const Flight& flight : window().flights) {
    const auto from = y_of(window().messages[flight.message].sender), to = y_of(flight.receiver);
    if (!from.has_value() || !to.has_value()) continue;
    const double away = distance_to_line(at, {x_of(flight.begin), *from}, {x_of(flight.end), *to});
    if (away < distance) {
      distance = away;
      nearest = &flight;
    }
  }
  return nearest;
}

// What the key has no room for is told here.
QString SequenceView::key_text() const {
  QStringList texts;
  for (const KeyEntry& entry : key_) texts << to_qt(entry.text);
  return tr("drawn here: %1").arg(texts.join(", "));
}

std::optional<SequenceView::Hit> SequenceView::hit_at(QPointF at) const {
  if (const auto hit = hit_on_chain(at); hit.has_value()) return hit;
  const SequenceMark* nearest = nullptr;
  double best = kHitPixels * scale();
  for (const SequenceMark& mark : marks()) {
    const auto place = place_of(mark);
    if (!place.has_value()) continue;
    const double away = std::hypot(at.x() - place->x(), at.y() - place->y());
    if (away >= best) continue;
    best = away;
    nearest = &mark;
  }
  if (nearest != nullptr) {
    return Hit{
        {nearest->entity, nearest->row},
        to_qt(session().world().name_of(nearest->entity)) + "  " + moment(nearest->time) + "\n" + to_qt(nearest->words),
        {}};
  }
  double distance = kHitPixels;
  const Handover* handover = nullptr;
  for (const Handover& one : contents_->handovers) {
    const auto from = y_of(one.node), to = y_of(one.chain);
    if (!from.has_value() || !to.has_value()) continue;
    const double away = distance_to_line(at, {x_of(one.begin), *from}, {x_of(one.end), *to});
    if (away >= distance) continue;
    distance = away;
    handover = &one;
  }
  const Flight* flight = flight_at(at, distance);
  if (flight != nullptr) return hit_of(*flight);
  if (handover == nullptr) return std::nullopt;
  const WorldModel& world = session().world();
  QString tip =
      tr("transaction of %1 for %2").arg(to_qt(world.name_of(handover->node)), to_qt(world.name_of(handover->feed)));
  tip +=
      "\n" + tr("handed over %1, in a block after %2")
                 .arg(moment(handover->begin), span_text(sim::Duration::nanoseconds(handover->end - handover->begin)));
  if (handover->failed) tip += "\n" + tr("reverted");
  if (handover->undone) tip += "\n" + tr("its block was undone by a reorg");
  return Hit{{handover->node, handover->row}, tip, {}};
}

// A box of several blocks gives one after the other.
std::optional<SequenceView::Hit> SequenceView::hit_on_chain(QPointF at) const {
  for (const BlockBox& box : boxes_) {
    if (!rect_of(box).adjusted(-2, -2, 2, 2).contains(at)) continue;
    const auto chosen = std::find_if(box.marks.begin(), box.marks.end(),
                                     [&](std::size_t mark) { return marks()[mark].row == session().selection().row; });
    const bool next = chosen != box.marks.end() && chosen + 1 != box.marks.end();
    const SequenceMark& mark = marks()[next ? *(chosen + 1) : box.marks.front()];
    QString tip = to_qt(session().world().name_of(mark.entity)) + "  " + moment(mark.time) + "\n" + to_qt(mark.words);
    if (box.marks.size() > 1) tip += "\n" + tr("one of %1 here: each click goes to the next").arg(box.marks.size());
    return Hit{{mark.entity, mark.row}, tip, {}};
  }
  return std::nullopt;
}

SequenceView::Hit SequenceView::hit_of(const Flight& flight) const {
  const WindowMessage& message = window().messages[flight.message];
  const WorldModel& world = session().world();
  return {{message.sender, row_of(window(), flight)},
          flight_text(world, window(), flight),
          {{"kind", window().kinds[message.kind]}, {"sender", world.name_of(message.sender)}}};
}

}  // namespace orrery::gui
