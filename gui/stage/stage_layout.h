#pragma once

#include <QPointF>
#include <QRectF>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// Where a zone's card lies on the stage and where its machines sit in it.
struct ZoneCard {
  sim::EntityId zone;
  QPointF anchor;  ///< its true place on the map; the card may have been pushed away
  QRectF box;
  std::vector<QPointF> machines;  ///< centres, in the order of Zone::machines
};

/// The stage as a map, or as a grid of groups where no zone has a known place. Cards never overlap and never leave the
/// area, as long as they fit into it at all.
struct MapLayout {
  /// `title_width(name)` says how many pixels a card's title needs; `line` is the height of a line of text.
  template <class Measure>
  static MapLayout of(const WorldModel& world, const QRectF& area, Measure title_width, double line) {
    std::vector<double> titles;
    for (const Zone& zone : world.zones) titles.push_back(title_width(zone.name));
    return arrange(world, area, titles, line);
  }
  static MapLayout arrange(const WorldModel& world, const QRectF& area, const std::vector<double>& title_widths,
                           double line);

  QPointF project(GeoPoint point) const;
  /// The centre of a machine's glyph, or a null point for what is not on the map.
  QPointF at(const WorldModel& world, sim::EntityId machine) const;

  bool is_geographic = false;
  QRectF area;
  double cell = 14;  ///< pixels between machines
  double west = -180, east = 180, north = 80, south = -60;
  std::vector<ZoneCard> cards;  ///< in the order of WorldModel::zones
};

/// One network as a ring, its nodes in the order of their zones, so that a zone is an arc.
struct RingLayout {
  struct Arc {
    sim::EntityId zone;
    double first = 0, last = 0;  ///< angles of its first and last node, radians, clockwise from the top
    std::size_t nodes = 0;
    QRectF label;  ///< beside the ring; labels of one side do not overlap
    bool on_right = true;
  };
  static RingLayout of(const WorldModel& world, const Group& group, const QRectF& area, double label_width,
                       double line);

  QPointF at(sim::EntityId node) const;

  QPointF centre;
  double radius = 0, glyph = 6;
  std::vector<sim::EntityId> order;
  std::vector<QPointF> points;  ///< of `order`
  std::vector<Arc> arcs;
};

}  // namespace orrery::gui
