// Proves that feeds of the time before OCR2, a FluxAggregator and a medianizer, are feeds of the window like any other:
// with their oracles, what the scenario promised of them, and as targets of faults; and that a reorganisation is news
// for some seconds and stands for no longer.
#include <gtest/gtest.h>

#include "gui/control/fault_targets.h"
#include "gui/model/world_model.h"
#include "sim/recording/sqlite_recording.h"
#include "sim/world.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

constexpr const char* kScenario = R"(
start = "2025-01-01T00:00:00Z"
[[zone]]
name = "here"
internal_latency = "20ms"
[[flux_feed]]
name = "link-usd"
chain = "ethereum"
price = "LINK/USD"
deviation = "1 %"
heartbeat = "2h"
[[flux_feed.nodes]]
count = 7
zone = "here"
rpc = ["rpc"]
providers = ["api"]
[[medianizer]]
name = "median"
chain = "ethereum"
price = "ETH/USD"
bar = 3
heartbeat = "4h"
[[medianizer.nodes]]
count = 5
zone = "here"
rpc = ["rpc"]
providers = ["api"]
)";

// A recording of that scenario in which ethereum is reorganised after 10 s, and a machine crashes for good after 20 s.
std::string legacy_recording() {
  const std::string path = beside_hello("legacy.sqlite");
  std::filesystem::remove(path);
  sim::RunDescription run;
  run.scenario_path = "legacy.toml";
  run.scenario_text = kScenario;
  run.seed = {1};
  run.start = at("00:00:00");
  sim::SqliteRecording recording(path, run);
  sim::World world(run.seed, run.start, sim::Level::kProtocol, &recording);
  const sim::EntityId zone = world.add_entity("zone", "here"), chain = world.add_entity("chain", "ethereum");
  for (const auto& [kind, name, count] :
       {std::tuple("flux-feed", "link-usd", 7), std::tuple("medianizer", "median", 5)}) {
    const sim::EntityId feed = world.add_entity(kind, name, chain);
    for (int i = 0; i < count; ++i)
      world.add_entity("host", std::string(name) + "/node-" + std::to_string(i), feed, zone);
  }
  std::uint64_t id = 0;
  for (const auto& [kind, target] : {std::pair("reorg", "ethereum"), std::pair("crash", "median/node-1")}) {
    const sim::Value fault[] = {sim::Value(kind), sim::Value(target), sim::Value(""),
                                sim::Value(),     sim::Value(),       sim::Value(0)};
    ++id;
    recording.row(world.tables().fault, id, run.start + sim::Duration::seconds(10) * static_cast<std::int64_t>(id), {},
                  fault, std::size(fault));
  }
  recording.finish({sim::RunState::kFinished, "", at("01:00:00"), "0", id});
  world.journal().stop();
  return path;
}

WorldModel legacy_world() { return WorldModel::read(sim::RecordingReader(legacy_recording())); }

TEST(LegacyFeeds, AreFeedsWithTheirOraclesAndPromises) {
  const WorldModel world = legacy_world();
  EXPECT_EQ(world.scenario_problem, "");
  ASSERT_EQ(world.groups.size(), 2u);
  const Group &flux = world.groups[0], &median = world.groups[1];
  EXPECT_EQ(flux.members.size(), 7u);
  EXPECT_EQ(flux.price, "LINK/USD");
  EXPECT_EQ(flux.heartbeat, sim::Duration::hours(2));
  EXPECT_DOUBLE_EQ(flux.deviation, 0.01);
  EXPECT_EQ(flux.observation_quorum, 5);  // two thirds of seven, rounded up
  EXPECT_EQ(median.members.size(), 5u);
  EXPECT_EQ(median.observation_quorum, 3);
  EXPECT_EQ(median.faulty_at_most, 2);
  for (const Machine& machine : world.machines) EXPECT_EQ(machine.role, MachineRole::kOracle) << machine.name;
  EXPECT_EQ(world.machine(world.find("median/node-4"))->providers, std::vector<std::string>{"api"});
}

TEST(LegacyFeeds, StandForTheirHostsWhereAFaultStrikesHosts) {
  const WorldModel world = legacy_world();
  EXPECT_EQ(target_at(world, "host", world.find("link-usd")), "link-usd");
  EXPECT_EQ(target_at(world, "chain", world.find("median")), "ethereum");
}

TEST(LegacyFeeds, AReorganisationIsNewsAndACrashStands) {
  const WorldModel world = legacy_world();
  const auto kinds_at = [&world](const char* clock) {
    std::vector<std::string> kinds;
    for (const FaultBar* fault : world.faults_at(at(clock))) kinds.push_back(fault->kind);
    return kinds;
  };
  ASSERT_EQ(world.faults.size(), 2u);
  EXPECT_TRUE(world.faults[0].is_instant());
  EXPECT_FALSE(world.faults[1].is_instant());
  EXPECT_EQ(kinds_at("00:00:09"), std::vector<std::string>{});
  EXPECT_EQ(kinds_at("00:00:12"), std::vector<std::string>{"reorg"});
  EXPECT_EQ(kinds_at("00:59:00"), std::vector<std::string>{"crash"});
}

}  // namespace
}  // namespace orrery::gui
