#include "gui/stage/stage_layout.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace orrery::gui {
namespace {

constexpr double kGap = 7, kPadding = 6;
constexpr double kLargestCell = 30, kSmallestCell = 9;
constexpr double kFillShare = 0.62;  // of the area that cards may cover
// Titles and names beyond these are shortened in their middle, so that one of them does not take the others' room.
constexpr double kWidestTitle = 190, kWidestName = 150;
constexpr double kNamedCell = 20;         // of a machine with its name beside it, at the least
constexpr double kShortTitle = 5;         // lines of text: what a title is shortened to where there is little room
constexpr double kNameFrom = 1.15;        // of a cell: where the name begins, beside the ring of a leader
constexpr double kWidestElsewhere = 0.3;  // of the area

struct CardSize {
  int columns = 1;
  double cell_width = 0, cell_height = 0;
  QSizeF size;
};

// What cards are made of. `names`: pixels of every machine's name, or empty for none.
struct Measures {
  std::vector<double> titles, names;
  double line = 0;
};

CardSize size_of(const WorldModel& world, std::size_t zone, const Measures& measures, double cell) {
  const double title = std::min(measures.titles[zone], kWidestTitle);
  const auto& machines = world.zones[zone].machines;
  const auto count = static_cast<double>(machines.size());
  CardSize card;
  card.cell_width = card.cell_height = cell;
  if (measures.names.empty()) {
    card.columns = static_cast<int>(std::ceil(std::sqrt(count * 2.4)));
  } else {
    double widest = 0;
    for (const sim::EntityId id : machines)
      widest = std::max(widest, measures.names[*world.machine_of_entity[id.index]]);
    card.cell_width = cell * kNameFrom + std::min(widest, kWidestName) + kPadding;
    card.columns = static_cast<int>(std::ceil(std::sqrt(count * 2 * cell / card.cell_width)));
  }
  // Glyphs fill the width that the title needs anyway.
  card.columns = std::max(card.columns, std::min(static_cast<int>(count), static_cast<int>(title / card.cell_width)));
  card.columns = std::max(card.columns, 1);
  const int rows = machines.empty() ? 0 : (static_cast<int>(machines.size()) + card.columns - 1) / card.columns;
  card.size = {std::max(title, card.columns * card.cell_width) + 2 * kPadding,
               measures.line + rows * card.cell_height + kPadding};
  return card;
}

bool leaves_room(const WorldModel& world, const QRectF& area, const Measures& measures, double cell) {
  double covered = 0, tallest = 0, widest = 0;
  for (std::size_t i = 0; i < world.zones.size(); ++i) {
    const QSizeF size = size_of(world, i, measures, cell).size;
    covered += (size.width() + kGap) * (size.height() + kGap);
    tallest = std::max(tallest, size.height());
    widest = std::max(widest, size.width());
  }
  return covered < kFillShare * area.width() * area.height() && tallest < area.height() / 2 &&
         widest < area.width() / 2;
}

double largest_cell(const WorldModel& world, const QRectF& area, const Measures& measures) {
  double cell = kLargestCell;
  while (cell > kSmallestCell && !leaves_room(world, area, measures, cell)) cell -= 1;
  return cell;
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

// Rows of cards from the top left: for worlds so full that their columns do not fit. Returns where they end.
double lay_in_rows(std::vector<ZoneCard>& cards, const QRectF& area) {
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
  return y + row;
}

// Cards in columns from west to east, each from north to south, every one as near to its place as the others let it.
// False when they do not fit.
bool arrange_cards(std::vector<ZoneCard*> sorted, const QRectF& area) {
  if (sorted.empty()) return true;
  double narrowest = sorted.front()->box.width();
  for (const ZoneCard* card : sorted) narrowest = std::min(narrowest, card->box.width());
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

void seat_machines(ZoneCard& card, const Zone& zone, const CardSize& size, const Measures& measures, double cell) {
  for (std::size_t i = 0; i < zone.machines.size(); ++i) {
    const auto column = static_cast<double>(i % static_cast<std::size_t>(size.columns));
    const std::size_t line = i / static_cast<std::size_t>(size.columns);
    const auto row = static_cast<double>(line);
    const QRectF seat(card.box.left() + kPadding + column * size.cell_width,
                      card.box.top() + measures.line + row * size.cell_height, size.cell_width, size.cell_height);
    card.machines.emplace_back(seat.left() + cell / 2, seat.center().y());
    if (!measures.names.empty()) card.names.push_back(seat.adjusted(cell * kNameFrom, 1, -2, -1));
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
void place_cards(MapLayout& layout, const WorldModel& world, const std::vector<CardSize>& sizes) {
  const QRectF& area = layout.area;
  layout.cards.clear();
  const auto count = world.zones.size();
  const auto per_row = static_cast<std::size_t>(std::max(1.0, std::ceil(std::sqrt(static_cast<double>(count) * 1.6))));
  const std::size_t rows = (count + per_row - 1) / std::max<std::size_t>(per_row, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Zone& zone = world.zones[i];
    ZoneCard card;
    card.zone = zone.id;
    const std::size_t line = i / per_row, in_row = std::min(per_row, count - line * per_row);
    const QPointF in_grid(
        area.left() + area.width() * (static_cast<double>(i % per_row) + 0.5) / static_cast<double>(in_row),
        area.top() + area.height() * (static_cast<double>(line) + 0.5) / static_cast<double>(rows));
    card.anchor = layout.is_geographic && zone.place.has_value() ? layout.project(*zone.place) : in_grid;
    card.box = QRectF(QPointF(), sizes[i].size);
    card.box.moveCenter(card.anchor);
    layout.cards.push_back(std::move(card));
  }
}

// Zones that no map knows stand beside it, in columns at its right edge below a line of text.
QRectF strip_elsewhere(const MapLayout& layout, const WorldModel& world, const std::vector<CardSize>& sizes,
                       const QRectF& area, double line) {
  if (!layout.is_geographic) return {};
  double column = 0, all = 0, y = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (world.zones[i].place.has_value()) continue;
    const QSizeF& size = sizes[i].size;
    if (y > 0 && line + y + size.height() + kGap > area.height()) all += column, column = 0, y = 0;
    column = std::max(column, size.width() + kGap);
    y += size.height() + kGap;
  }
  all += column;
  if (all <= 0) return {};
  const double wide = std::max(all, 4 * line);
  return {area.right() - wide, area.top(), wide, area.height()};
}

void stack_elsewhere(MapLayout& layout, const WorldModel& world, double line) {
  const QRectF& strip = layout.elsewhere;
  double x = strip.left() + kGap, y = strip.top() + line, column = 0;
  for (std::size_t i = 0; i < layout.cards.size(); ++i) {
    if (world.zones[i].place.has_value()) continue;
    ZoneCard& card = layout.cards[i];
    if (y > strip.top() + line && y + card.box.height() + kGap > strip.bottom())
      x += column, column = 0, y = strip.top() + line;
    card.box.moveTopLeft({x, y});
    card.anchor = card.box.center();
    column = std::max(column, card.box.width() + kGap);
    y += card.box.height() + kGap;
  }
}

// Whether all cards find room with cells of this size. Of the smallest cells they may stand in rows; `at_last` they may
// leave the area.
bool lay_out(MapLayout& layout, const WorldModel& world, const QRectF& area, const Measures& measures,
             bool at_last = false) {
  std::vector<CardSize> sizes;
  for (std::size_t i = 0; i < world.zones.size(); ++i) sizes.push_back(size_of(world, i, measures, layout.cell));
  layout.elsewhere = strip_elsewhere(layout, world, sizes, area, measures.line);
  layout.area = area.adjusted(0, 0, -layout.elsewhere.width(), 0);
  place_cards(layout, world, sizes);
  std::vector<ZoneCard*> on_map;
  for (std::size_t i = 0; i < layout.cards.size(); ++i)
    if (layout.elsewhere.isEmpty() || world.zones[i].place.has_value()) on_map.push_back(&layout.cards[i]);
  const bool fits = layout.elsewhere.width() <= kWidestElsewhere * area.width() && arrange_cards(on_map, layout.area);
  if (!fits && layout.cell > kSmallestCell) return false;
  if (!fits) {
    layout.elsewhere = {};
    layout.area = area;
    if (lay_in_rows(layout.cards, area) > area.bottom() && !at_last) return false;
  }
  if (!layout.elsewhere.isEmpty()) stack_elsewhere(layout, world, measures.line);
  for (std::size_t i = 0; i < world.zones.size(); ++i)
    seat_machines(layout.cards[i], world.zones[i], sizes[i], measures, layout.cell);
  return true;
}

}  // namespace

double distance_to(const QLineF& line, QPointF point) {
  const QPointF along = line.p2() - line.p1(), to = point - line.p1();
  const double length = QPointF::dotProduct(along, along);
  const double share = length <= 0 ? 0 : std::clamp(QPointF::dotProduct(to, along) / length, 0.0, 1.0);
  const QPointF nearest = line.p1() + along * share - point;
  return std::hypot(nearest.x(), nearest.y());
}

QPointF MapLayout::project(GeoPoint point) const {
  return {area.left() + (point.longitude - west) / (east - west) * area.width(),
          area.top() + (north - point.latitude) / (north - south) * area.height()};
}

MapLayout MapLayout::arrange(const WorldModel& world, const QRectF& area, std::vector<double> titles,
                             const std::vector<double>& names, const std::vector<double>& labels, double line) {
  MapLayout layout;
  frame_the_places(layout, world);
  Measures measures{std::move(titles), {}, line};
  layout.cell = std::max(kNamedCell, line - 2);
  for (const bool whole : {true, false}) {
    if (world.machines.size() > kMostNames || (whole && world.groups.size() < 2)) continue;
    measures.names = whole ? names : labels;
    layout.whole_names = whole;
    if (leaves_room(world, area, measures, layout.cell) && lay_out(layout, world, area, measures)) return layout;
  }
  measures.names.clear();
  for (int step = 0; step < 3; ++step) {
    if (step == 1)
      for (double& title : measures.titles) title = std::min(title, kShortTitle * line);
    if (step == 2) {
      layout.has_titles = false;
      measures.line = kPadding;
      std::fill(measures.titles.begin(), measures.titles.end(), 0);
    }
    for (layout.cell = largest_cell(world, area, measures); layout.cell >= kSmallestCell; layout.cell -= 1)
      if (lay_out(layout, world, area, measures)) return layout;
  }
  layout.cell = kSmallestCell;
  lay_out(layout, world, area, measures, /*at_last=*/true);
  return layout;
}

std::optional<QRectF> MapLayout::beside(std::size_t card, QSizeF size, const QRectF& stage) const {
  const QRectF& box = cards[card].box;
  const double left = std::clamp(box.left(), stage.left(), std::max(stage.left(), stage.right() - size.width()));
  const double flush = box.right() - size.width(), above = box.top() - size.height() - 3;
  const double low = box.bottom() - size.height(), beyond = box.left() - size.width() - 4;
  for (const QPointF at : {QPointF(left, box.bottom() + 3), QPointF(left, above), QPointF(flush, box.bottom() + 3),
                           QPointF(flush, above), QPointF(box.right() + 4, box.top()), QPointF(beyond, box.top()),
                           QPointF(box.right() + 4, low), QPointF(beyond, low)}) {
    const QRectF label(at, size);
    const bool free =
        std::none_of(cards.begin(), cards.end(), [&](const ZoneCard& other) { return other.box.intersects(label); });
    if (free && stage.contains(label)) return label;
  }
  return std::nullopt;
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

}  // namespace orrery::gui
