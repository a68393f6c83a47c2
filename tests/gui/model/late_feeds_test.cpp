// Proves that a feed is late from the deadline that it missed until its next answer, or until its market came back.
#include "gui/model/late_feeds.h"

#include <gtest/gtest.h>

#include "sim/recording/sqlite_recording.h"
#include "sim/world.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

// At 10 s three feeds miss a deadline; what ends it, if anything does, is noted at 70 s.
std::string late_recording() {
  const std::string path = beside_hello("late.sqlite");
  std::filesystem::remove(path);
  sim::RunDescription run;
  run.scenario_path = "late.toml";
  run.seed = {1};
  run.start = at("00:00:00");
  sim::SqliteRecording recording(path, run);
  sim::World world(run.seed, run.start, sim::Level::kProtocol, &recording);
  const sim::EntityId answers = world.add_entity("network", "answers"),
                      returns = world.add_entity("network", "returns"), owes = world.add_entity("network", "owes"),
                      dies = world.add_entity("network", "dies");
  std::uint64_t id = 0;
  const auto note = [&](const char* clock, sim::EntityId feed, const char* name, double value) {
    const sim::Value metric[] = {sim::Value(feed), sim::Value(name), sim::Value(value)};
    recording.row(world.tables().metric, ++id, at(clock), {}, metric, std::size(metric));
  };
  const auto miss = [&](sim::EntityId feed, const char* kind) {
    const sim::Value deadline[] = {sim::Value(feed), sim::Value(kind), sim::Value(at("00:00:00")), sim::Value("missed"),
                                   sim::Value("")};
    recording.row(world.tables().deadline, ++id, at("00:00:10"), {}, deadline, std::size(deadline));
  };
  for (const sim::EntityId feed : {answers, returns, owes}) {
    note("00:00:01", feed, "answer", 100);
    note("00:00:01", feed, "market", 110);
  }
  for (const sim::EntityId feed : {answers, returns, owes}) miss(feed, "deviation");
  miss(dies, "heartbeat");
  note("00:01:10", answers, "answer", 110);
  note("00:01:10", returns, "market", 100.1);
  note("00:01:10", owes, "market", 109);
  note("00:01:10", dies, "market", 100);
  recording.finish({sim::RunState::kFinished, "", at("00:02:00"), "0", id});
  world.journal().stop();
  return path;
}

TEST(LateFeeds, AreLateUntilTheyAnswerOrTheirMarketComesBack) {
  const sim::RecordingReader reader(late_recording());
  WorldModel world = WorldModel::read(reader);
  for (Group& group : world.groups) group.deviation = 0.005;
  const std::atomic<bool> stop{false};
  const auto late = [&](const char* clock) {
    std::vector<std::string> names;
    for (const LateFeed& feed : late_feeds(reader, world, at(clock), stop)) names.push_back(world.name_of(feed.feed));
    return names;
  };
  EXPECT_EQ(late("00:00:09"), std::vector<std::string>{});
  EXPECT_EQ(late("00:00:10"), (std::vector<std::string>{"answers", "returns", "owes", "dies"}));
  EXPECT_EQ(late("00:01:30"), (std::vector<std::string>{"owes", "dies"}));
  EXPECT_EQ(lateness_text(world, late_feeds(reader, world, at("00:01:30"), stop)),
            "2 feeds owe an answer past their deadline");
  EXPECT_EQ(lateness_text(world, {{world.find("owes"), 1}}), "owes owes an answer past its deadline");
  EXPECT_EQ(lateness_text(world, {}), "");
}

}  // namespace
}  // namespace orrery::gui
