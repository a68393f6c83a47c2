// Proves that a wrong fault is answered with what would be right, that services fail in their three ways, and that
// faults compose: put on and taken off in any order they leave the world as it was.

#include "sim/fault.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/input_error.h"
#include "sim/input_limits.h"
#include "tests/sim/machines.h"

namespace orrery::sim {
namespace {

using namespace literals;

struct FaultDesk : Machines {
  explicit FaultDesk(Level level = Level::kFull) : Machines(level) {
    world.network().add_service({.name = "database", .zone = "east/1", .effect = ServiceEffect::kStops});
    world.network().add_service({.name = "balancer", .zone = "east/1", .effect = ServiceEffect::kFlaps});
    world.network().add_service({.name = "launches", .zone = "east/1", .effect = ServiceEffect::kNoLaunch});
    a = &add({.name = "a", .zone = "east/1", .leans_on = {"database", "balancer", "launches"}});
    b = &add({.name = "b", .zone = "west/1"});
    world.network().start_all();
  }
  SimulatedHost* a = nullptr;
  SimulatedHost* b = nullptr;
};

std::string message_of(const std::function<void()>& wrong) {
  try {
    wrong();
  } catch (const InputError& error) {
    return error.message() + " | " + error.hint();
  }
  return "no error";
}

TEST(Faults, AnswerAWrongFaultWithWhatWouldBeRight) {
  FaultDesk desk;
  const auto schedule = [&](std::string kind, std::string target, Parameters parameters = {}, Duration end = 2_s) {
    return message_of([&] { desk.fault(kind, target, 1_s, end, parameters); });
  };
  EXPECT_NE(schedule("crsh", "a").find("crash"), std::string::npos);
  EXPECT_NE(schedule("crash", "node-1").find("no entity \"node-1\""), std::string::npos);
  EXPECT_NE(schedule("zone-outage", "a").find("is a host, not a zone"), std::string::npos);
  EXPECT_NE(schedule("loss", "a").find("needs the parameter \"share\""), std::string::npos);
  EXPECT_NE(schedule("loss", "a", {{"shore", Fraction{1}}}).find("share"), std::string::npos);
  EXPECT_NE(schedule("loss", "a", {{"share", 3_s}}).find("expected a share"), std::string::npos);
  EXPECT_NE(schedule("loss", "a", {{"share", Fraction{2'000'000'000}}}).find("more than 100 %"), std::string::npos);
  EXPECT_NE(schedule("crash", "a", {}, 500_ms).find("ends before it starts"), std::string::npos);
  EXPECT_NE(schedule("dns-failure", "balancer").find("its effect is \"flaps\""), std::string::npos);
  EXPECT_NE(schedule("slow-bandwidth", "a", {{"bytes_per_second", std::int64_t{0}}}).find("positive"),
            std::string::npos);
  EXPECT_NE(schedule("clock-drift", "a", {{"parts_per_million", std::int64_t{200'000}}}).find("at most"),
            std::string::npos);
  EXPECT_NE(schedule("delay", "a", {{"by", Duration::max()}}).find("longer than 50 years"), std::string::npos);
  EXPECT_NE(schedule("clock-skew", "a", {{"by", -Duration::max()}}).find("longer than 50 years"), std::string::npos);
  EXPECT_TRUE(desk.world.faults().scheduled().empty()) << "a refused fault leaves nothing behind";
}

TEST(Faults, RecordTheirStartTheirEndAndTheirHits) {
  FaultDesk desk(Level::kSummary);
  desk.fault("crash", "b", 1_s, 3_s);
  desk.run_to(2_s);
  EXPECT_EQ(desk.log.in("fault")[0]["end"], "null");
  desk.run_to(4_s);
  const auto row = desk.log.in("fault")[0];
  EXPECT_EQ(row.time, Machines::at(1_s));
  EXPECT_EQ(row["kind"], "crash");
  EXPECT_EQ(row["target"], "b");
  EXPECT_EQ(row["about"], "a test");
  EXPECT_EQ(row["planned_end"], std::to_string(Machines::at(3_s).unix_nanoseconds()));
  EXPECT_EQ(row["end"], row["planned_end"]);
  EXPECT_EQ(row["hits"], "1");
}

TEST(Faults, HitsCountWithoutARecordingToo) {
  FaultDesk desk(Level::kNothing);
  const std::size_t partition = desk.fault("partition", "east/1 <-> west/1", 1_s, 3_s);
  const std::size_t crash = desk.fault("crash", "b", 2_s, 3_s);
  desk.run_to(1_s);
  desk.send(*desk.a, *desk.b, 1);
  desk.run_to(4_s);
  EXPECT_EQ(desk.scheduled(partition).hits, 1u);
  EXPECT_EQ(desk.scheduled(crash).hits, 1u);
}

TEST(Faults, AStartInThePastBeginsNowAndNoEndStandsForever) {
  FaultDesk desk;
  desk.run_to(10_s);
  const std::size_t index = desk.world.faults().schedule(
      desk.world,
      {.kind = "crash", .target = "b", .start = Machines::at(1_s), .end = {}, .parameters = {}, .about = ""});
  desk.run_to(20_s);
  EXPECT_FALSE(desk.b->is_up());
  EXPECT_TRUE(desk.scheduled(index).active);
  EXPECT_EQ(desk.b->total_down(), 10_s);
}

TEST(Faults, TheLongestDurationsLeaveTheWorldRunning) {
  FaultDesk desk;
  const Duration longest = kLongestInput;
  for (const Duration skew : {longest, -longest}) {
    desk.fault("clock-skew", "a", 1_s, 9_s, {{"by", skew}});
    desk.run_to(2_s);
    desk.a->now();
  }
  desk.fault("delay", "a", 2_s, 9_s, {{"by", longest}, {"jitter", longest}});
  desk.fault("dns-failure", "database", 2_s, 9_s, {{"tail", longest}});
  desk.run_to(3_s);
  desk.send(*desk.b, *desk.a, 1);
  desk.run_to(10_s);
  EXPECT_TRUE(desk.heard.empty());
}

TEST(Faults, TwoLikeLossesLoseMoreThanOne) {
  FaultDesk desk;
  for (int i = 0; i < 2; ++i) desk.fault("loss", "east/1 <-> west/1", 1_s, 1_h, {{"share", Fraction{500'000'000}}});
  desk.run_to(1_s);
  for (int i = 0; i < 400; ++i) desk.send(*desk.b, *desk.a, 1);
  desk.run_to(2_s);
  EXPECT_NEAR(static_cast<double>(desk.heard.size()), 100, 40) << "four standard deviations around a quarter";
}

TEST(Services, WhatLeansOnAFailedOneIsDownAndComesBackWithinTheTail) {
  FaultDesk desk;
  std::vector<SimulatedHost*> leaning;
  for (int i = 0; i < 50; ++i) {
    leaning.push_back(&desk.add({.name = "n" + std::to_string(i), .zone = "west/1", .leans_on = {"database"}}));
    leaning.back()->start();
  }
  const std::size_t dns = desk.fault("dns-failure", "database", 1_min, 10_min);  // the tail's default is 15 minutes
  desk.run_to(2_min);
  EXPECT_FALSE(desk.a->is_up());
  EXPECT_TRUE(desk.b->is_up());
  EXPECT_EQ(desk.a->down_because(), desk.scheduled(dns).row);
  EXPECT_TRUE(desk.world.network().service_failed_because(desk.world.entities().find("database")).has_value());
  desk.run_to(17_min + 30_s);
  const auto back = std::count_if(leaning.begin(), leaning.end(), [](SimulatedHost* host) { return host->is_up(); });
  EXPECT_NEAR(static_cast<double>(back), 25, 14) << "four standard deviations around the half";
  desk.run_to(25_min);
  for (SimulatedHost* host : leaning) EXPECT_TRUE(host->is_up());
}

TEST(Services, ABalancersHostIsCutOffForAShareOfTheMinutes) {
  FaultDesk desk;
  const std::size_t errors =
      desk.fault("load-balancer-errors", "balancer", 0_s, 1000_min, {{"share", Fraction{250'000'000}}});
  int cut_off = 0;
  for (int minute = 0; minute < 1000; ++minute) {
    desk.run_to(1_min * minute + 10_s);
    desk.heard.clear();
    desk.send(*desk.b, *desk.a, 1);
    desk.send(*desk.a, *desk.b, 2);
    desk.run_to(1_min * minute + 50_s);
    ASSERT_TRUE(desk.heard.empty() || desk.heard.size() == 2) << "one minute, one answer, both ways";
    EXPECT_EQ(desk.a->answers(), !desk.heard.empty());
    if (desk.heard.empty()) ++cut_off;
  }
  EXPECT_NEAR(cut_off, 250, 4 * 14);
  EXPECT_EQ(desk.scheduled(errors).hits, static_cast<std::uint64_t>(2 * cut_off));
}

TEST(Services, WithoutLaunchesARunningHostGoesOnButOneThatStopsStaysDown) {
  FaultDesk desk;
  const std::size_t launches = desk.fault("launch-failure", "launches", 1_min, 60_min);
  desk.run_to(2_min);
  EXPECT_TRUE(desk.a->is_up());
  desk.fault("restart", "a", 3_min, 3_min);
  desk.run_to(30_min);
  EXPECT_FALSE(desk.a->is_up());
  EXPECT_EQ(desk.a->down_because(), desk.scheduled(launches).row);
  desk.run_to(61_min);
  EXPECT_TRUE(desk.a->is_up());
  EXPECT_EQ(desk.a->total_down(), 57_min);
}

TEST(Services, ALaunchFailureBitesAHostThatRecycles) {
  FaultDesk desk;
  SimulatedHost& scaled = desk.add({.name = "scaled", .zone = "east/1", .leans_on = {"launches"}, .recycle = 1_h});
  scaled.start();
  desk.fault("launch-failure", "launches", 1_min, 8_h);
  desk.run_to(7_h);
  EXPECT_FALSE(scaled.is_up());
  desk.run_to(8_h);
  EXPECT_TRUE(scaled.is_up());
}

TEST(Faults, TheStoryGoesOnWhenOneReasonToBeDownFollowsAnother) {
  FaultDesk desk;
  const std::size_t dns = desk.fault("dns-failure", "database", 1_min, 10_min, {{"tail", Duration::zero()}});
  const std::size_t launches = desk.fault("launch-failure", "launches", 5_min, 20_min);
  desk.run_to(30_min);
  std::vector<std::pair<std::string, CauseId>> story;
  for (const auto& row : desk.log.in("state")) {
    if (row["entity"] == std::to_string(desk.a->id().index)) story.emplace_back(row["value"], row.cause);
  }
  ASSERT_EQ(story.size(), 4u);
  EXPECT_EQ(story[1], std::make_pair(std::string("down"), desk.scheduled(dns).row));
  EXPECT_EQ(story[2], std::make_pair(std::string("down"), desk.scheduled(launches).row));
  EXPECT_EQ(story[3], std::make_pair(std::string("up"), desk.scheduled(launches).row));
  EXPECT_EQ(desk.a->total_down(), 19_min);
}

TEST(Faults, ClockFaultsStepBackWhatTheyHadAdded) {
  FaultDesk desk;
  desk.fault("clock-skew", "b", 1_s, 30_s, {{"by", 5_s}});
  desk.fault("clock-drift", "b", 10_s, 20_s, {{"parts_per_million", std::int64_t{-1000}}});
  desk.run_to(1_s);
  EXPECT_EQ(desk.b->now() - desk.world.now(), 5_s);
  desk.run_to(15_s);
  EXPECT_EQ(desk.b->now() - desk.world.now(), 5_s - 5_ms);
  desk.run_to(20_s);
  EXPECT_EQ(desk.b->now() - desk.world.now(), 5_s);
  desk.run_to(30_s);
  EXPECT_EQ(desk.b->now(), desk.world.now());
}

TEST(Faults, DelayAndBandwidthAddToThePath) {
  FaultDesk desk;
  desk.fault("delay", "a -> b", 1_s, 9_s, {{"by", 100_ms}});
  desk.fault("delay", "west/1", 1_s, 9_s, {{"by", 30_ms}});
  desk.fault("slow-bandwidth", "b", 1_s, 9_s, {{"bytes_per_second", std::int64_t{1000}}});
  desk.run_to(1_s);
  desk.send(*desk.a, *desk.b, 1, 200);
  desk.run_to(5_s);
  ASSERT_EQ(desk.heard.size(), 1u);
  EXPECT_EQ(desk.heard[0].at, Machines::at(1_s + 40_ms + 100_ms + 30_ms + 200_ms));
}

struct KindAndTarget {
  const char* kind;
  const char* target;
  Parameters parameters;
};

std::vector<KindAndTarget> everything() {
  return {{"crash", "b", {}},
          {"restart", "a", {}},
          {"pause", "a, b", {}},
          {"clock-skew", "b", {{"by", 5_s}}},
          {"clock-drift", "b", {{"parts_per_million", std::int64_t{500}}}},
          {"zone-outage", "west/1", {}},
          {"partition", "east/1 <-> west/1", {}},
          {"partition", "a", {}},
          {"loss", "west/1", {{"share", Fraction{1'000'000'000}}}},
          {"delay", "a -> b", {{"by", 1_s}}},
          {"duplication", "a", {{"share", Fraction{1'000'000'000}}}},
          {"slow-bandwidth", "east/1", {{"bytes_per_second", std::int64_t{10}}}},
          {"dns-failure", "database", {{"tail", 1_min}}},
          {"load-balancer-errors", "balancer", {{"share", Fraction{1'000'000'000}}}},
          {"launch-failure", "launches", {}},
          {"torn-write", "b", {}},
          {"full-disk", "b", {}},
          {"disk-loss", "b", {}}};
}

// Any set of faults, starting and ending in any order: afterwards machines are up, clocks are right, a message takes
// its plain time and arrives once, and storage keeps what is synced.
RC_GTEST_PROP(FaultComposition, LiftingAllLeavesTheCleanState, ()) {
  FaultDesk desk(Level::kNothing);
  const auto kinds = everything();
  const int count = *rc::gen::inRange(1, 12);
  for (int i = 0; i < count; ++i) {
    const auto& chosen = kinds[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(kinds.size())))];
    const Duration from = 1_s * *rc::gen::inRange(0, 10);
    desk.fault(chosen.kind, chosen.target, from, from + 1_s * *rc::gen::inRange(0, 10), chosen.parameters);
  }
  desk.run_to(10_min);
  for (SimulatedHost* host : {desk.a, desk.b}) {
    RC_ASSERT(host->is_up());
    RC_ASSERT(!host->is_paused());
    RC_ASSERT(host->answers());
    RC_ASSERT(host->now() == desk.world.now());
    RC_ASSERT(host->storage().put("key", Bytes{1}) == StorageStatus::kOk);
    RC_ASSERT(host->storage().sync() == StorageStatus::kOk);
    host->storage().put("key", Bytes{2});
    host->restart({});
    RC_ASSERT(host->storage().get("key") == Bytes{1});
  }
  desk.heard.clear();
  desk.send(*desk.a, *desk.b, 7);
  desk.run_to(11_min);
  RC_ASSERT(desk.heard.size() == 1u);
  RC_ASSERT(desk.heard[0].at == Machines::at(10_min + 40_ms));
}

// While any fault that keeps a machine down stands, it is down; otherwise it is up.
RC_GTEST_PROP(FaultComposition, AMachineIsDownExactlyWhileAFaultKeepsItDown, ()) {
  FaultDesk desk(Level::kNothing);
  std::vector<std::pair<Duration, Duration>> windows;
  const int count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) {
    const Duration from = 1_s * *rc::gen::inRange(0, 20), to = from + 1_s * *rc::gen::inRange(0, 20);
    windows.emplace_back(from, to);
    const bool zone = *rc::gen::arbitrary<bool>();
    desk.fault(zone ? "zone-outage" : "crash", zone ? "west/1" : "b", from, to);
  }
  Duration down;
  for (int half = 1; half < 90; half += 2) {
    const Duration now = 500_ms * half;
    desk.run_to(now);
    const bool is_covered = std::any_of(windows.begin(), windows.end(),
                                        [&](const auto& window) { return window.first <= now && now < window.second; });
    RC_ASSERT(desk.b->is_up() == !is_covered);
    if (is_covered) down += 1_s;
  }
  RC_ASSERT(desk.b->total_down() == down);
}

}  // namespace
}  // namespace orrery::sim
