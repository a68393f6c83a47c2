#include "gui/stage/stage_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace orrery::gui {
namespace {

constexpr double kGap = 7, kPadding = 6;
constexpr double kLargestCell = 30, kSmallestCell = 9;
constexpr double kFillShare = 0.62;  // of the area that cards may cover

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
    if (covered < kFillShare * area.width() * area.height() && tallest < area.height() / 2 &&
        widest < area.width() / 2) {
      return cell;
    }
  }
  return kSmallestCell;
}

// Moves stretches of a line as little as can be, in the sense of squares, so that they keep their order, a gap, and the
// room from `low` to `high`; isotonic regression by pooling. `centres` rise. Returns where each begins.
std::vector<double> spread(const std::vector<double>& centres, const std::vector<double>& sizes, double low,
                           double high) {
  struct Pool {
    double sum = 0;
    int count = 0;
    double mean() const { return sum / count; }
  };
  std::vector<Pool> pools;
  std::vector<double> offsets;
  double offset = 0;
  for (std::size_t i = 0; i < centres.size(); ++i) {
    offsets.push_back(offset);
    pools.push_back({centres[i] - sizes[i] / 2 - offset, 1});
    offset += sizes[i] + kGap;
    while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().count += last.count;
    }
  }
  const double latest = std::max(low, high - (offset - kGap));
  std::vector<double> begins;
  for (const Pool& pool : pools) {
    for (int i = 0; i < pool.count; ++i)
      begins.push_back(std::clamp(pool.mean(), low, latest) + offsets[begins.size()]);
  }
  return begins;
}

// Cuts cards, sorted from west to east, into at most `most` columns that are no higher than the area, so that cards of
// a column lie near each other. Returns the first card of every column, or nothing when they do not fit. O(cards^2 *
// most).
std::vector<std::size_t> cut_into_columns(const std::vector<ZoneCard*>& cards, double height, std::size_t most) {
  constexpr double kNever = 1e300;
  const std::size_t count = cards.size();
  // best[k][i]: least cost of the first i cards in k columns; from[k][i]: where the last of them begins.
  std::vector<std::vector<double>> best(most + 1, std::vector<double>(count + 1, kNever));
  std::vector<std::vector<std::size_t>> from(most + 1, std::vector<std::size_t>(count + 1, 0));
  best[0][0] = 0;
  for (std::size_t k = 1; k <= most; ++k) {
    for (std::size_t end = 1; end <= count; ++end) {
      double used = -kGap, sum = 0, squares = 0;
      for (std::size_t begin = end; begin-- > 0;) {
        const double x = cards[begin]->anchor.x();
        used += cards[begin]->box.height() + kGap;
        if (used > height) break;
        sum += x;
        squares += x * x;
        if (best[k - 1][begin] >= kNever) continue;
        const double cost = best[k - 1][begin] + squares - sum * sum / static_cast<double>(end - begin);
        if (cost < best[k][end]) best[k][end] = cost, from[k][end] = begin;
      }
    }
  }
  std::size_t columns = 0;
  for (std::size_t k = 1; k <= most; ++k) {
    if (best[k][count] < kNever && (columns == 0 || best[k][count] < best[columns][count])) columns = k;
  }
  std::vector<std::size_t> begins;
  for (std::size_t end = count; columns > 0; --columns) begins.insert(begins.begin(), end = from[columns][end]);
  return begins;
}

void stack(std::vector<ZoneCard*> column, double x, double width, const QRectF& area) {
  std::stable_sort(column.begin(), column.end(),
                   [](const ZoneCard* a, const ZoneCard* b) { return a->anchor.y() < b->anchor.y(); });
  std::vector<double> centres, sizes;
  for (const ZoneCard* card : column) {
    centres.push_back(card->anchor.y());
    sizes.push_back(card->box.height());
  }
  const std::vector<double> tops = spread(centres, sizes, area.top(), area.bottom());
  for (std::size_t i = 0; i < column.size(); ++i) {
    column[i]->box.moveTopLeft({x + (width - column[i]->box.width()) / 2, tops[i]});
  }
}

// Rows of cards from the top left: for worlds so full that their columns do not fit.
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

// Cards in columns from west to east, each from north to south, every one as near to its place as the others let it.
// False when they do not fit.
bool arrange_cards(std::vector<ZoneCard>& cards, const QRectF& area) {
  if (cards.empty()) return true;
  std::vector<ZoneCard*> sorted;
  double narrowest = cards.front().box.width();
  for (ZoneCard& card : cards) {
    sorted.push_back(&card);
    narrowest = std::min(narrowest, card.box.width());
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ZoneCard* a, const ZoneCard* b) { return a->anchor.x() < b->anchor.x(); });
  for (auto most = static_cast<std::size_t>((area.width() + kGap) / (narrowest + kGap)); most > 0; --most) {
    const std::vector<std::size_t> begins = cut_into_columns(sorted, area.height(), std::min(most, sorted.size()));
    if (begins.empty()) return false;
    std::vector<double> centres, widths;
    double all = -kGap;
    for (std::size_t k = 0; k < begins.size(); ++k) {
      const std::size_t end = k + 1 < begins.size() ? begins[k + 1] : sorted.size();
      double sum = 0, width = 0;
      for (std::size_t i = begins[k]; i < end; ++i) {
        sum += sorted[i]->anchor.x();
        width = std::max(width, sorted[i]->box.width());
      }
      centres.push_back(sum / static_cast<double>(end - begins[k]));
      widths.push_back(width);
      all += width + kGap;
    }
    if (all > area.width()) continue;
    const std::vector<double> lefts = spread(centres, widths, area.left(), area.right());
    for (std::size_t k = 0; k < begins.size(); ++k) {
      const auto first = sorted.begin() + static_cast<std::ptrdiff_t>(begins[k]);
      const auto last =
          k + 1 < begins.size() ? sorted.begin() + static_cast<std::ptrdiff_t>(begins[k + 1]) : sorted.end();
      stack({first, last}, lefts[k], widths[k], area);
    }
    return true;
  }
  return false;
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
  const double wide = std::max(20.0, (layout.east - layout.west) * 0.07),
               tall = std::max(8.0, (layout.north - layout.south) * 0.16);
  layout.west -= wide, layout.east += wide, layout.north += tall, layout.south -= tall;
}

// Every card at its anchor, overlapping as it may.
std::vector<CardSize> place_cards(MapLayout& layout, const WorldModel& world, const std::vector<double>& titles,
                                  double line) {
  const QRectF& area = layout.area;
  layout.cards.clear();
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
    const QPointF in_grid(
        area.left() + area.width() * (static_cast<double>(i % per_row) + 0.5) / static_cast<double>(in_row),
        area.top() + area.height() * (static_cast<double>(i / per_row) + 0.5) / static_cast<double>(rows));
    card.anchor = layout.is_geographic && zone.place.has_value() ? layout.project(*zone.place) : in_grid;
    card.box = QRectF(QPointF(), sizes.back().size);
    card.box.moveCenter(card.anchor);
    layout.cards.push_back(std::move(card));
  }
  return sizes;
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
  frame_the_places(layout, world);
  for (layout.cell = largest_cell(world, area, titles, line);; layout.cell -= 1) {
    const std::vector<CardSize> sizes = place_cards(layout, world, titles, line);
    const bool fits = arrange_cards(layout.cards, area);
    if (!fits && layout.cell > kSmallestCell) continue;
    if (!fits) lay_in_rows(layout.cards, area);
    for (std::size_t i = 0; i < world.zones.size(); ++i) {
      seat_machines(layout.cards[i], world.zones[i], sizes[i], line, layout.cell);
    }
    return layout;
  }
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
