#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <optional>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// Names of more machines are a page of text, and no picture.
inline constexpr std::size_t kMostNames = 40;

/// Pixels from a point to the nearest place of a line.
double distance_to(const QLineF& line, QPointF point);

/// Where a zone's card lies on the stage and where its machines sit in it.
struct ZoneCard {
  sim::EntityId zone;
  QPointF anchor;  ///< its true place on the map; the card may have been pushed away
  QRectF box;
  std::vector<QPointF> machines;  ///< centres, in the order of Zone::machines
  std::vector<QRectF> names;      ///< of `machines`, beside them; empty where there is no room for names
};

/// The stage as a map, or as a grid of groups where no zone has a known place; zones that have none stand beside the
/// map. Cards never overlap and never leave the area, as long as they fit into it at all.
struct MapLayout {
  /// `width(text)` says how many pixels a card's title or a machine's name needs; `line` is the height of a line.
  template <class Measure>
  static MapLayout of(const WorldModel& world, const QRectF& area, Measure width, double line) {
    std::vector<double> titles, names, labels;
    for (const Zone& zone : world.zones) titles.push_back(width(zone.name));
    for (const Machine& machine : world.machines) names.push_back(width(machine.name));
    for (const Machine& machine : world.machines) labels.push_back(width(machine.label));
    return arrange(world, area, std::move(titles), names, labels, line);
  }
  static MapLayout arrange(const WorldModel& world, const QRectF& area, std::vector<double> title_widths,
                           const std::vector<double>& name_widths, const std::vector<double>& label_widths,
                           double line);

  QPointF project(GeoPoint point) const;
  /// The centre of a machine's glyph, or a null point for what is not on the map.
  QPointF at(const WorldModel& world, sim::EntityId machine) const;
  /// Where a label of that size can stand beside a card and cover no card: below, above or at a side; or none.
  std::optional<QRectF> beside(std::size_t card, QSizeF size, const QRectF& stage) const;

  bool is_geographic = false;
  QRectF area;       ///< of the map
  QRectF elsewhere;  ///< beside it, for zones without a place; empty when there is none
  /// Machines are called by their whole names, since several networks have a node-0.
  bool whole_names = false;
  /// Zones have their names on their cards; not where there are too many for the area, or type is too large for it.
  bool has_titles = true;
  double cell = 14;  ///< pixels between machines
  double west = -180, east = 180, north = 80, south = -60;
  std::vector<ZoneCard> cards;  ///< in the order of WorldModel::zones
};

/// One network as a ring, its nodes in the order of their zones, so that a zone is an arc.
struct RingLayout {
  struct Arc {
    sim::EntityId zone;
    /// Angles of its first and last node and of its label, radians, clockwise from the top.
    double first = 0, last = 0, middle = 0;
    std::size_t nodes = 0;
    /// Beside the ring; labels of one side do not overlap. Null where there is no room for all: zones of more nodes
    /// come first.
    QRectF label;
    bool on_right = true;
  };
  /// `names`: how many pixels the name of each member needs, or empty for none.
  static RingLayout of(const WorldModel& world, const Group& group, const QRectF& area, double label_width, double line,
                       const std::vector<double>& names = {});

  QPointF at(sim::EntityId node) const;

  QPointF centre;
  double radius = 0, glyph = 6;
  std::vector<sim::EntityId> order;
  std::vector<QPointF> points;  ///< of `order`
  /// Of `order`; a null one where a name would cover another node, and none at all where there is no room for names.
  std::vector<QRectF> names;
  std::vector<Arc> arcs;

 private:
  static RingLayout seat(const WorldModel& world, const Group& group, const QRectF& area, double label_width,
                         double line, const std::vector<double>& names);
  void drop_names_on_nodes();
};

}  // namespace orrery::gui
