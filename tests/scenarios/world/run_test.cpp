// Proves what a run promises as a whole: the same history twice in one process and at any level, the pinned digests of
// the shipped scenarios, and an end at any moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

#include "scenarios/world/runner.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

const std::string kScenarios = ORRERY_SOURCE_DIR "/scenarios/";

Report run(const std::string& name, const std::string& until = {}, std::vector<std::string> assignments = {},
           const std::string& recording = {}) {
  RunRequest request;
  request.scenario_path = kScenarios + name;
  request.assignments = std::move(assignments);
  if (!until.empty()) request.until = until;
  request.recording_path = recording;
  Files files;
  const std::atomic<bool> stop{false};
  return run_scenario(request, files, [](const Progress&) {}, stop);
}

/// Lines "scenario until signatures digest" of tests/scenarios/digests.txt.
struct Pinned {
  std::string scenario, until, signatures, digest;
};
std::vector<Pinned> pinned() {
  std::ifstream stream(ORRERY_SOURCE_DIR "/tests/scenarios/digests.txt");
  std::vector<Pinned> all;
  std::string line;
  while (std::getline(stream, line)) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    Pinned one;
    words >> one.scenario >> one.until >> one.signatures >> one.digest;
    all.push_back(one);
  }
  return all;
}

TEST(Determinism, EveryShippedScenarioHasItsPinnedDigest) {
  std::map<std::string, int> seen;
  for (const Pinned& one : pinned()) {
    ++seen[one.scenario];
    const std::string until = one.until == "end" ? "" : one.until;
    EXPECT_EQ(run(one.scenario, until, {"signatures=" + one.signatures}).digest, one.digest)
        << one.scenario << " until " << one.until << " with " << one.signatures << " signatures";
  }
  for (const auto& entry : std::filesystem::directory_iterator(kScenarios)) {
    if (entry.path().extension() != ".toml") continue;
    EXPECT_GT(seen[entry.path().filename().string()], 0) << entry.path();
  }
}

TEST(Determinism, TwiceInOneProcessIsTheSameHistory) {
  const Report first = run("aws-us-east-1-2025.toml", "20min"), second = run("aws-us-east-1-2025.toml", "20min");
  EXPECT_EQ(first.digest, second.digest);
  EXPECT_EQ(first.events, second.events);
  EXPECT_EQ(to_json(first).substr(0, 200), to_json(second).substr(0, 200));
}

TEST(Determinism, RealAndEverySignatureMakeTheSameHistoryAndModelledAnother) {
  const std::string real = run("hello-feed.toml", "20min", {"signatures=real"}).digest;
  EXPECT_EQ(run("hello-feed.toml", "20min", {"signatures=every"}).digest, real);
  EXPECT_NE(run("hello-feed.toml", "20min", {"signatures=modelled"}).digest, real);
}

TEST(Determinism, LessonsChangeNothing) {
  const std::string path = kScenarios + "lesson-quorum.toml";
  std::ifstream stream(path);
  std::stringstream text;
  text << stream.rdbuf();
  const std::string whole = text.str();
  const auto first = whole.find("[[lesson]]");
  ASSERT_NE(first, std::string::npos);
  std::vector<std::string> digests;
  for (const std::string& said : {whole, whole.substr(0, first)}) {
    RunRequest request;
    request.scenario_path = path;
    request.assignments = {"signatures=modelled"};
    Files files(std::map<std::string, std::string>{{path, said}});
    const std::atomic<bool> stop{false};
    digests.push_back(run_scenario(request, files, [](const Progress&) {}, stop).digest);
  }
  EXPECT_EQ(digests[0], digests[1]);
}

TEST(Run, CanEndInTheMiddleOfARoundWhileRecording) {
  const sim::ScratchFolder scratch;
  for (const char* until : {"30010ms", "30200ms", "35100ms", "35400ms"})
    EXPECT_FALSE(run("hello-feed.toml", until, {}, scratch / "run.sqlite").digest.empty());
}

TEST(Run, AWorldSurvivesWhatItsFaultsDoToIt) {
  const Report report = run("aws-us-east-1-2025.toml", "200min", {"signatures=modelled"});
  EXPECT_TRUE(report.faults.front().applied);
  const FaultOutcome& fault = report.faults.front();
  EXPECT_GT(fault.hit[static_cast<std::size_t>(sim::Hit::kCopy)], 0u);
  EXPECT_EQ(std::accumulate(fault.hit.begin(), fault.hit.end(), std::uint64_t{0}), fault.hits);
  EXPECT_EQ(std::get<std::int64_t>(report.figures.find("feed.eth-usd.missed_heartbeats")->value), 0);
  EXPECT_GT(std::get<std::int64_t>(report.figures.find("feed.single-server.missed_heartbeats")->value), 0);
}

}  // namespace
}  // namespace orrery::scenarios
