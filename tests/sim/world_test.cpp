// Proves that a world hands out ports by name, tells the recording its tables and entities, and has a history that its
// recording does not change.

#include "sim/world.h"

#include <gtest/gtest.h>

#include "tests/sim/machines.h"

namespace orrery::sim {
namespace {

TEST(World, GivesTheSamePortForTheSameName) {
  World world(Seed{1}, Time());
  const Port ocr = world.port("ocr"), rpc = world.port("rpc");
  EXPECT_NE(ocr, rpc);
  EXPECT_EQ(world.port("ocr"), ocr);
}

TEST(World, TellsTheRecordingItsEntities) {
  RowLog log;
  World world(Seed{1}, Time(), Level::kSummary, &log);
  world.add_entity("zone", "here");
  EXPECT_EQ(log.entities, std::vector<std::string>{"here"});
}

// Ten machines that answer each other under faults of every sort.
std::string digest_of_a_busy_minute(Level level, std::uint64_t seed) {
  Machines m(level, seed);
  m.link({.latency = Duration::milliseconds(40),
          .loss = {20'000'000},
          .duplication = {10'000'000},
          .bytes_per_second = 1'000'000});
  m.world.network().add_service({.name = "balancer", .zone = "east/1", .effect = ServiceEffect::kFlaps});
  std::vector<SimulatedHost*> hosts;
  for (int i = 0; i < 10; ++i) {
    hosts.push_back(&m.add({.name = "node-" + std::to_string(i),
                            .zone = i % 2 == 0 ? "east/1" : "west/1",
                            .leans_on = {"balancer"},
                            .recycle = Duration::seconds(25)}));
  }
  m.on_heard = [&](Host& host, const Heard& heard) {
    host.spend(Duration::microseconds(300));
    if (heard.number < 40) host.send(m.port, {heard.from, m.port}, std::make_shared<Note>(heard.number + 1));
  };
  m.fault("crash", "node-3", Duration::seconds(5), Duration::seconds(20));
  m.fault("partition", "node-1, node-2 <-> node-4", Duration::seconds(1), Duration::seconds(30));
  m.fault("loss", "east/1", Duration::seconds(2), Duration::seconds(9), {{"share", Fraction{300'000'000}}});
  m.fault("load-balancer-errors", "balancer", Duration::seconds(3), Duration::seconds(59),
          {{"share", Fraction{300'000'000}}});
  m.world.network().start_all();
  for (int second = 0; second < 60; second += 3) {
    m.run_to(Duration::seconds(second));
    for (SimulatedHost* from : hosts) {
      for (SimulatedHost* to : hosts) {
        if (from->is_up()) m.send(*from, *to, 0);
      }
    }
  }
  m.run_to(Duration::seconds(90));
  return m.world.kernel().digest().to_text();
}

TEST(World, HasOneHistoryAtEveryRecordingLevel) {
  const std::string unrecorded = digest_of_a_busy_minute(Level::kNothing, 1);
  EXPECT_EQ(digest_of_a_busy_minute(Level::kSummary, 1), unrecorded);
  EXPECT_EQ(digest_of_a_busy_minute(Level::kProtocol, 1), unrecorded);
  EXPECT_EQ(digest_of_a_busy_minute(Level::kFull, 1), unrecorded);
  EXPECT_NE(digest_of_a_busy_minute(Level::kNothing, 2), unrecorded);
}

}  // namespace
}  // namespace orrery::sim
