// Proves that zone cards never overlap and never leave the stage, that machines sit in their cards, and that the labels
// of a ring do not overlap.
#include "gui/stage/stage_layout.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::gui {
namespace {

constexpr double kLine = 18;

WorldModel world_of(const std::vector<std::pair<std::string, int>>& zones) {
  WorldModel world;
  const auto add = [&world](const std::string& kind, const std::string& name, sim::EntityId parent,
                            sim::EntityId zone) {
    const sim::EntityId id{static_cast<std::uint32_t>(world.entities.size())};
    world.entities.push_back({id, kind, name, parent, zone});
    world.machine_of_entity.emplace_back();
    world.group_of_entity.emplace_back();
    world.zone_of_entity.emplace_back();
    return id;
  };
  const sim::EntityId network = add("network", "net", {}, {});
  world.group_of_entity[network.index] = 0;
  world.groups.push_back({});
  world.groups[0].id = network;
  for (const auto& [name, machines] : zones) {
    const sim::EntityId zone = add("zone", name, {}, {});
    world.zone_of_entity[zone.index] = static_cast<std::uint32_t>(world.zones.size());
    world.zones.push_back({zone, name, place_of_zone(name), {}});
    for (int i = 0; i < machines; ++i) {
      const sim::EntityId host = add("host", name + "/" + std::to_string(i), network, zone);
      world.machine_of_entity[host.index] = static_cast<std::uint32_t>(world.machines.size());
      Machine machine;
      machine.id = host;
      machine.label = "node-" + std::to_string(i);
      machine.name = name + "/" + machine.label;
      machine.zone = zone;
      machine.group = network;
      world.machines.push_back(machine);
      world.zones.back().machines.push_back(host);
      world.groups[0].members.push_back(host);
    }
  }
  return world;
}

double width_of(const std::string& name) { return static_cast<double>(name.size()) * 7; }

void check(const WorldModel& world, const MapLayout& layout, const QRectF& area) {
  for (std::size_t i = 0; i < layout.cards.size(); ++i) {
    EXPECT_TRUE(area.adjusted(-0.5, -0.5, 0.5, 0.5).contains(layout.cards[i].box)) << world.zones[i].name;
    for (const QPointF& machine : layout.cards[i].machines) EXPECT_TRUE(layout.cards[i].box.contains(machine));
    for (std::size_t j = i + 1; j < layout.cards.size(); ++j) {
      EXPECT_FALSE(layout.cards[i].box.intersects(layout.cards[j].box))
          << world.zones[i].name << " " << world.zones[j].name;
    }
  }
}

// The zones of 20 October 2025, seven of them in a corner of Europe.
const std::vector<std::pair<std::string, int>> kDay{
    {"aws/us-east-1", 15},   {"aws/us-west-2", 4},       {"aws/ca-central-1", 2},   {"aws/eu-west-1", 9},
    {"aws/eu-central-1", 4}, {"aws/ap-northeast-1", 2},  {"aws/ap-southeast-1", 2}, {"gcp/us-central1", 8},
    {"gcp/europe-west1", 4}, {"gcp/asia-northeast1", 3}, {"azure/westeurope", 4},   {"ovh/gra", 4},
    {"bare-metal/fra", 9},   {"bare-metal/hel", 4},      {"bare-metal/nyc", 4},     {"bare-metal/sgp", 4}};

TEST(StageLayout, TheDaysZonesFindRoomOnStagesOfAllSizes) {
  const WorldModel world = world_of(kDay);
  for (const QSizeF size : {QSizeF(900, 280), QSizeF(900, 400), QSizeF(1400, 700), QSizeF(700, 500)}) {
    const QRectF area(QPointF(8, 40), size);
    const MapLayout layout = MapLayout::of(world, area, width_of, kLine);
    EXPECT_TRUE(layout.is_geographic);
    check(world, layout, area);
  }
}

TEST(StageLayout, WestIsLeftAndNorthIsUp) {
  const MapLayout layout = MapLayout::of(world_of(kDay), {0, 0, 1000, 500}, width_of, kLine);
  EXPECT_LT(layout.cards[1].box.center().x(), layout.cards[0].box.center().x());    // us-west-2, us-east-1
  EXPECT_LT(layout.cards[0].box.center().x(), layout.cards[5].box.center().x());    // us-east-1, Tokyo
  EXPECT_LT(layout.cards[13].box.center().y(), layout.cards[15].box.center().y());  // Helsinki, Singapore
}

TEST(StageLayout, ZonesWithoutAPlaceStandBesideTheMap) {
  const WorldModel world =
      world_of({{"aws/us-east-1", 7}, {"aws/eu-west-1", 5}, {"gcp/us-central1", 4}, {"private/hall", 2}});
  for (const QSizeF size : {QSizeF(1400, 800), QSizeF(900, 280), QSizeF(600, 300)}) {
    const QRectF area(QPointF(8, 40), size);
    const MapLayout layout = MapLayout::of(world, area, width_of, kLine);
    ASSERT_TRUE(layout.is_geographic);
    check(world, layout, area);
    EXPECT_FALSE(layout.elsewhere.intersects(layout.area));
    EXPECT_TRUE(layout.elsewhere.contains(layout.cards[3].box));
    for (const std::size_t known : {0u, 1u, 2u}) EXPECT_TRUE(layout.area.contains(layout.cards[known].box)) << known;
  }
  EXPECT_TRUE(MapLayout::of(world_of(kDay), {0, 0, 900, 400}, width_of, kLine).elsewhere.isEmpty());
}

TEST(StageLayout, NamesStandBesideTheirMachinesWhereThereIsRoom) {
  const WorldModel world =
      world_of({{"aws/us-east-1", 7}, {"aws/eu-west-1", 5}, {"gcp/us-central1", 4}, {"private/hall", 2}});
  const MapLayout layout = MapLayout::of(world, {0, 0, 900, 400}, width_of, kLine);
  std::vector<QRectF> names;
  for (std::size_t i = 0; i < layout.cards.size(); ++i) {
    const ZoneCard& card = layout.cards[i];
    ASSERT_EQ(card.names.size(), card.machines.size());
    for (std::size_t k = 0; k < card.names.size(); ++k) {
      EXPECT_TRUE(card.box.contains(card.names[k]));
      EXPECT_GE(card.names[k].width(), width_of("node-6"));
      EXPECT_GT(card.names[k].left(), card.machines[k].x() + layout.cell * 0.55);  // the ring of a leader
      for (const QRectF& other : names) EXPECT_FALSE(other.intersects(card.names[k]));
      names.push_back(card.names[k]);
    }
  }
  EXPECT_TRUE(MapLayout::of(world, {0, 0, 330, 120}, width_of, kLine).cards[0].names.empty());
}

TEST(StageLayout, ALongNameOfOneZoneLeavesTheOthersTheirGlyphs) {
  const std::string name = "bank/" + std::string(100, 'x');
  const WorldModel world = world_of({{"aws/us-east-1", 3}, {"aws/eu-west-1", 2}, {"gcp/us-central1", 3}, {name, 1}});
  EXPECT_GE(MapLayout::of(world, {0, 0, 900, 300}, width_of, kLine).cell, 20);
}

TEST(StageLayout, ARingWithRoomNamesItsNodes) {
  WorldModel world = world_of({{"cloud/west", 4}});
  const QRectF area(0, 0, 900, 220);
  const RingLayout ring = RingLayout::of(world, world.groups[0], area, 150, kLine, std::vector<double>(4, 42));
  ASSERT_EQ(ring.names.size(), 4u);
  ASSERT_EQ(ring.arcs.size(), 1u);
  EXPECT_TRUE(area.contains(ring.arcs[0].label));
  // Beside the ring and not below it, where the legend is.
  EXPECT_NEAR(ring.arcs[0].label.center().y(), ring.centre.y(), kLine);
  for (const QRectF& name : ring.names) EXPECT_FALSE(name.intersects(ring.arcs[0].label));
  const WorldModel day = world_of(kDay);
  const std::vector<double> names(day.groups[0].members.size(), 42);
  EXPECT_TRUE(RingLayout::of(day, day.groups[0], area, 150, kLine, names).names.empty());
}

// Names at the top and the bottom of a ring point at their neighbours.
TEST(StageLayout, NamesOfARingCoverNoNode) {
  std::size_t named = 0, dropped = 0;
  for (int nodes = 4; nodes <= 20; ++nodes) {
    const WorldModel world = world_of({{"cloud/west", nodes}});
    for (const double height : {220.0, 320.0, 500.0, 700.0}) {
      const RingLayout ring = RingLayout::of(world, world.groups[0], {0, 0, 1400, height}, 150, kLine,
                                             std::vector<double>(static_cast<std::size_t>(nodes), 70));
      for (const QRectF& name : ring.names) {
        ++(name.isNull() ? dropped : named);
        for (const QPointF& node : ring.points)
          EXPECT_FALSE(name.intersects(QRectF(node, node).adjusted(-ring.glyph, -ring.glyph, ring.glyph, ring.glyph)))
              << nodes << " nodes on " << height;
      }
    }
  }
  EXPECT_GT(named, dropped);
}

TEST(StageLayout, ALabelBesideACardCoversNoCard) {
  MapLayout layout;
  layout.cards.resize(2);
  layout.cards[0].box = {100, 100, 80, 40};
  const QRectF stage(0, 0, 400, 300);
  const QSizeF size(120, 20);
  const auto place = [&] { return layout.beside(0, size, stage); };
  ASSERT_TRUE(place().has_value());
  EXPECT_EQ(place()->topLeft(), QPointF(100, 143));
  // Below and above to the right there are cards; flush with its right edge there is room.
  layout.cards[1].box = {185, 60, 100, 140};
  ASSERT_TRUE(place().has_value());
  EXPECT_EQ(place()->topLeft(), QPointF(60, 143));
  layout.cards[1].box = {0, 60, 400, 240};
  EXPECT_FALSE(place().has_value());
}

RC_GTEST_PROP(StageLayout, ZonesWithoutPlacesDoNotOverlapEither, ()) {
  const int zones = *rc::gen::inRange(1, 14);
  std::vector<std::pair<std::string, int>> all;
  for (int i = 0; i < zones; ++i) all.emplace_back("cloud/zone-" + std::to_string(i), *rc::gen::inRange(0, 9));
  const WorldModel world = world_of(all);
  const QRectF area(0, 0, 1000, 500);
  const MapLayout layout = MapLayout::of(world, area, width_of, kLine);
  RC_ASSERT(!layout.is_geographic);
  for (std::size_t i = 0; i < layout.cards.size(); ++i) {
    RC_ASSERT(area.adjusted(-1, -1, 1, 1).contains(layout.cards[i].box));
    for (std::size_t j = i + 1; j < layout.cards.size(); ++j)
      RC_ASSERT(!layout.cards[i].box.intersects(layout.cards[j].box));
  }
}

TEST(StageLayout, ARingSeatsEveryNodeAndItsLabelsDoNotOverlap) {
  const WorldModel world = world_of(kDay);
  const QRectF area(0, 0, 900, 320);
  const RingLayout ring = RingLayout::of(world, world.groups[0], area, 150, kLine);
  ASSERT_EQ(ring.points.size(), world.groups[0].members.size());
  for (const sim::EntityId node : world.groups[0].members) EXPECT_FALSE(ring.at(node).isNull());
  for (std::size_t i = 0; i < ring.arcs.size(); ++i) {
    EXPECT_TRUE(area.adjusted(-1, -1, 1, 1).contains(ring.arcs[i].label)) << i;
    for (std::size_t j = i + 1; j < ring.arcs.size(); ++j)
      EXPECT_FALSE(ring.arcs[i].label.intersects(ring.arcs[j].label)) << i << " " << j;
  }
}

TEST(Places, OceansAreNotLandAndCitiesAre) {
  for (const GeoPoint city : {GeoPoint{48.9, 2.4}, GeoPoint{41.9, -87.6}, GeoPoint{-23.5, -47.5}, GeoPoint{28.6, 77.2},
                              GeoPoint{9, 8}, GeoPoint{-25, 134}}) {
    EXPECT_TRUE(is_land(city)) << city.latitude << " " << city.longitude;
  }
  for (const GeoPoint sea :
       {GeoPoint{40, -40}, GeoPoint{0, -150}, GeoPoint{-30, 80}, GeoPoint{-60, 0}, GeoPoint{25, -90}}) {
    EXPECT_FALSE(is_land(sea)) << sea.latitude << " " << sea.longitude;
  }
  EXPECT_FALSE(place_of_zone("cloud/west").has_value());
}

}  // namespace
}  // namespace orrery::gui
