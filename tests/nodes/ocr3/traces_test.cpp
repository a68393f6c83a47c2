// Proves that our OCR3 oracles do what the real implementation did in its recorded traces: the same messages by the
// same oracles for the same epochs and outcomes, in causal order, under the same faults.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/nodes/ocr3/trace_comparison.h"

namespace orrery::nodes::ocr3::trial {
namespace {

using nlohmann::json;

json traces() {
  std::ifstream file(ORRERY_SOURCE_DIR "/tests/vectors/ocr/traces_ocr3.json");
  return json::parse(file);
}

json scenario_named(const json& document, const std::string& name) {
  for (const auto& scenario : document.at("scenarios"))
    if (scenario.at("name") == name) return scenario;
  ADD_FAILURE() << "no scenario " << name;
  return {};
}

TEST(Ocr3Traces, EveryRecordedScenarioIsRepeated) {
  const auto document = traces();
  ASSERT_GE(document.at("scenarios").size(), 5u);
  for (const auto& scenario : document.at("scenarios"))
    compare_with_trace(document, scenario, [](bool held, const std::string& what) { EXPECT_TRUE(held) << what; });
}

TEST(Ocr3Traces, TheRecordedOnesAreInCausalOrderThemselves) {
  const auto document = traces();
  for (const auto& scenario : document.at("scenarios")) {
    const int f = scenario.at("f").get<int>();
    const auto problems =
        causal_problems(tests::recorded_events(scenario), Quorums{scenario.at("n").get<int>(), f}.byzantine(), f);
    EXPECT_TRUE(problems.empty()) << scenario.at("name") << ": " << problems.front();
  }
}

// The comparison itself must see what is wrong: a run without one oracle is not the happy one.
TEST(Ocr3Traces, AMissingOracleIsNoticed) {
  const auto document = traces();
  auto scenario = scenario_named(document, "happy");
  scenario["faults"] = {{{"kind", "crashed"}, {"oracles", {2}}}};
  int differences = 0;
  compare_with_trace(document, scenario, [&](bool held, const std::string&) { differences += !held; });
  EXPECT_GT(differences, 20);
}

/// A row of the summary of spec/ocr.md §5.10: counts of the real implementation's run.
struct Summary {
  const char* name;
  json faults;
  std::map<std::string, int> counts;
  int max_epoch, accepted, r_max = 3;
};

std::vector<Summary> summaries() {
  return {
      {"follower_down",
       {{{"kind", "crashed"}, {"oracles", {2}}}},
       {{"RoundStart", 9},
        {"Observation", 27},
        {"Proposal", 9},
        {"Prepare", 27},
        {"Commit", 27},
        {"ReportSignatures", 27},
        {"EpochStartRequest", 15},
        {"EpochStart", 4}},
       5,
       9},
      {"leader_dies_before_commit",
       {{{"kind", "dies_before"}, {"message", "Commit"}, {"oracle", 1}, {"epoch", 1}}},
       {{"RoundStart", 7},
        {"Observation", 22},
        {"Proposal", 7},
        {"Prepare", 22},
        {"Commit", 21},
        {"ReportSignatures", 21},
        {"EpochStartRequest", 13},
        {"EpochStart", 3}},
       4,
       7},
      {"equivocating_leader",
       {{{"kind", "equivocate"}, {"message", "Proposal"}, {"from", 1}}},
       {{"RoundStart", 8},
        {"Observation", 32},
        {"Proposal", 8},
        {"Prepare", 32},
        {"Commit", 24},
        {"ReportSignatures", 24},
        {"EpochStartRequest", 16},
        {"EpochStart", 4}},
       4,
       6},
  };
}

// Rows of whose runs we have the counts but not the trace. One round may be cut off at the end.
TEST(Ocr3Traces, TheSummaryOfTheOtherRunsIsMet) {
  const auto document = traces();
  for (const auto& summary : summaries()) {
    SCOPED_TRACE(summary.name);
    auto scenario = scenario_named(document, "commits_lost");
    scenario["name"] = summary.name;
    scenario["faults"] = summary.faults;
    scenario["rMax"] = summary.r_max;
    const auto ours = replay(document, scenario);
    EXPECT_TRUE(ours.unknown.empty()) << ours.unknown;
    std::map<std::string, int> counts;
    int max_epoch = 0;
    for (const auto& event : ours.events) {
      ++counts[event.kind];
      if (event.kind == "epochStarted") max_epoch = std::max(max_epoch, event.epoch);
    }
    const int n = scenario.at("n").get<int>();
    for (const auto& [kind, expected] : summary.counts) EXPECT_NEAR(counts[kind], expected, n) << kind;
    EXPECT_EQ(max_epoch, summary.max_epoch);
    EXPECT_NEAR(static_cast<int>(ours.accepted.size()), summary.accepted, 1);
  }
}

// n, f, S and the deltas come from the scenario: other networks run too, at the pace of §5.10.
TEST(Ocr3Traces, OtherNetworksFollowTheTimeLine) {
  const auto document = traces();
  for (const auto& [n, f] : {std::pair{7, 2}, std::pair{10, 3}, std::pair{31, 10}}) {
    auto scenario = scenario_named(document, "happy");
    scenario["n"] = n;
    scenario["f"] = f;
    scenario["S"] = {1, n - 1};
    scenario["netDelayMs"] = 10;
    scenario["deltas"]["roundMs"] = 50;
    scenario["deltas"]["graceMs"] = 20;
    scenario["rMax"] = 1000;
    const auto ours = replay(document, scenario);
    // One round: max(DeltaRound, 5 d + grace + compute) between commits; compute is some milliseconds at n = 31.
    std::vector<std::int64_t> commits;
    for (const auto& event : ours.events)
      if (event.kind == "committed" && event.from == 0) commits.push_back(event.milliseconds);
    ASSERT_GT(commits.size(), 15u) << "n = " << n;
    for (std::size_t i = 1; i < commits.size(); ++i) {
      EXPECT_GE(commits[i] - commits[i - 1], 70) << "n = " << n;
      EXPECT_LE(commits[i] - commits[i - 1], n == 31 ? 95 : 80) << "n = " << n;
    }
    EXPECT_GE(ours.accepted.size() + 3, commits.size());
    EXPECT_TRUE(causal_problems(ours.events, Quorums{n, f}.byzantine(), f).empty());
  }
}

TEST(Ocr3Traces, WhatTheReplayDoesNotKnowIsSaid) {
  const auto document = traces();
  auto scenario = document.at("scenarios").at(0);
  scenario["faults"] = {{{"kind", "meteorite"}}};
  EXPECT_EQ(replay(document, scenario).unknown, "fault kind meteorite");
}

}  // namespace
}  // namespace orrery::nodes::ocr3::trial
