#include <algorithm>
#include <cmath>
#include <numbers>

#include "gui/stage/stage_layout.h"

namespace orrery::gui {
namespace {

constexpr double kLeastNamed = 60;   // radius: names do not make the ring smaller than this
constexpr double kBesideGlyph = 11;  // names begin beyond the rings of leader and selection

// Those of the most nodes, in their order.
void keep_what_fits(std::vector<RingLayout::Arc*>& side, std::size_t room) {
  while (side.size() > room) {
    const auto least =
        std::min_element(side.begin(), side.end(), [](const auto* a, const auto* b) { return a->nodes < b->nodes; });
    side.erase(least);
  }
}

}  // namespace

RingLayout RingLayout::of(const WorldModel& world, const Group& group, const QRectF& area, double label_width,
                          double line, const std::vector<double>& names) {
  if (!names.empty() && group.members.size() <= kMostNames) {
    RingLayout named = seat(world, group, area, label_width, line, names);
    const bool alone = std::none_of(named.names.begin(), named.names.end(), [&](const QRectF& name) {
      return !area.contains(name) || std::count_if(named.names.begin(), named.names.end(),
                                                   [&](const QRectF& other) { return other.intersects(name); }) > 1;
    });
    if (alone && named.radius >= kLeastNamed) {
      named.drop_names_on_nodes();
      return named;
    }
  }
  return seat(world, group, area, label_width, line, {});
}

void RingLayout::drop_names_on_nodes() {
  for (QRectF& name : names) {
    const bool covers = std::any_of(points.begin(), points.end(), [&](QPointF at) {
      return name.intersects(QRectF(at.x() - glyph, at.y() - glyph, 2 * glyph, 2 * glyph));
    });
    if (covers) name = QRectF();
  }
}

RingLayout RingLayout::seat(const WorldModel& world, const Group& group, const QRectF& area, double label_width,
                            double line, const std::vector<double>& names) {
  RingLayout ring;
  ring.centre = area.center();
  const double named = names.empty() ? 0 : *std::max_element(names.begin(), names.end());
  ring.radius = std::max(20.0, std::min(area.height() / 2 - 14, (area.width() - 2 * label_width) / 2 - 26 - named));
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
    if (ring.arcs.empty() || ring.arcs.back().zone != zone)
      ring.arcs.push_back({zone, angle, angle, angle, 0, {}, true});
    ring.arcs.back().last = angle;
    ++ring.arcs.back().nodes;
    if (names.empty()) continue;
    const auto member = std::find(group.members.begin(), group.members.end(), ring.order[i]) - group.members.begin();
    const QSizeF size(names[static_cast<std::size_t>(member)] + 4, line);
    const QPointF at = ring.points.back();
    const double beside = ring.glyph + kBesideGlyph;
    ring.names.emplace_back(
        QPointF(std::sin(angle) >= 0 ? at.x() + beside : at.x() - beside - size.width(), at.y() - line / 2), size);
  }
  // Labels of zones stand beyond the names.
  double reach = ring.radius + 24;
  for (const QRectF& name : ring.names)
    reach = std::max({reach, name.right() - ring.centre.x() + 14, ring.centre.x() - name.left() + 14});
  for (const bool right : {true, false}) {
    std::vector<Arc*> side;
    for (Arc& arc : ring.arcs) {
      // What is the whole ring has its label at the side, and not below it.
      arc.middle = ring.arcs.size() == 1 ? std::numbers::pi / 2 : (arc.first + arc.last) / 2;
      arc.on_right = std::sin(arc.middle) >= 0;
      if (arc.on_right == right) side.push_back(&arc);
    }
    if (!right) std::reverse(side.begin(), side.end());
    keep_what_fits(side, static_cast<std::size_t>(std::max(0.0, area.height() / line)));
    double free = area.top();
    for (Arc* arc : side) {
      const double wanted = ring.centre.y() - (ring.radius + 12) * std::cos(arc->middle) - line / 2;
      arc->label = QRectF(right ? ring.centre.x() + reach : ring.centre.x() - reach - label_width,
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
