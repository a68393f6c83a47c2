// How StageView shows who is cut off from whom: a dashed frame around what a partition names, a broken line between.
#include <QPainter>
#include <cmath>

#include "gui/stage/stage_view.h"

namespace orrery::gui {
namespace {

// More lines than these are a fog; the frames tell it then.
constexpr std::size_t kMostLines = 16;
constexpr double kOutside = 4, kBreak = 5;

QPen cut_pen(const QColor& colour) {
  QPen pen(colour, 1.8);
  pen.setDashPattern({4, 3});
  return pen;
}

// The line from one box to another, without what lies in them.
QLineF between(const QRectF& a, const QRectF& b) {
  const auto leave = [](const QRectF& box, QPointF to) {
    const QPointF way = to - box.center();
    const double across = std::abs(way.x()) < 1e-9 ? 1e9 : box.width() / 2 / std::abs(way.x());
    const double down = std::abs(way.y()) < 1e-9 ? 1e9 : box.height() / 2 / std::abs(way.y());
    return box.center() + way * std::min({across, down, 1.0});
  };
  return {leave(a, b.center()), leave(b, a.center())};
}

}  // namespace

// A zone's card; what a network stands for as one box each, and in the ring every machine that stands there.
std::vector<QRectF> StageView::boxes_of_side(sim::EntityId side) const {
  const WorldModel& world = session().world();
  if (level_ == Level::kWorld && world.zone(side) != nullptr)
    return {map_.cards[*world.zone_of_entity[side.index]].box.adjusted(-kOutside, -kOutside, kOutside, kOutside)};
  std::vector<QRectF> boxes;
  const double radius = kOutside + (level_ == Level::kNetwork ? ring_->glyph + kOutside : map_.cell * 0.4);
  for (const sim::EntityId machine : machines_of(world, side)) {
    const QPointF at = place_of(machine);
    if (!at.isNull()) boxes.emplace_back(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius);
  }
  return boxes;
}

void StageView::paint_cuts(QPainter& painter) {
  cut_lines_.clear();
  for (const CutPath& cut : cuts_) {
    std::vector<QRectF> sides[2];
    for (const bool second : {false, true}) {
      for (const sim::EntityId side : second ? cut.to : cut.from) {
        const bool is_card = level_ == Level::kWorld && session().world().zone(side) != nullptr;
        for (const QRectF& box : boxes_of_side(side)) {
          sides[second ? 1 : 0].push_back(box);
          painter.setPen(cut_pen(theme().bad));
          painter.setBrush(Qt::NoBrush);
          is_card ? painter.drawRoundedRect(box, 7, 7) : painter.drawEllipse(box);
        }
      }
    }
    if (sides[0].size() * sides[1].size() > kMostLines) continue;
    for (const QRectF& from : sides[0]) {
      for (const QRectF& to : sides[1]) {
        if (from.intersects(to)) continue;
        paint_cut_line(painter, between(from, to), cut.both_ways);
        cut_lines_.emplace_back(between(from, to), cut.row);
      }
    }
  }
}

// Broken in its middle, on the ring nearer to its end, since the quorum stands in the middle; what is cut one way only
// has an arrow's head at its end.
void StageView::paint_cut_line(QPainter& painter, const QLineF& line, bool both_ways) {
  painter.setPen(cut_pen(theme().bad));
  painter.drawLine(line);
  if (line.length() < 4 * kBreak) return;
  const QPointF along = (line.p2() - line.p1()) / line.length(), across(-along.y(), along.x());
  const QPointF middle = line.pointAt(level_ == Level::kNetwork ? 0.2 : 0.5);
  painter.setPen(QPen(theme().ground, 3 * kBreak, Qt::SolidLine, Qt::FlatCap));
  painter.drawLine(middle - along * kBreak * 0.8, middle + along * kBreak * 0.8);
  painter.setPen(QPen(theme().bad, 2));
  for (const double side : {-0.8, 0.8}) {
    const QPointF at = middle + along * (side * kBreak);
    painter.drawLine(at - across * kBreak - along * 2, at + across * kBreak + along * 2);
  }
  if (both_ways) return;
  const QPointF tip = line.p2();
  painter.drawLine(tip, tip - along * 7 + across * 4);
  painter.drawLine(tip, tip - along * 7 - across * 4);
}

}  // namespace orrery::gui
