// Proves that steering does not change history: however a run is driven, its digest is the headless one's; and that
// what faults by hand made of it is the history of the scenario that it saves, and of its recording.
#include "scenarios/control/steered_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "scenarios/control/branch.h"
#include "scenarios/control/checkpoints.h"
#include "scenarios/control/control_server.h"
#include "scenarios/language/document_text.h"
#include "scenarios/query/recording_query.h"
#include "scenarios/recording/compare.h"
#include "scenarios/world/runner.h"
#include "sim/input_error.h"
#include "sim/recording/sqlite_database.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

const std::string kHello = ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml";

RunRequest hello(const std::string& recording = {}) {
  RunRequest request;
  request.scenario_path = kHello;
  request.assignments = {"signatures=modelled"};
  request.until = "70min";
  request.recording_path = recording;
  return request;
}

Report headless(const RunRequest& request) {
  Files files;
  const std::atomic<bool> stop{false};
  return run_scenario(request, files, [](const Progress&) {}, stop);
}

std::string digest_of_saved(const std::string& path) {
  RunRequest request;
  request.scenario_path = path;
  return headless(request).digest;
}

void go_on(SteeredRun& run, Goal goal = {}) {
  run.resume({Pace::Kind::kExpress, 1}, goal);
  while (run.running()) run.advance(20ms);
}

Filter filter(SteeredRun& run, const std::string& text) {
  const FilterSchema schema = run.schema();
  return Filter(text, schema, table_of_filter(text, schema));
}

Node fault(const std::string& toml) {
  Files files;
  return parse_document(files, "by hand", toml);
}

sim::Time at(const std::string& clock) { return sim::parse_time("2025-01-01T" + clock + "Z"); }

TEST(SteeredRun, HoweverItIsDrivenTheHistoryIsTheHeadlessOne) {
  Files files;
  SteeredRun run(hello(), files);
  go_on(run, {.time = {}, .events = 1});
  EXPECT_EQ(run.events(), 1u);
  go_on(run, {.time = {}, .events = 1000});
  EXPECT_EQ(run.events(), 1000u);
  go_on(run, {.time = at("00:30:00.5"), .events = {}});
  EXPECT_EQ(run.now(), at("00:30:00.5"));
  run.watches().watch(filter(run, "kind == round && outcome == reported"), 1, /*once=*/true);
  go_on(run);
  EXPECT_EQ(run.status(), RunStatus::kPaused);
  ASSERT_TRUE(run.hit());
  EXPECT_EQ(run.hit()->table, "span");
  run.resume({Pace::Kind::kPaced, 1e5}, {.time = at("01:05:00"), .events = {}});
  while (run.running()) run.advance(20ms);
  EXPECT_EQ(run.now(), at("01:05:00"));
  run.watches().watch(filter(run, "fate in (lost, dead)"), 2, /*once=*/false);
  while (run.status() != RunStatus::kEnded) go_on(run);
  const Report expected = headless(hello());
  EXPECT_EQ(run.report()->digest, expected.digest);
  EXPECT_EQ(run.report()->events, expected.events);
  EXPECT_EQ(run.report()->end, expected.end);
}

TEST(SteeredRun, AWatchStopsAtTheRowThatTheFilterFindsInTheRecording) {
  const sim::ScratchFolder folder;
  const std::string path = folder / "run.sqlite", text = "kind ~ report && receiver == N1 && round >= 3";
  Files files;
  SteeredRun run(hello(path), files);
  run.watches().watch(filter(run, text), 4, /*once=*/true);
  go_on(run);
  ASSERT_TRUE(run.hit());
  RecordingQuery query(path);  // everything up to the pause is there to be read
  const auto rows = query.rows(Filter(text, query.schema(), *query.schema().find("message")), {});
  ASSERT_GE(rows.size(), 4u);
  EXPECT_EQ(rows[3].id, run.hit()->row);
  EXPECT_EQ(rows[3].time, run.now());
  go_on(run);
}

TEST(SteeredRun, WhatIsKnownOnlyLaterCannotBeWatched) {
  Files files;
  SteeredRun run(hello(), files);
  EXPECT_THROW(run.watches().watch(filter(run, "lost && kind == report"), 1, true), sim::InputError);
}

TEST(FaultsByHand, TheSavedScenarioRunsToTheSteeredDigest) {
  const sim::ScratchFolder folder;
  const std::string recording = folder / "run.sqlite", saved = folder / "saved.toml";
  Files files;
  SteeredRun run(hello(recording), files);
  go_on(run, {.time = at("00:10:00"), .events = {}});
  run.watches().watch(filter(run, "kind == observe-req"), 1, /*once=*/true);
  go_on(run);  // in the middle of a moment
  FaultDesk& desk = run.faults();
  desk.add(fault("kind = \"crash\"\ntarget = \"eth-usd/node-0\"\nstart = \"now\"\nlasts = \"5min\""));
  desk.add(fault(
      "kind = \"partition\"\ntarget = \"cloud/west -> cloud/east\"\nstart = \"now\"\nend = \"2025-01-01T00:20:00Z\""));
  const std::size_t moved =
      desk.add(fault("kind = \"pause\"\ntarget = \"eth-usd/node-1\"\nstart = \"+10min\"\nlasts = \"1min\""));
  const std::size_t unwanted = desk.add(fault("kind = \"zone-outage\"\ntarget = \"cloud/west\"\nstart = \"+1min\""));
  desk.move(moved, "2025-01-01T00:30:00Z", std::nullopt);
  desk.remove(unwanted);
  desk.move(0, "2025-01-01T00:45:00Z", "2025-01-01T00:50:00Z");  // the scenario's own
  go_on(run, {.time = at("00:12:00"), .events = {}});
  desk.remove(1);  // it stands: it ends now
  go_on(run);
  std::ofstream(saved) << run.saved_scenario(folder / "");
  const std::string digest = run.report()->digest;
  EXPECT_NE(digest, headless(hello()).digest);
  EXPECT_EQ(digest_of_saved(saved), digest);
  const std::atomic<bool> stop{false};
  EXPECT_TRUE(verify_recording(recording, [](const Progress&) {}, stop).equal());
}

TEST(FaultsByHand, UndoBringsBackTheHistoryThatWouldHaveBeen) {
  Files files;
  SteeredRun run(hello(), files);
  go_on(run, {.time = at("00:10:00"), .events = {}});
  FaultDesk& desk = run.faults();
  desk.add(fault("kind = \"crash\"\ntarget = \"eth-usd/node-0\"\nstart = \"+1min\""));
  desk.remove(0);
  desk.move(1, "+5min", std::nullopt);
  EXPECT_EQ(desk.undo(), "moving fault 1");
  EXPECT_EQ(desk.undo(), "removing fault 0");
  EXPECT_EQ(desk.undo(), "adding crash on eth-usd/node-0");
  EXPECT_THROW(desk.undo(), sim::InputError);
  go_on(run);
  EXPECT_EQ(run.report()->digest, headless(hello()).digest);
}

TEST(FaultsByHand, WhatCannotBeIsRefusedAndChangesNothing) {
  Files files;
  SteeredRun run(hello(), files);
  go_on(run, {.time = at("00:10:00"), .events = {}});
  FaultDesk& desk = run.faults();
  for (const char* wrong :
       {"kind = \"crsh\"\ntarget = \"eth-usd/node-0\"", "kind = \"crash\"\ntarget = \"eth-usd/node-9\"",
        "kind = \"crash\"\ntarget = \"eth-usd/node-0\"\nstart = \"2025-01-01T00:05:00Z\"",
        "kind = \"crash\"\ntarget = \"eth-usd/node-0\"\nstart = \"2026-01-01T00:05:00Z\"",
        "kind = \"crash\"\ntarget = \"eth-usd/node-0\"\nlasts = \"0s\"",
        "kind = \"crash\"\ntarget = \"eth-usd/node-0\"\nstrat = \"now\"", "target = \"eth-usd/node-0\""})
    EXPECT_THROW(desk.add(fault(wrong)), sim::InputError) << wrong;
  EXPECT_THROW(desk.move(7, "+1min", std::nullopt), sim::InputError);
  EXPECT_THROW(desk.remove(7), sim::InputError);
  EXPECT_FALSE(desk.changed());
  desk.add(fault("kind = \"crash\"\ntarget = \"eth-usd/node-0\"\nstart = \"+1min\""));
  go_on(run, {.time = at("00:15:00"), .events = {}});
  EXPECT_THROW(desk.undo(), sim::InputError) << "it has happened";
}

TEST(Branch, PartsFromTheRunAtItsMomentAndNotBefore) {
  const sim::ScratchFolder folder;
  const std::string first = folder / "a.sqlite", second = folder / "b.sqlite", scenario = folder / "b.toml";
  Files files;
  SteeredRun run(hello(first), files);
  go_on(run, {.time = at("00:20:00"), .events = {}});
  BranchRequest request;
  request.at = at("00:15:00");
  request.faults.push_back(fault("kind = \"crash\"\ntarget = \"eth-usd/node-3\"\nlasts = \"10min\""));
  request.without = {0};
  Node document = branch_scenario(run, request);
  move_paths(document, folder / "");
  std::ofstream(scenario) << to_toml(document);
  RunRequest branch;
  branch.scenario_path = scenario;
  branch.recording_path = second;
  headless(branch);
  go_on(run);
  const Comparison comparison = compare_recordings(first, second);
  ASSERT_TRUE(comparison.first_row);
  ASSERT_TRUE(comparison.second_row);
  EXPECT_EQ(comparison.second_row->time, request.at);
  EXPECT_EQ(comparison.second_row->table, "fault");
  EXPECT_GE(comparison.first_row->time, request.at);
  EXPECT_FALSE(comparison.figures.empty());
  EXPECT_FALSE(comparison.counts.empty());
  EXPECT_THAT(to_text(comparison), HasSubstr("they part after"));
  EXPECT_TRUE(compare_recordings(first, first).same());
  EXPECT_TRUE(compare_recordings(first, first).figures.empty());
  EXPECT_TRUE(compare_recordings(first, first).counts.empty());
  request.faults[0] = fault("kind = \"crash\"\ntarget = \"eth-usd/node-3\"\nstart = \"2025-01-01T00:01:00Z\"");
  EXPECT_THROW(branch_scenario(run, request), sim::InputError);
}

TEST(Checkpoints, ABranchFromOneIsTheRunOfItsScenarioToTheLastRow) {
  const sim::ScratchFolder folder;
  const std::string first = folder / "a.sqlite", woken = folder / "woken.sqlite", again = folder / "again.sqlite";
  const std::string scenario = folder / "branch.toml";
  int done[2];
  ASSERT_EQ(::pipe(done), 0);
  {
    Files files;
    SteeredRun run(hello(first), files);
    Checkpoints checkpoints(4, 0ms);
    const std::atomic<bool> stop{false};
    for (const char* moment : {"00:05:00", "00:10:00", "00:20:00", "00:40:00", "00:52:00", "01:00:00"}) {
      go_on(run, {.time = at(moment), .events = {}});
      EXPECT_TRUE(checkpoints.due(run));
      if (const auto order = checkpoints.take(run, [] {})) {
        run_branch(run, files, *order, stop);
        const char byte = run.report() && !run.report()->interrupted ? 'y' : 'n';
        (void)!::write(done[1], &byte, 1);
        ::_exit(0);
      }
      EXPECT_FALSE(checkpoints.due(run)) << "nothing has happened since";
    }
    EXPECT_EQ(checkpoints.all().size(), 4u);
    EXPECT_EQ(checkpoints.all().back().time, at("01:00:00"));
    // The scenario's crash stands at the checkpoint and ends earlier in the branch; the run itself has gone on.
    BranchRequest request;
    request.at = at("00:55:00");
    request.recording_path = woken;
    request.without = {0};
    request.faults.push_back(fault("kind = \"crash\"\ntarget = \"eth-usd/node-3\"\nlasts = \"5min\""));
    const Branch branch = start_branch(run, request, checkpoints);
    EXPECT_TRUE(branch.from_checkpoint);
    char byte = 0;
    ASSERT_EQ(::read(done[0], &byte, 1), 1);
    EXPECT_EQ(byte, 'y');
    RunRequest repeated;
    repeated.scenario_path = branch.scenario_path;
    repeated.recording_path = again;
    const Report report = headless(repeated);
    const Comparison comparison = compare_recordings(woken, again);
    EXPECT_EQ(comparison.first_digest, report.digest);
    EXPECT_TRUE(comparison.same()) << to_text(comparison);
    EXPECT_TRUE(comparison.first_has_figures && comparison.second_has_figures);
    EXPECT_TRUE(comparison.figures.empty()) << to_text(comparison);
    EXPECT_TRUE(comparison.counts.empty()) << to_text(comparison);
    EXPECT_TRUE(verify_recording(woken, [](const Progress&) {}, stop).equal());
    const auto counted = [](const std::string& path) {
      sim::Database database(path, sim::Database::Mode::kReadOnly);
      return database.value("SELECT group_concat(time || table_name || entity_kind || count || first_id) FROM density");
    };
    EXPECT_EQ(counted(woken), counted(again));
    go_on(run);
    EXPECT_EQ(run.report()->digest, headless(hello()).digest) << "checkpoints and branches change nothing";
  }
  ::close(done[0]);
  ::close(done[1]);
}

TEST(DocumentText, EveryShippedScenarioReadsBackTheSame) {
  for (const char* name : {"hello-feed.toml", "aws-us-east-1-2025.toml", "aws-us-east-1-2025-concentrated.toml"}) {
    Files files;
    const std::string path = ORRERY_SOURCE_DIR "/scenarios/" + std::string(name);
    const std::string text = to_toml(read_document(files, path));
    EXPECT_EQ(to_toml(parse_document(files, path, text)), text) << name;
    EXPECT_EQ(scenario_section().read(parse_document(files, path, text)).networks.size(),
              scenario_section().read(read_document(files, path)).networks.size());
  }
}

}  // namespace
}  // namespace orrery::scenarios
