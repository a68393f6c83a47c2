// Proves that a recording ends with the figures of its report, the same at every level, and that a comparison names
// those that differ, the largest relative difference first.
#include "scenarios/recording/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scenarios/world/runner.h"
#include "sim/input_error.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Report run_hello(const std::string& recording, sim::Level level, const std::atomic<bool>& stop = false) {
  RunRequest request;
  request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml";
  request.assignments = {"signatures=modelled"};
  request.until = "70min";
  request.level = level;
  request.recording_path = recording;
  Files files;
  return run_scenario(request, files, [](const Progress&) {}, stop);
}

TEST(RecordedFigures, AreThoseOfTheReportAtEveryLevel) {
  const sim::ScratchFolder folder;
  const std::string unrecorded = run_hello("", sim::Level::kNothing).digest;
  for (const sim::Level level : {sim::Level::kSummary, sim::Level::kProtocol, sim::Level::kFull}) {
    const std::string path = folder / "run.sqlite";
    const Report report = run_hello(path, level);
    EXPECT_EQ(report.digest, unrecorded);
    const auto recorded = sim::RecordingReader(path).figures();
    ASSERT_EQ(recorded.size(), report.figures.all().size());
    for (const sim::RecordedFigure& figure : recorded) {
      const Figure& reported = report.figures.require(figure.path, "");
      EXPECT_EQ(figure.unit, unit_of(reported.value)) << figure.path;
      EXPECT_EQ(result_figure(figure).value, result_figure(figure.path, reported.value).value) << figure.path;
      EXPECT_EQ(to_text(result_figure(figure)), to_text(reported.value)) << figure.path;
    }
    EXPECT_TRUE(verify_recording(path, [](const Progress&) {}, false).equal());
  }
}

TEST(RecordedFigures, AreThereWhenTheRunWasInterrupted) {
  const sim::ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  const Report report = run_hello(path, sim::Level::kSummary, /*stop=*/true);
  const sim::RecordingReader reader(path);
  EXPECT_EQ(reader.state(), sim::RunState::kInterrupted);
  const auto there =
      std::ranges::count_if(report.figures.all(), [](const auto& entry) { return entry.second.is_there(); });
  EXPECT_EQ(std::ssize(reader.figures()), there);
  EXPECT_LT(there, std::ssize(report.figures.all())) << "a feed that has not answered has no answers";
}

class CompareFigures : public testing::Test {
 protected:
  std::string recording(const std::string& name, const std::vector<sim::RecordedFigure>& figures) {
    const std::string path = folder_ / name;
    sim::SqliteRecording recording(path, sim::sample_run());
    sim::start_sample(recording);
    sim::write_sample(recording, 1);
    for (const sim::RecordedFigure& figure : figures) recording.add_figure(figure);
    recording.finish({.state = sim::RunState::kFinished, .reason = "", .end = {}, .digest = name, .events = 1});
    return path;
  }
  sim::ScratchFolder folder_;
};

TEST_F(CompareFigures, TheLargestRelativeDifferenceComesFirst) {
  const std::string a = recording("a.sqlite", {{"chain.gas", "wei", "2000000000000000000"},
                                               {"feed.late", "s", "5400"},
                                               {"feed.lowest", "price", "0.99991"},
                                               {"feed.same", "count", "7"},
                                               {"feed.words", "text", "one"},
                                               {"lending.bad_debt", "price", "1779044.83"},
                                               {"only.a", "count", "1"},
                                               {"vaults.shortfall", "price", "-100"},
                                               {"vaults.tiny", "share", "0.500000001"}});
  const std::string b = recording("b.sqlite", {{"chain.gas", "wei", "1000000000000000000"},
                                               {"feed.late", "s", "3600"},
                                               {"feed.lowest", "price", "0.9999"},
                                               {"feed.same", "count", "7"},
                                               {"feed.words", "text", "two"},
                                               {"lending.bad_debt", "price", "0"},
                                               {"only.b", "count", "1"},
                                               {"vaults.shortfall", "price", "50"},
                                               {"vaults.tiny", "share", "0.5"}});
  const Comparison comparison = compare_recordings(a, b);
  EXPECT_TRUE(comparison.same()) << "no row differs";
  std::vector<std::string> paths;
  for (const DifferingFigure& figure : comparison.figures) paths.push_back(figure.path);
  EXPECT_THAT(paths, ElementsAre("vaults.shortfall", "lending.bad_debt", "chain.gas", "feed.late", "feed.lowest",
                                 "vaults.tiny", "feed.words", "only.a", "only.b"));
  EXPECT_DOUBLE_EQ(*comparison.figures[0].relative, 1.5);
  EXPECT_DOUBLE_EQ(*comparison.figures[2].relative, 0.5);
  EXPECT_FALSE(comparison.figures[6].relative);
  const std::string text = to_text(comparison);
  EXPECT_THAT(text, HasSubstr("\nlending.bad_debt         1779044.83           0  price\n"));
  EXPECT_THAT(text, HasSubstr("\nchain.gas                   2 ether     1 ether\n"));
  EXPECT_THAT(text, HasSubstr("\nvaults.tiny       0.500000001 share   0.5 share\n")) << "they read the same";
  EXPECT_THAT(text, HasSubstr("\nonly.a                            1           -  count\n"));
  const auto json = nlohmann::json::parse(to_json(comparison));
  EXPECT_EQ(json["figures"][2], nlohmann::json({{"path", "chain.gas"},
                                                {"unit", "wei"},
                                                {"a", "2000000000000000000"},
                                                {"b", "1000000000000000000"},
                                                {"relative", 0.5}}));
  EXPECT_EQ(json["figures"][3]["a"], 5400);
  EXPECT_TRUE(json["figures"][7]["b"].is_null());
  EXPECT_TRUE(json["figures"][7]["relative"].is_null());
}

TEST_F(CompareFigures, ARunWithoutFiguresIsSaidToHaveNone) {
  const std::string a = recording("a.sqlite", {{"feed.updates", "count", "7"}}), b = recording("b.sqlite", {});
  const Comparison comparison = compare_recordings(a, b);
  EXPECT_TRUE(comparison.figures.empty());
  EXPECT_THAT(to_text(comparison), HasSubstr("B holds no figures"));
  EXPECT_THAT(to_text(comparison), testing::Not(HasSubstr("A holds no figures")));
  EXPECT_EQ(nlohmann::json::parse(to_json(comparison))["b"]["has_figures"], false);
}

TEST_F(CompareFigures, ABrokenFigureIsOneLineWithItsPlace) {
  const std::string a = recording("a.sqlite", {{"feed.updates", "count", "seven"}});
  try {
    compare_recordings(a, a);
    FAIL();
  } catch (const sim::InputError& error) {
    EXPECT_THAT(std::string(error.what()), HasSubstr("a.sqlite"));
    EXPECT_THAT(std::string(error.what()), HasSubstr("feed.updates"));
  }
}

}  // namespace
}  // namespace orrery::scenarios
