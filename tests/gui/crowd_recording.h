#pragma once

#include <string>
#include <vector>

#include "sim/recording/sqlite_recording.h"
#include "sim/world.h"

namespace orrery::gui {

/// The instant at which the most copies of crowd_recording() are on their way, after its start.
inline constexpr sim::Duration kCrowdedAfter = sim::Duration::milliseconds(60);
/// Copies that are on their way then: each of 80 nodes has broadcast to all others; none has arrived.
inline constexpr std::size_t kCrowdCopies = std::size_t{80} * 79;

/// Writes a recording of a network of 80 nodes in eight zones of which each broadcasts once, half a millisecond after
/// the one before it, over paths of 100 ms; every 20th copy is lost on the way.
inline void write_crowd_recording(const std::string& path) {
  constexpr std::uint32_t kNodes = 80;
  const sim::Time start = sim::parse_time("2025-10-20T00:00:00Z");
  const std::vector<std::string> names{"aws/us-east-1",       "aws/us-west-2",   "aws/eu-west-1",
                                       "aws/ap-northeast-1",  "gcp/us-central1", "gcp/europe-west4",
                                       "hetzner/falkenstein", "ovh/roubaix"};
  sim::RunDescription run;
  run.scenario_path = "crowd.toml";
  run.scenario_text = "start = \"2025-10-20T00:00:00Z\"\n[latency]\nbetween_zones = \"100ms\"\n";
  for (const std::string& name : names)
    run.scenario_text += "[[zone]]\nname = \"" + name + "\"\ninternal_latency = \"100ms\"\n";
  run.seed = {1};
  run.start = start;
  sim::SqliteRecording recording(path, run);
  sim::World world(run.seed, start, sim::Level::kProtocol, &recording);
  std::vector<sim::EntityId> zones, nodes;
  for (const std::string& name : names) zones.push_back(world.add_entity("zone", name));
  const sim::EntityId network = world.add_entity("network", "net");
  for (std::uint32_t i = 0; i < kNodes; ++i)
    nodes.push_back(world.add_entity("host", "net/node-" + std::to_string(i), network, zones[i * i % zones.size()]));
  std::uint64_t id = 0, copy = 0;
  for (std::uint32_t i = 0; i < kNodes; ++i) {
    const sim::Time now = start + sim::Duration::microseconds(500) * static_cast<std::int64_t>(i);
    const std::uint64_t row = ++id;
    const sim::Value message[] = {sim::Value(i % 3 == 0 ? "observe" : "final-echo"),
                                  sim::Value(nodes[i]),
                                  sim::Value(),
                                  sim::Value(network),
                                  sim::Value(120),
                                  sim::Value(kNodes - 1),
                                  sim::Value(1),
                                  sim::Value(1),
                                  sim::Value()};
    recording.row(world.tables().message, row, now, {}, message, std::size(message));
    for (std::uint32_t to = 0; to < kNodes; ++to) {
      if (to == i || ++copy % 20 != 0) continue;
      const sim::Value lost[] = {sim::Value(static_cast<std::int64_t>(row)), sim::Value(nodes[to]), sim::Value("lost"),
                                 sim::Value()};
      recording.row(world.tables().delivery, ++id, now, {row}, lost, std::size(lost));
    }
  }
  recording.finish({sim::RunState::kFinished, "", start + sim::Duration::seconds(1), "0", id});
  world.journal().stop();
}

}  // namespace orrery::gui
