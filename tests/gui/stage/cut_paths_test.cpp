// Proves that the sides of a partition are read from its target as the simulator reads them.
#include "gui/stage/cut_paths.h"

#include <gtest/gtest.h>

#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

class CutPaths : public ::testing::Test {
 protected:
  std::vector<CutPath> cuts(const std::string& kind, const std::string& target) const {
    FaultBar fault;
    fault.row = 7;
    fault.kind = kind;
    fault.target = target;
    return cut_paths(world_, {&fault});
  }
  std::vector<sim::EntityId> ids(const std::vector<const char*>& names) const {
    std::vector<sim::EntityId> found;
    for (const char* name : names) found.push_back(world_.find(name));
    return found;
  }
  const sim::RecordingReader reader_{hello_recording()};
  const WorldModel world_ = WorldModel::read(reader_);
};

TEST_F(CutPaths, BothWaysOneWayAndAgainstAllOthers) {
  const auto both = cuts("partition", "eth-usd/node-0, rpc-west <-> cloud/east");
  ASSERT_EQ(both.size(), 1u);
  EXPECT_EQ(both[0].row, 7u);
  EXPECT_TRUE(both[0].both_ways);
  EXPECT_EQ(both[0].from, ids({"eth-usd/node-0", "rpc-west"}));
  EXPECT_EQ(both[0].to, ids({"cloud/east"}));
  const auto one = cuts("partition", "cloud/west -> cloud/east");
  ASSERT_EQ(one.size(), 1u);
  EXPECT_FALSE(one[0].both_ways);
  const auto alone = cuts("partition", "cloud/west");
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_TRUE(alone[0].both_ways && alone[0].to.empty());
}

TEST_F(CutPaths, OtherFaultsAndUnknownNamesCutNothing) {
  EXPECT_TRUE(cuts("delay", "cloud/west <-> cloud/east").empty());
  EXPECT_TRUE(cuts("partition", "nobody <-> cloud/east").empty());
}

TEST_F(CutPaths, ANameStandsForItsMachines) {
  EXPECT_EQ(machines_of(world_, world_.find("eth-usd")).size(), 4u);
  EXPECT_EQ(machines_of(world_, world_.find("eth-usd/node-1")), ids({"eth-usd/node-1"}));
  EXPECT_EQ(machines_of(world_, world_.find("cloud/east")), ids({"data-api"}));
}

}  // namespace
}  // namespace orrery::gui
