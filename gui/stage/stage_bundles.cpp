// Copies in numbers beyond what dots can show: one glyph with its count for those on the same stretch of a path.
#include <QObject>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <set>

#include "gui/stage/stage_view.h"
#include "gui/window/signs.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::uint32_t kStretches = 6;
// More glyphs than these are no easier to read than dots.
constexpr std::size_t kMostBundles = 240;
constexpr double kMark = 7, kPad = 5;
constexpr int kRowsInFilter = 40, kPathsInTip = 4;

}  // namespace

std::vector<std::uint32_t> StageView::drawable(const std::vector<std::uint32_t>& flying,
                                               const std::vector<QPointF>& places) const {
  const auto is_drawn = [&](sim::EntityId who) { return who.index < places.size() && !places[who.index].isNull(); };
  std::vector<std::uint32_t> flights;
  flights.reserve(flying.size());
  for (const std::uint32_t number : flying) {
    const Flight& flight = drawn_->flights[number];
    const sim::EntityId sender = drawn_->messages[flight.message].sender;
    if (sender != flight.receiver && is_drawn(sender) && is_drawn(flight.receiver)) flights.push_back(number);
  }
  return flights;
}

// Where only every n-th message is read, a bundle holds no fewer copies than it says.
QString StageView::amount(std::uint32_t count) const {
  return (drawn_->is_sampled() ? QStringLiteral("≥ ") : QString()) + count_text(count);
}

// A bundle stands where its copies are in the middle; one that stays in a zone at the lower edge of the zone's card.
BundleGlyph StageView::glyph_of(FlightBundle bundle, sim::Time time, const std::vector<QPointF>& places) const {
  QPointF from, to, at;
  for (const std::uint32_t number : bundle.flights) {
    const Flight& flight = drawn_->flights[number];
    const QPointF begin = places[drawn_->messages[flight.message].sender.index], end = places[flight.receiver.index];
    from += begin;
    to += end;
    at += begin + (end - begin) * share_of_way(flight, time);
  }
  const double count = bundle.count();
  BundleGlyph glyph;
  glyph.at = at / count;
  glyph.paths.emplace_back(bundle.from, bundle.to);
  if (bundle.from != bundle.to) {
    glyph.ways.emplace_back(from / count, to / count);
  } else if (const WorldModel& world = session().world();
             level_ == Level::kWorld && world.zone(bundle.from) != nullptr) {
    const QRectF& card = map_.cards[*world.zone_of_entity[bundle.from.index]].box;
    glyph.at = {card.center().x(), card.bottom()};
  }
  glyph.bundle = std::move(bundle);
  return glyph;
}

// Off the labels that stand there, inside the stage; in the ring between the quorum and the nodes.
void StageView::put_at(BundleGlyph& glyph, QPointF at, const std::vector<QRectF>& taken) const {
  const QFontMetricsF metrics(font());
  const std::uint32_t lost = glyph.bundle.lost, flying = glyph.bundle.count() - lost;
  double width = kPad;
  for (const std::uint32_t part : {flying, lost})
    if (part > 0) width += kMark + 4 + metrics.horizontalAdvance(amount(part)) + kPad;
  glyph.box = QRectF(0, 0, width, metrics.height() + 3);
  if (level_ == Level::kNetwork) {
    const QPointF out = at - ring_->centre;
    const double distance = std::hypot(out.x(), out.y());
    const QPointF way = distance < 1 ? QPointF(0, -1) : out / distance;
    const double reach = (std::abs(way.x()) * glyph.box.width() + std::abs(way.y()) * glyph.box.height()) / 2;
    const double least = quorum_radius() + 6 + reach, most = ring_->radius - ring_->glyph - 4 - reach;
    at = ring_->centre + way * std::max(least, std::min(distance, most));
  }
  glyph.box.moveCenter(at);
  for (const QRectF& label : taken)
    if (label.intersects(glyph.box)) glyph.box.moveTop(label.bottom() + 2);
  const QRectF stage = stage_area();
  glyph.box.moveLeft(std::clamp(glyph.box.left(), stage.left(), std::max(stage.left(), stage.right() - width)));
  glyph.box.moveTop(
      std::clamp(glyph.box.top(), stage.top(), std::max(stage.top(), stage.bottom() - glyph.box.height())));
  glyph.at = glyph.box.center();
}

std::vector<QRectF> StageView::labels_on_map(const StageMoment& moment) const {
  std::vector<QRectF> labels;
  if (level_ == Level::kNetwork) return ring_->names;
  if (level_ != Level::kWorld) return labels;
  for (std::size_t zone = 0; zone < map_.cards.size(); ++zone) {
    QRectF title = zone_name_box(zone).adjusted(-3, 0, 3, 0);
    if (!down_text(zone, moment).isEmpty()) title.setRight(map_.cards[zone].box.right());
    labels.push_back(title);
    labels.insert(labels.end(), map_.cards[zone].names.begin(), map_.cards[zone].names.end());
  }
  if (const NetworkMoment* network = moment.network(session().network());
      network != nullptr && !network->leader.is_none())
    if (const auto label = leader_label(*network); label.has_value()) labels.push_back(label->box);
  return labels;
}

void StageView::lay_out_bundles(const StageMoment& moment, const std::vector<std::uint32_t>& flying,
                                const std::vector<QPointF>& places) {
  std::vector<std::uint64_t> now{static_cast<std::uint64_t>(moment.time.unix_nanoseconds()),
                                 reinterpret_cast<std::uintptr_t>(drawn_.get()),
                                 static_cast<std::uint64_t>(level_),
                                 session().network().index,
                                 static_cast<std::uint64_t>(width()),
                                 static_cast<std::uint64_t>(height())};
  if (now == bundled_ && !glyphs_.empty()) return;
  bundled_ = std::move(now);
  const std::vector<QRectF> taken = labels_on_map(moment);
  glyphs_.clear();
  for (FlightBundle& bundle :
       bundle_flights(*drawn_, session().world(), flying, moment.time, kStretches, kMostBundles)) {
    glyphs_.push_back(glyph_of(std::move(bundle), moment.time, places));
    put_at(glyphs_.back(), glyphs_.back().at, taken);
  }
  // Numbers that would cover each other become one number, until none does.
  for (std::size_t i = 0; i < glyphs_.size();) {
    const auto other = std::find_if(glyphs_.begin() + static_cast<std::ptrdiff_t>(i) + 1, glyphs_.end(),
                                    [&](const BundleGlyph& glyph) { return glyph.box.intersects(glyphs_[i].box); });
    if (other == glyphs_.end()) {
      ++i;
      continue;
    }
    BundleGlyph& one = glyphs_[i];
    const double mine = one.bundle.count(), others = other->bundle.count();
    const QPointF between = (one.at * mine + other->at * others) / (mine + others);
    one.bundle.join(other->bundle);
    one.ways.insert(one.ways.end(), other->ways.begin(), other->ways.end());
    one.paths.insert(one.paths.end(), other->paths.begin(), other->paths.end());
    glyphs_.erase(other);
    put_at(one, between, taken);
    i = 0;
  }
}

void StageView::paint_ways(QPainter& painter) {
  for (const BundleGlyph& glyph : glyphs_) {
    QColor colour = theme().kind(drawn_->kinds[glyph.bundle.kind()]);
    colour.setAlpha(60);
    painter.setPen(QPen(colour, 1.2));
    for (const QLineF& way : glyph.ways) painter.drawLine(way);
  }
}

void StageView::paint_bundles(QPainter& painter) {
  for (const BundleGlyph& glyph : glyphs_) paint_bundle(painter, glyph);
}

// What flies has its kind's sign before its number, what is lost a cross, as single copies do.
void StageView::paint_bundle(QPainter& painter, const BundleGlyph& glyph) {
  const QColor colour = theme().kind(drawn_->kinds[glyph.bundle.kind()]);
  const std::uint32_t lost = glyph.bundle.lost, flying = glyph.bundle.count() - lost;
  painter.setPen(QPen(flying > 0 ? colour : theme().bad, 1.6));
  painter.setBrush(theme().ground);
  painter.drawRoundedRect(glyph.box, glyph.box.height() / 2, glyph.box.height() / 2);
  double x = glyph.box.left() + kPad + 1;
  const double y = glyph.box.center().y();
  const auto number = [&](std::uint32_t count) {
    const double wide = QFontMetricsF(font()).horizontalAdvance(amount(count));
    painter.setPen(theme().text);
    painter.drawText(QRectF(x + kMark + 3, glyph.box.top(), wide + 2, glyph.box.height()), Qt::AlignVCenter,
                     amount(count));
    x += kMark + 4 + wide + kPad;
  };
  if (flying > 0) {
    painter.fillPath(kind_sign(drawn_->kinds[glyph.bundle.kind()], QPointF(x + kMark / 2, y), kMark / 2), colour);
    number(flying);
  }
  if (lost == 0) return;
  painter.setPen(QPen(theme().bad, 2));
  painter.drawLine(QPointF(x + 1, y - 3), QPointF(x + kMark - 1, y + 3));
  painter.drawLine(QPointF(x + 1, y + 3), QPointF(x + kMark - 1, y - 3));
  number(lost);
}

const BundleGlyph* StageView::bundle_at(QPointF point) const {
  if (level_ == Level::kNode) return nullptr;
  const auto found =
      std::find_if(glyphs_.begin(), glyphs_.end(), [&](const BundleGlyph& glyph) { return glyph.box.contains(point); });
  return found == glyphs_.end() ? nullptr : &*found;
}

QString StageView::bundle_tip(const BundleGlyph& glyph) const {
  const WorldModel& world = session().world();
  QString tip = tr("%1 copies on their way").arg(amount(glyph.bundle.count()));
  for (std::size_t kind = 0; kind < glyph.bundle.of_kinds.size(); ++kind)
    if (glyph.bundle.of_kinds[kind] > 0)
      tip += QStringLiteral("\n%1  %2").arg(amount(glyph.bundle.of_kinds[kind]), to_qt(drawn_->kinds[kind]));
  if (glyph.bundle.lost > 0) tip += tr("\n%1 of them will not arrive").arg(amount(glyph.bundle.lost));
  const std::set<std::pair<sim::EntityId, sim::EntityId>> paths(glyph.paths.begin(), glyph.paths.end());
  int shown = 0;
  for (const auto& [from, to] : paths) {
    if (shown++ == kPathsInTip) break;
    tip += "\n" + (from == to ? tr("within %1").arg(to_qt(world.name_of(from)))
                              : to_qt(world.name_of(from) + " -> " + world.name_of(to)));
  }
  if (static_cast<int>(paths.size()) > kPathsInTip)
    tip += tr("\nand %1 paths more").arg(static_cast<int>(paths.size()) - kPathsInTip);
  return tip + tr("\nClick: the first of their rows. Double click: only their messages");
}

void StageView::filter_to(const BundleGlyph& glyph) {
  std::set<std::uint64_t> rows;
  for (const std::uint32_t number : glyph.bundle.flights)
    rows.insert(drawn_->messages[drawn_->flights[number].message].row);
  QString term;
  if (rows.size() <= kRowsInFilter) {
    QStringList ids;
    for (const std::uint64_t row : rows) ids << QString::number(row);
    term = QStringLiteral("id in (%1)").arg(ids.join(", "));
  } else {
    term = QStringLiteral("id >= %1 && id <= %2").arg(*rows.begin()).arg(*rows.rbegin());
  }
  const std::string& before = session().filter().applied();
  session().set_filter_text(before.empty() ? term.toStdString() : "(" + before + ") && " + term.toStdString());
}

}  // namespace orrery::gui
