// Proves that our oracles do what the real implementation did in its recorded traces: the same messages by the same
// oracles in the same epochs and rounds, in causal order, under the same faults.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/nodes/ocr2/trace_comparison.h"

namespace orrery::tests {
namespace {

nlohmann::json traces() {
  std::ifstream file(ORRERY_SOURCE_DIR "/tests/vectors/ocr/traces_ocr2.json");
  return nlohmann::json::parse(file);
}

TEST(Traces, EveryRecordedScenarioIsRepeated) {
  const auto document = traces();
  ASSERT_GE(document.at("scenarios").size(), 6u);
  for (const auto& scenario : document.at("scenarios"))
    compare_with_trace(document, scenario, [](bool held, const std::string& what) { EXPECT_TRUE(held) << what; });
}

TEST(Traces, TheRecordedOnesAreInCausalOrderThemselves) {
  const auto document = traces();
  for (const auto& scenario : document.at("scenarios"))
    EXPECT_TRUE(causal_problems(recorded_events(scenario)).empty()) << scenario.at("name");
}

// The format has kinds that the given scenarios do not use: they must do something, and leave the protocol alive.
TEST(Traces, AnEquivocatingLeaderStillFinishesItsRounds) {
  const auto document = traces();
  auto scenario = document.at("scenarios").at(0);
  scenario["faults"] = {{{"kind", "equivocate"}, {"message", "ReportReq"}}};
  const auto ours = replay(document, scenario);
  EXPECT_TRUE(ours.unknown.empty());
  int finals = 0, reports = 0;
  for (const auto& event : ours.events) {
    finals += event.kind == "Final";
    reports += event.kind == "Report";
  }
  EXPECT_GE(finals, 10);
  EXPECT_GE(reports, 4 * finals);
  EXPECT_LE(reports, 4 * finals + 4) << "one round may be under way at the end";
}

TEST(Traces, ASlowObserverIsLateAndHarmless) {
  const auto document = traces();
  auto scenario = document.at("scenarios").at(0);
  scenario["plugin"] = {{"wantsReport", true}, {"slowObserver", 0}, {"observationDelayMs", 80}};
  const auto ours = replay(document, scenario);
  EXPECT_TRUE(ours.unknown.empty()) << ours.unknown;
  std::map<int, int> observes;
  for (const auto& event : ours.events)
    if (event.kind == "Observe") ++observes[event.from];
  EXPECT_GE(observes[1], 12);
  EXPECT_NEAR(observes[0], observes[1], 1) << "one round may be under way at the end";
}

TEST(Traces, WhatTheReplayDoesNotKnowIsSaid) {
  const auto document = traces();
  auto scenario = document.at("scenarios").at(0);
  scenario["faults"] = {{{"kind", "meteorite"}}};
  EXPECT_EQ(replay(document, scenario).unknown, "fault kind meteorite");
}

}  // namespace
}  // namespace orrery::tests
