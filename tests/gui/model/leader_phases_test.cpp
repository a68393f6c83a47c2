// Proves that a leader is said to be at work only while it leads: a phase ends with its epoch and with its machine, and
// is there at every moment of it.
#include "gui/model/leader_phases.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

struct Phases : testing::Test {
  Phases() : reader(hello_recording()), world(WorldModel::read(reader)) {
    const std::atomic<bool> stop{false};
    states.read_on(reader, stop);
  }
  const Group& group() const { return world.groups.front(); }
  sim::RecordingReader reader;
  WorldModel world;
  StateHistory states;
};

// Every epoch of the run ends while its leader asks for observations, hours before it asks for any again.
TEST_F(Phases, OneLeadsAtATime) {
  const LeaderPhases phases(group(), states);
  std::vector<PhaseSpan> all;
  std::size_t epochs = 0;
  for (const sim::EntityId member : group().members) {
    const auto own = phases.of(member, INT64_MIN, INT64_MAX);
    EXPECT_EQ(own.size(), states.changes(member, StateHistory::Field::kPhase).size());
    all.insert(all.end(), own.begin(), own.end());
    epochs += states.changes(member, StateHistory::Field::kLeads).size();
  }
  EXPECT_GT(epochs, 10u);
  std::sort(all.begin(), all.end(), [](const PhaseSpan& a, const PhaseSpan& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1].end, all[i].begin) << all[i].phase;
}

TEST_F(Phases, AMachineThatIsDownIsAtNothing) {
  const LeaderPhases phases(group(), states);
  const sim::EntityId node = world.find("eth-usd/node-2");
  EXPECT_TRUE(phases.of(node, at("00:50:01").unix_nanoseconds(), at("01:20:00").unix_nanoseconds()).empty());
}

TEST_F(Phases, APhaseThatBeganBeforeIsThere) {
  const LeaderPhases phases(group(), states);
  int looked_at = 0;
  for (const sim::EntityId member : group().members) {
    for (const PhaseSpan& span : phases.of(member, INT64_MIN, INT64_MAX)) {
      if (span.phase != "grace") continue;
      const std::int64_t middle = span.begin + (span.end - span.begin) / 2;
      const auto there = phases.of(member, middle, middle + 1);
      ASSERT_EQ(there.size(), 1u);
      EXPECT_EQ(there[0].begin, span.begin);
      EXPECT_EQ(there[0].phase, "grace");
      EXPECT_EQ(phases.of(member, span.end - 1, span.end).size(), 1u);
      ++looked_at;
    }
  }
  EXPECT_GT(looked_at, 100);
}

}  // namespace
}  // namespace orrery::gui
