#include "gui/stage/stage_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace orrery::gui {
namespace {

constexpr double kGap = 7, kPadding = 6;
constexpr double kLargestCell = 30, kSmallestCell = 9;
constexpr double kFillShare = 0.5;  // of the area that cards may cover
constexpr int kRounds = 600;

struct CardSize {
  int columns = 1;
  QSizeF size;
};

CardSize size_of(std::size_t machines, double title, double line, double cell) {
  CardSize card;
  card.columns = std::max(1, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(machines) * 2.4))));
  // Glyphs fill the width that the title needs anyway.
  card.columns = std::max(card.columns, std::min<int>(static_cast<int>(machines), static_cast<int>(title / cell)));
  card.columns = std::max(card.columns, 1);
  const int rows = machines == 0 ? 0 : static_cast<int>((machines + card.columns - 1) / card.columns);
  card.size = {std::max(title, card.columns * cell) + 2 * kPadding, line + rows * cell + kPadding};
  return card;
}

double largest_cell(const WorldModel& world, const QRectF& area, const std::vector<double>& titles, double line) {
  for (double cell = kLargestCell; cell > kSmallestCell; cell -= 1) {
    double covered = 0, tallest = 0, widest = 0;
    for (std::size_t i = 0; i < world.zones.size(); ++i) {
      const QSizeF size = size_of(world.zones[i].machines.size(), titles[i], line, cell).size;
      covered += (size.width() + kGap) * (size.height() + kGap);
      tallest = std::max(tallest, size.height());
      widest = std::max(widest, size.width());
    }
    if (covered < kFillShare * area.width() * area.height() && tallest < area.height() / 2 && widest < area.width() / 2) {
      return cell;
    }
  }
  return kSmallestCell;
}

void clamp_into(QRectF& box, const QRectF& area) {
  box.moveLeft(std::clamp(box.left(), area.left(), std::max(area.left(), area.right() - box.width())));
  box.moveTop(std::clamp(box.top(), area.top(), std::max(area.top(), area.bottom() - box.height())));
}

// Pushes two boxes apart along the axis where they overlap less; equal places are split by their order.
bool push_apart(QRectF& a, QRectF& b) {
  const double over_x = std::min(a.right(), b.right()) - std::max(a.left(), b.left()) + kGap;
  const double over_y = std::min(a.bottom(), b.bottom()) - std::max(a.top(), b.top()) + kGap;
  if (over_x <= 0 || over_y <= 0) return false;
  if (over_x < over_y) {
    const double way = a.center().x() <= b.center().x() ? over_x / 2 + 0.1 : -over_x / 2 - 0.1;
    a.translate(-way, 0);
    b.translate(way, 0);
  } else {
    const double way = a.center().y() <= b.center().y() ? over_y / 2 + 0.1 : -over_y / 2 - 0.1;
    a.translate(0, -way);
    b.translate(0, way);
  }
  return true;
}

// Rows of cards from the top left: for worlds so full that pushing finds no peace.
void lay_in_rows(std::vector<ZoneCard>& cards, const QRectF& area) {
  double x = area.left(), y = area.top(), row = 0;
  for (ZoneCard& card : cards) {
    if (x + card.box.width() > area.right() && x > area.left()) {
      x = area.left();
      y += row + kGap;
      row = 0;
    }
    card.box.moveTopLeft({x, y});
    x += card.box.width() + kGap;
    row = std::max(row, card.box.height());
  }
}

void relax(std::vector<ZoneCard>& cards, const QRectF& area) {
  for (int round = 0; round < kRounds; ++round) {
    bool moved = false;
    const double pull = round < kRounds / 3 ? 0.04 : 0;
    for (ZoneCard& card : cards) {
      card.box.translate((card.anchor - card.box.center()) * pull);
      clamp_into(card.box, area);
    }
    for (std::size_t i = 0; i < cards.size(); ++i) {
      for (std::size_t j = i + 1; j < cards.size(); ++j) moved |= push_apart(cards[i].box, cards[j].box);
    }
    for (ZoneCard& card : cards) clamp_into(card.box, area);
    if (!moved && pull == 0) return;
  }
  for (std::size_t i = 0; i < cards.size(); ++i) {
    for (std::size_t j = i + 1; j < cards.size(); ++j) {
      if (cards[i].box.intersects(cards[j].box)) return lay_in_rows(cards, area);
    }
  }
}

void seat_machines(ZoneCard& card, const Zone& zone, const CardSize& size, double line, double cell) {
  for (std::size_t i = 0; i < zone.machines.size(); ++i) {
    const auto column = static_cast<double>(i % static_cast<std::size_t>(size.columns));
    const auto row = static_cast<double>(i / static_cast<std::size_t>(size.columns));
    card.machines.push_back(
        {card.box.left() + kPadding + (column + 0.5) * cell, card.box.top() + line + (row + 0.5) * cell});
  }
}

void frame_the_places(MapLayout& layout, const WorldModel& world) {
  layout.west = 180, layout.east = -180, layout.north = -90, layout.south = 90;
  std::size_t known = 0;
  for (const Zone& zone : world.zones) {
    if (!zone.place.has_value()) continue;
    ++known;
    layout.west = std::min(layout.west, zone.place->longitude);
    layout.east = std::max(layout.east, zone.place->longitude);
    layout.north = std::max(layout.north, zone.place->latitude);
    layout.south = std::min(layout.south, zone.place->latitude);
  }
  layout.is_geographic = known >= 2 && known * 2 >= world.zones.size();
  if (!layout.is_geographic) return;
  const double wide = std::max(20.0, (layout.east - layout.west) * 0.07), tall = std::max(8.0, (layout.north - layout.south) * 0.16);
  layout.west -= wide, layout.east += wide, layout.north += tall, layout.south -= tall;
}

}  // namespace

QPointF MapLayout::project(GeoPoint point) const {
  return {area.left() + (point.longitude - west) / (east - west) * area.width(),
          area.top() + (north - point.latitude) / (north - south) * area.height()};
}

MapLayout MapLayout::arrange(const WorldModel& world, const QRectF& area, const std::vector<double>& titles,
                             double line) {
  MapLayout layout;
  layout.area = area;
  layout.cell = largest_cell(world, area, titles, line);
  frame_the_places(layout, world);
  std::vector<CardSize> sizes;
  const auto count = world.zones.size();
  const auto per_row = static_cast<std::size_t>(std::max(1.0, std::ceil(std::sqrt(static_cast<double>(count) * 1.6))));
  const std::size_t rows = (count + per_row - 1) / std::max<std::size_t>(per_row, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Zone& zone = world.zones[i];
    sizes.push_back(size_of(zone.machines.size(), titles[i], line, layout.cell));
    ZoneCard card;
    card.zone = zone.id;
    const std::size_t in_row = std::min(per_row, count - i / per_row * per_row);
    const QPointF in_grid(area.left() + area.width() * (static_cast<double>(i % per_row) + 0.5) / static_cast<double>(in_row),
                          area.top() + area.height() * (static_cast<double>(i / per_row) + 0.5) / static_cast<double>(rows));
    card.anchor = layout.is_geographic && zone.place.has_value() ? layout.project(*zone.place) : in_grid;
    card.box = QRectF(QPointF(), sizes.back().size);
    card.box.moveCenter(card.anchor);
    layout.cards.push_back(std::move(card));
  }
  relax(layout.cards, area);
  for (std::size_t i = 0; i < count; ++i) {
    seat_machines(layout.cards[i], world.zones[i], sizes[i], line, layout.cell);
  }
  return layout;
}

QPointF MapLayout::at(const WorldModel& world, sim::EntityId id) const {
  const Machine* machine = world.machine(id);
  if (machine == nullptr || machine->zone.index >= world.zone_of_entity.size()) return {};
  const auto number = world.zone_of_entity[machine->zone.index];
  if (!number.has_value()) return {};
  const auto& all = world.zones[*number].machines;
  const auto found = std::find(all.begin(), all.end(), id);
  return found == all.end() ? QPointF() : cards[*number].machines[static_cast<std::size_t>(found - all.begin())];
}

RingLayout RingLayout::of(const WorldModel& world, const Group& group, const QRectF& area, double label_width,
                          double line) {
  RingLayout ring;
  ring.centre = area.center();
  ring.radius = std::max(20.0, std::min(area.height() / 2 - 14, (area.width() - 2 * label_width) / 2 - 26));
  ring.order = group.members;
  std::stable_sort(ring.order.begin(), ring.order.end(), [&world](sim::EntityId a, sim::EntityId b) {
    return world.machine(a)->zone < world.machine(b)->zone;
  });
  const auto count = static_cast<double>(std::max<std::size_t>(1, ring.order.size()));
  ring.glyph = std::clamp(ring.radius * std::numbers::pi / count * 0.62, 3.0, 13.0);
  for (std::size_t i = 0; i < ring.order.size(); ++i) {
    const double angle = 2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / count;
    ring.points.push_back(ring.centre + ring.radius * QPointF(std::sin(angle), -std::cos(angle)));
    const sim::EntityId zone = world.machine(ring.order[i])->zone;
    if (ring.arcs.empty() || ring.arcs.back().zone != zone) ring.arcs.push_back({zone, angle, angle, 0, {}, true});
    ring.arcs.back().last = angle;
    ++ring.arcs.back().nodes;
  }
  for (const bool right : {true, false}) {
    std::vector<Arc*> side;
    for (Arc& arc : ring.arcs) {
      arc.on_right = std::sin((arc.first + arc.last) / 2) >= 0;
      if (arc.on_right == right) side.push_back(&arc);
    }
    if (!right) std::reverse(side.begin(), side.end());
    double free = area.top();
    for (Arc* arc : side) {
      const double wanted = ring.centre.y() - (ring.radius + 12) * std::cos((arc->first + arc->last) / 2) - line / 2;
      arc->label = QRectF(right ? ring.centre.x() + ring.radius + 24 : ring.centre.x() - ring.radius - 24 - label_width,
                          std::max(wanted, free), label_width, line);
      free = arc->label.bottom();
    }
    // What was pushed below the area moves back up, bottom first.
    double limit = area.bottom();
    for (auto arc = side.rbegin(); arc != side.rend(); ++arc) {
      if ((*arc)->label.bottom() > limit) (*arc)->label.moveBottom(limit);
      limit = (*arc)->label.top();
    }
  }
  return ring;
}

QPointF RingLayout::at(sim::EntityId node) const {
  const auto found = std::find(order.begin(), order.end(), node);
  return found == order.end() ? QPointF() : points[static_cast<std::size_t>(found - order.begin())];
}

}  // namespace orrery::gui
