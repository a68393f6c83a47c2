// Proves that two futures are told apart where their scenarios do: a fault that one lacks, at its start; that a
// recording beside itself differs in nothing; and that what cannot be compared is told in a line.
#include "gui/compare/compared_futures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "scenarios/world/runner.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

std::string other_future(const std::string& name, const std::vector<std::string>& assignments) {
  scenarios::RunRequest request;
  request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml";
  request.recording_path = beside_hello(name);
  request.assignments = assignments;
  scenarios::Files files;
  const std::atomic<bool> stop{false};
  scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
  return request.recording_path;
}

TEST(ComparedFutures, TheyPartWhereTheFaultOfOneBegins) {
  const sim::RecordingReader reader(hello_recording());
  const std::atomic<bool> stop{false};
  const auto futures = compare_futures(
      reader, other_future("later.sqlite", {"signatures=modelled", "fault.0.start=2025-01-01T01:00:00Z"}),
      /*other_is_original=*/false, stop);
  ASSERT_EQ(futures.problem, "");
  ASSERT_TRUE(futures.parting().has_value());
  EXPECT_EQ(*futures.parting(), at("00:50:00"));
  ASSERT_TRUE(futures.comparison.first_row.has_value());
  EXPECT_EQ(futures.comparison.first_row->table, "fault");
  EXPECT_NE(futures.headline().find("part at 2025-01-01T00:50:00"), std::string::npos);
  EXPECT_FALSE(futures.comparison.figures.empty());
  EXPECT_EQ(futures.a.faults[0].begin, at("00:50:00"));
  EXPECT_EQ(futures.b.faults[0].begin, at("01:00:00"));
}

TEST(ComparedFutures, TheOriginalIsAWhicheverIsShown) {
  const sim::RecordingReader branch(
      other_future("branch.sqlite", {"signatures=modelled", "fault.0.start=2025-01-01T01:00:00Z"}));
  const std::atomic<bool> stop{false};
  const auto futures = compare_futures(branch, hello_recording(), /*other_is_original=*/true, stop);
  ASSERT_EQ(futures.problem, "");
  EXPECT_TRUE(futures.shown_is_b);
  EXPECT_EQ(futures.a.faults[0].begin, at("00:50:00"));
  EXPECT_EQ(futures.b.faults[0].begin, at("01:00:00"));
  EXPECT_EQ(futures.comparison.second, branch.path());
}

// Every node has a span of an epoch that it was in.
TEST(ComparedFutures, AnEpochIsCountedOnce) {
  const sim::RecordingReader reader(hello_recording());
  const std::atomic<bool> stop{false};
  const auto futures = compare_futures(
      reader, other_future("still.sqlite", {"signatures=modelled", "fault.0.start=2025-01-01T02:59:00Z"}), false, stop);
  ASSERT_EQ(futures.problem, "");
  std::set<std::int64_t> ended;
  for (const auto& row : reader.rows("span"))
    if (row.text("kind") == "epoch" && row.text("outcome") == "ended") ended.insert(*row.integer("epoch"));
  const auto& counts = futures.comparison.counts;
  const auto epochs = std::find_if(counts.begin(), counts.end(),
                                   [](const auto& count) { return count.name == "epochs of eth-usd ended"; });
  ASSERT_NE(epochs, counts.end());
  EXPECT_EQ(epochs->first, static_cast<std::int64_t>(ended.size()));
}

TEST(ComparedFutures, ARecordingDiffersFromItselfInNothing) {
  const sim::RecordingReader reader(hello_recording());
  const std::atomic<bool> stop{false};
  const auto futures = compare_futures(reader, hello_recording(), false, stop);
  EXPECT_FALSE(futures.parting().has_value());
  EXPECT_TRUE(futures.comparison.figures.empty());
  EXPECT_TRUE(futures.comparison.counts.empty());
  EXPECT_NE(futures.headline().find("no row differs"), std::string::npos);
}

TEST(ComparedFutures, WhatCannotBeComparedIsTold) {
  const sim::RecordingReader reader(hello_recording());
  const std::atomic<bool> stop{false}, stopped{true};
  EXPECT_NE(compare_futures(reader, beside_hello("missing.sqlite"), false, stop).problem, "");
  EXPECT_NE(compare_futures(reader, hello_recording(), false, stopped).problem, "");
}

}  // namespace
}  // namespace orrery::gui
