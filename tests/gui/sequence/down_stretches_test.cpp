// Proves that a group that goes on without some of its machines is not called dead, and that groups are named before
// their nodes where there is no room for all.
#include "gui/sequence/down_stretches.h"

#include <gtest/gtest.h>

#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

TEST(DownStretches, CountTheMachinesOfALine) {
  const sim::RecordingReader reader(hello_recording());
  const WorldModel world = WorldModel::read(reader);
  StateHistory states;
  states.read_on(reader, std::atomic<bool>{false});
  const auto& members = world.groups[0].members;
  const auto nanoseconds = [](const char* clock) { return at(clock).unix_nanoseconds(); };
  const auto all = down_stretches(states, members, nanoseconds("00:00:00"), nanoseconds("03:00:00"));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0], (DownStretch{nanoseconds("00:50:00"), nanoseconds("01:20:00"), 1}));
  const auto cut = down_stretches(states, members, nanoseconds("01:00:00"), nanoseconds("01:10:00"));
  ASSERT_EQ(cut.size(), 1u);
  EXPECT_EQ(cut[0], (DownStretch{nanoseconds("01:00:00"), nanoseconds("01:10:00"), 1}));
  EXPECT_TRUE(down_stretches(states, {members[0]}, nanoseconds("00:00:00"), nanoseconds("03:00:00")).empty());

  // Four that bear one.
  const SequenceAxes network =
      SequenceAxes::of(world, world.groups[0].id, AxisGrouping::kNetwork, true, {{world.groups[0].id, true}});
  EXPECT_FALSE(is_dead(world, network.axes()[0], 1));
  EXPECT_TRUE(is_dead(world, network.axes()[0], 2));
  EXPECT_EQ(row_name(world, network.axes()[0], 0), "eth-usd ×4");
  EXPECT_EQ(row_name(world, network.axes()[0], 1), "eth-usd: 1 of 4 down");
  const SequenceAxis zone{SequenceAxis::Kind::kFolded, world.zones[0].id, {members[0], members[1]}, "zone ×2", false};
  EXPECT_FALSE(is_dead(world, zone, 1));
  EXPECT_TRUE(is_dead(world, zone, 2));
  const SequenceAxis node{SequenceAxis::Kind::kNode, members[0], {members[0]}, "node-0", false};
  EXPECT_FALSE(is_dead(world, node, 0));
  EXPECT_TRUE(is_dead(world, node, 1));
  EXPECT_EQ(row_name(world, node, 1), "node-0");
}

std::vector<std::size_t> named(const std::vector<SequenceAxis>& axes, double row, std::optional<std::size_t> leads) {
  std::vector<double> middles;
  for (std::size_t i = 0; i < axes.size(); ++i) middles.push_back(row * static_cast<double>(i));
  std::vector<std::size_t> rows;
  const std::vector<bool> all = named_rows(axes, middles, /*line=*/16, leads);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i]) rows.push_back(i);
  return rows;
}

TEST(NamedRows, AreThoseOfGroupsFirst) {
  std::vector<SequenceAxis> axes(12);
  for (const std::size_t title : {0u, 4u, 7u}) axes[title].kind = SequenceAxis::Kind::kTitle;
  using Rows = std::vector<std::size_t>;
  EXPECT_EQ(named(axes, 20, {}).size(), 12u);
  EXPECT_EQ(named(axes, 5, {}), (Rows{0, 4, 7, 10}));
  EXPECT_EQ(named(axes, 5, 11), (Rows{0, 4, 7, 11}));
  EXPECT_EQ(named(axes, 5, 5), (Rows{0, 4, 7, 10})) << "a leader beside its group's name waits for a larger pane";
  axes[9].has_chains = true;
  EXPECT_EQ(named(axes, 5, {}), (Rows{0, 4, 9})) << "chains are named in any case";
  const std::vector<SequenceAxis> nodes(8);
  EXPECT_EQ(named(nodes, 8, {}), (Rows{0, 2, 4, 6}));
  EXPECT_EQ(named(nodes, 8, 3), (Rows{0, 3, 5, 7}));
}

}  // namespace
}  // namespace orrery::gui
