// Proves that every node of a sequence has exactly the line that its group is folded or opened to, and that arrows that
// are the same line on the screen become one that counts them.
#include "gui/sequence/sequence_axes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gui/sequence/sequence_arrows.h"

namespace orrery::gui {
namespace {

using AxisKind = SequenceAxis::Kind;

// Two networks over two zones: "a" has nodes 0 to 3, of which even ones stand in zone/x; "b" has one in zone/y.
struct Axes : testing::Test {
  Axes() {
    x = add("zone", "zone/x", {}, {});
    y = add("zone", "zone/y", {}, {});
    world.zones = {{x, "zone/x", {}, {}}, {y, "zone/y", {}, {}}};
    world.zone_of_entity[x.index] = 0;
    world.zone_of_entity[y.index] = 1;
    for (const char* name : {"a", "b"}) {
      const sim::EntityId network = add("network", name, {}, {});
      world.group_of_entity[network.index] = static_cast<std::uint32_t>(world.groups.size());
      world.groups.emplace_back();
      world.groups.back().id = network;
      world.groups.back().name = name;
      const int members = std::string(name) == "a" ? 4 : 1;
      for (int i = 0; i < members; ++i) add_node(network, i % 2 == 0 && members > 1 ? x : y, i);
    }
    a = world.groups[0].id;
    b = world.groups[1].id;
  }
  sim::EntityId add(const std::string& kind, const std::string& name, sim::EntityId parent, sim::EntityId zone) {
    const sim::EntityId id{static_cast<std::uint32_t>(world.entities.size())};
    world.entities.push_back({id, kind, name, parent, zone});
    world.machine_of_entity.emplace_back();
    world.group_of_entity.emplace_back();
    world.zone_of_entity.emplace_back();
    return id;
  }
  void add_node(sim::EntityId network, sim::EntityId zone, int number) {
    const std::string label = "node-" + std::to_string(number);
    const sim::EntityId id = add("host", world.groups.back().name + "/" + label, network, zone);
    world.machine_of_entity[id.index] = static_cast<std::uint32_t>(world.machines.size());
    Machine machine;
    machine.id = id;
    machine.label = label;
    machine.zone = zone;
    machine.group = network;
    world.machines.push_back(machine);
    world.groups.back().members.push_back(id);
  }
  static std::vector<std::string> labels(const SequenceAxes& axes) {
    std::vector<std::string> all;
    for (const SequenceAxis& axis : axes.axes()) all.push_back(axis.label);
    return all;
  }
  using Labels = std::vector<std::string>;
  WorldModel world;
  sim::EntityId x, y, a, b;
};

TEST_F(Axes, WithoutGroupsEachNodeHasALine) {
  const SequenceAxes axes = SequenceAxes::of(world, a, AxisGrouping::kNone, false, {});
  EXPECT_EQ(labels(axes), (Labels{"node-0", "node-1", "node-2", "node-3"}));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(axes.axis_of(world.groups[0].members[i]), i);
  EXPECT_FALSE(axes.axis_of(world.groups[1].members[0]).has_value());
}

TEST_F(Axes, ZonesPutNodesTogether) {
  const SequenceAxes open = SequenceAxes::of(world, a, AxisGrouping::kZone, false, {});
  EXPECT_EQ(labels(open), (Labels{"zone/x", "node-0", "node-2", "zone/y", "node-1", "node-3"}));
  EXPECT_EQ(open.axes()[0].kind, AxisKind::kTitle);
  EXPECT_EQ(open.axis_of(world.groups[0].members[1]), 4u);
  const SequenceAxes folded = SequenceAxes::of(world, a, AxisGrouping::kZone, true, {});
  EXPECT_EQ(labels(folded), (Labels{"zone/x ×2", "zone/y ×2"}));
  EXPECT_EQ(folded.axis_of(world.groups[0].members[0]), 0u);
  EXPECT_EQ(folded.axis_of(world.groups[0].members[2]), 0u);
  EXPECT_EQ(folded.axis_of(world.groups[0].members[3]), 1u);
}

TEST_F(Axes, WhatAPersonFoldedOrOpenedStaysSo) {
  EXPECT_EQ(labels(SequenceAxes::of(world, a, AxisGrouping::kZone, false, {{x, true}})),
            (Labels{"zone/x ×2", "zone/y", "node-1", "node-3"}));
  EXPECT_EQ(labels(SequenceAxes::of(world, a, AxisGrouping::kZone, true, {{y, false}})),
            (Labels{"zone/x ×2", "zone/y", "node-1", "node-3"}));
}

TEST_F(Axes, NetworksShowAllWithTheChosenOneOpen) {
  const SequenceAxes axes = SequenceAxes::of(world, a, AxisGrouping::kNetwork, true, {});
  EXPECT_EQ(labels(axes), (Labels{"a", "node-0", "node-1", "node-2", "node-3", "b ×1"}));
  EXPECT_EQ(axes.axis_of(world.groups[1].members[0]), 5u);
  EXPECT_EQ(labels(SequenceAxes::of(world, b, AxisGrouping::kNetwork, true, {})), (Labels{"a ×4", "b", "node-0"}));
}

TEST_F(Axes, HiddenNodesHaveNoLine) {
  const auto& nodes = world.groups[0].members;
  const auto of = [&](AxisGrouping grouping, bool folds, const HiddenNodes& hidden) {
    return SequenceAxes::of(world, a, grouping, folds, {}, {}, hidden);
  };
  const SequenceAxes plain = of(AxisGrouping::kNone, false, {nodes[0], nodes[2]});
  EXPECT_EQ(labels(plain), (Labels{"node-1", "node-3"}));
  EXPECT_FALSE(plain.axis_of(nodes[0]).has_value());
  EXPECT_EQ(plain.axis_of(nodes[3]), 1u);
  EXPECT_EQ(labels(of(AxisGrouping::kZone, false, {nodes[0], nodes[1]})),
            (Labels{"zone/x", "node-2", "zone/y", "node-3"}));
  EXPECT_EQ(labels(of(AxisGrouping::kZone, true, {nodes[0], nodes[1], nodes[3]})), (Labels{"zone/x ×1"}))
      << "a group of nothing but hidden nodes is no line";
  EXPECT_EQ(labels(of(AxisGrouping::kNetwork, true, {world.groups[1].members[0], nodes[0]})),
            (Labels{"a", "node-1", "node-2", "node-3"}));
  const SequenceAxes open = of(AxisGrouping::kZone, false, {nodes[0]});
  EXPECT_EQ(open.entities_of(0), (std::vector<sim::EntityId>{nodes[2]})) << "a title stands for what is below it";
  EXPECT_EQ(open.entities_of(2), (std::vector<sim::EntityId>{nodes[1], nodes[3]}));
  EXPECT_EQ(open.entities_of(3), (std::vector<sim::EntityId>{nodes[1]}));
  EXPECT_EQ(nodes_shown(world, a, AxisGrouping::kZone), nodes);
  EXPECT_EQ(nodes_shown(world, a, AxisGrouping::kNetwork).size(), 5u);
}

TEST_F(Axes, ChainsInUseAndChosenOnesHaveALine) {
  const sim::EntityId one = add("chain", "one", {}, {}), two = add("chain", "two", {}, {});
  world.chains = {one, two};
  world.groups[0].chain = one;
  world.groups[1].chain = two;
  using Chains = std::vector<sim::EntityId>;
  EXPECT_EQ(chains_shown(world, a, AxisGrouping::kNone, {}), (Chains{one}));
  EXPECT_EQ(chains_shown(world, a, AxisGrouping::kNetwork, {}), (Chains{one, two}));
  EXPECT_EQ(chains_shown(world, a, AxisGrouping::kNone, {{one, false}, {two, true}}), (Chains{two}));

  const SequenceAxes plain = SequenceAxes::of(world, a, AxisGrouping::kNone, false, {}, {one, two});
  EXPECT_EQ(labels(plain), (Labels{"node-0", "node-1", "node-2", "node-3", "one", "two"}));
  EXPECT_EQ(plain.axes()[4].kind, AxisKind::kChain);
  EXPECT_EQ(plain.axis_of(two), 5u);
  // With groups they are one of them, which folds.
  const SequenceAxes open = SequenceAxes::of(world, a, AxisGrouping::kZone, true, {}, {one, two});
  EXPECT_EQ(labels(open), (Labels{"zone/x ×2", "zone/y ×2", "chains", "one", "two"}));
  const SequenceAxes folded = SequenceAxes::of(world, a, AxisGrouping::kZone, true, {{one, true}}, {one, two});
  EXPECT_EQ(labels(folded), (Labels{"zone/x ×2", "zone/y ×2", "chains ×2"}));
  EXPECT_EQ(folded.axis_of(one), folded.axis_of(two));
  EXPECT_EQ(labels(SequenceAxes::of(world, a, AxisGrouping::kZone, true, {}, {two})),
            (Labels{"zone/x ×2", "zone/y ×2", "two"}));
}

TEST_F(Axes, ChainsHaveRoomForWhatIsWrittenIntoTheirBlocks) {
  const sim::EntityId chain = add("chain", "one", {}, {});
  world.chains = {chain};
  const SequenceAxes axes = SequenceAxes::of(world, a, AxisGrouping::kNone, false, {}, {chain});
  EXPECT_EQ(axes.row_edges(100, 36), (std::vector<double>{0, 16, 32, 48, 64, 100}));
  EXPECT_EQ(axes.row_edges(100, 10), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(axes.row_edges(100, 500).back(), 100) << "and never take more than half";
  EXPECT_EQ(axes.row_edges(100, 500)[4], 50);
}

TEST_F(Axes, CopiesThatAreOneLineOnTheScreenAreCounted) {
  MessageWindow window;
  window.kinds = {"observe", "report"};
  const auto& nodes = world.groups[0].members;
  const auto send = [&](std::uint32_t kind, std::int64_t time, sim::EntityId from, std::vector<sim::EntityId> to) {
    WindowMessage message;
    message.kind = kind;
    message.time = time;
    message.sender = from;
    window.messages.push_back(message);
    for (const sim::EntityId receiver : to) {
      window.flights.push_back({.message = static_cast<std::uint32_t>(window.messages.size()) - 1,
                                .receiver = receiver,
                                .begin = time,
                                .end = time + 50});
    }
  };
  send(0, 100, nodes[0], {nodes[1], nodes[3], nodes[0]});  // two copies to zone/y, one to itself
  send(1, 100, nodes[0], {nodes[1]});                      // another kind
  send(0, 103, nodes[2], {nodes[3]});                      // the same pixel
  send(0, 200, nodes[2], {nodes[3]});
  const SequenceAxes folded = SequenceAxes::of(world, a, AxisGrouping::kZone, true, {});
  const auto tenth = [](std::int64_t time) { return static_cast<double>(time) / 10; };
  const auto arrows = sequence_arrows(window, folded, {}, tenth);
  ASSERT_EQ(arrows.size(), 3u);
  EXPECT_EQ(arrows[0].copies, 3u);
  EXPECT_EQ(arrows[0].begin, 10);
  EXPECT_EQ(arrows[1].copies, 1u);
  EXPECT_EQ(arrows[1].begin, 20);
  EXPECT_EQ(arrows[2].kind, 1u);
  // Pointing at a node tells its copies from the others.
  const auto pointed = sequence_arrows(window, folded, nodes[2], tenth);
  EXPECT_EQ(std::count_if(pointed.begin(), pointed.end(), [](const auto& arrow) { return !arrow.faint; }), 2);
}

}  // namespace
}  // namespace orrery::gui
