// Proves what a program on a machine sees: its clock, its timers, one thing at a time, and what crash, pause and
// restart leave it with. Expected times are sums of the figures in each test.

#include "sim/host.h"

#include <gtest/gtest.h>

#include "tests/sim/machines.h"

namespace orrery::sim {
namespace {

using namespace literals;

std::vector<std::string> statuses(const RowLog& log, const SimulatedHost& host) {
  std::vector<std::string> found;
  for (const RowLog::Row& row : log.in("state")) {
    if (row["entity"] == std::to_string(host.id().index) && row["field"] == "status") found.push_back(row["value"]);
  }
  return found;
}

TEST(Host, RunsTimersInOrderAndCancelsThem) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1"});
  a.start();
  std::vector<int> fired;
  a.set_timer(20_ms, [&] { fired.push_back(2); });
  a.set_timer(10_ms, [&] { fired.push_back(1); });
  TimerId cancelled = a.set_timer(15_ms, [&] { fired.push_back(0); });
  TimerId late = a.set_timer(5_ms, [] {});
  a.cancel_timer(cancelled);
  EXPECT_FALSE(cancelled.is_set());
  m.run_to(1_s);
  EXPECT_EQ(fired, (std::vector<int>{1, 2}));
  a.cancel_timer(late);
  EXPECT_FALSE(late.is_set()) << "cancelling what has fired only empties it";
}

TEST(Host, AStaleTimerDoesNotCancelAnother) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1"});
  a.start();
  bool fired = false;
  TimerId first = a.set_timer(1_ms, [] {});
  m.run_to(2_ms);
  a.set_timer(1_ms, [&] { fired = true; });
  a.cancel_timer(first);
  m.run_to(1_s);
  EXPECT_TRUE(fired);
}

TEST(Host, ItsClockHasSkewAndDriftAndItsTimersFollowTheDrift) {
  Machines m;
  // 100 000 ppb fast: a timer of 10.001 s on that clock takes 10 s.
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1", .clock = {.skew = 3_s, .drift_parts_per_billion = 100'000}});
  a.start();
  EXPECT_EQ(a.now(), Machines::at(3_s));
  Time fired;
  a.set_timer(10_s + 1_ms, [&] { fired = m.world.now(); });
  m.run_to(10_s);
  EXPECT_EQ(fired, Machines::at(10_s));
  EXPECT_EQ(a.now(), Machines::at(13_s + 1_ms));
}

TEST(Host, SpentTimeDelaysWhatItSendsAndWhatItDoesNext) {
  Machines m;
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  m.on_heard = [&](Host& host, const Heard& heard) {
    if (host.id() != b.id()) return;
    host.spend(10_ms);
    host.send(m.port, {a.id(), m.port}, std::make_shared<Note>(heard.number + 10));
  };
  m.send(a, b, 1);
  m.send(a, b, 2);
  b.set_timer(41_ms, [&] { m.heard.push_back({b.id(), b.id(), 99, m.world.now(), {}}); });
  m.run_to(1_s);
  EXPECT_EQ(m.numbers(), (std::vector<std::uint64_t>{1, 2, 99, 11, 12})) << "first come, first served";
  EXPECT_EQ(m.heard[0].at, Machines::at(40_ms));
  EXPECT_EQ(m.heard[1].at, Machines::at(50_ms));
  EXPECT_EQ(m.heard[2].at, Machines::at(60_ms)) << "the timer waits for both handlers";
  EXPECT_EQ(m.heard[3].at, Machines::at(90_ms));
  EXPECT_EQ(m.heard[4].at, Machines::at(100_ms));
}

TEST(Host, WhatWaitedKeepsItsOwnCause) {
  Machines m;
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  m.on_heard = [](Host& host, const Heard&) { host.spend(10_ms); };
  m.send(a, b, 1);
  m.send(a, b, 2);
  m.run_to(1_s);
  const auto messages = m.log.in("message");
  ASSERT_EQ(m.heard.size(), 2u);
  EXPECT_EQ(m.heard[0].cause.row, messages[0].id);
  EXPECT_EQ(m.heard[1].cause.row, messages[1].id);
}

TEST(Host, APauseLetsMessagesAndTimersWait) {
  Machines m;
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  const std::size_t pause = m.fault("pause", "b", 10_ms, 500_ms);
  m.send(a, b, 1);
  TimerId cancelled;
  b.set_timer(100_ms, [&] {
    m.heard.push_back({b.id(), b.id(), 2, m.world.now(), {}});
    b.cancel_timer(cancelled);
  });
  cancelled = b.set_timer(101_ms, [&] { m.heard.push_back({b.id(), b.id(), 3, m.world.now(), {}}); });
  m.run_to(300_ms);
  EXPECT_TRUE(m.heard.empty());
  EXPECT_TRUE(b.is_paused());
  ASSERT_EQ(b.waiting().size(), 2u);
  EXPECT_EQ(b.waiting()[0].cause, m.scheduled(pause).row);
  m.run_to(1_s);
  EXPECT_EQ(m.numbers(), (std::vector<std::uint64_t>{1, 2})) << "a timer cancelled while it waited does not run";
  EXPECT_EQ(m.heard[1].at, Machines::at(500_ms));
  EXPECT_EQ(statuses(m.log, b), (std::vector<std::string>{"up", "paused", "up"}));
}

TEST(Host, ACrashTakesProgramsTimersAndUnsyncedStorageAndARestartMakesProgramsAgain) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1"});
  int made = 0, gone = 0;
  bool old_timer_ran = false;
  a.install("program", [&](Host& host) {
    ++made;
    return std::make_unique<Script>(
        [&, first = made == 1] {
          if (!first) return;
          host.storage().put("kept", Bytes{1});
          host.storage().sync();
          host.storage().put("forgotten", Bytes{2});
          host.set_timer(5_s, [&] { old_timer_ran = true; });
        },
        [&] { ++gone; });
  });
  m.world.network().start_all();
  const std::size_t crash = m.fault("crash", "a", 1_s, 3_s);
  m.run_to(2_s);
  EXPECT_FALSE(a.is_up());
  EXPECT_EQ(a.down_because(), m.scheduled(crash).row);
  EXPECT_EQ(gone, 1);
  ASSERT_EQ(a.waiting().size(), 1u) << "a machine that is down has nothing else to say";
  EXPECT_EQ(a.waiting()[0].cause, m.scheduled(crash).row);
  m.run_to(10_s);
  EXPECT_TRUE(a.is_up());
  EXPECT_EQ(made, 2);
  EXPECT_FALSE(old_timer_ran);
  EXPECT_TRUE(a.storage().get("kept").has_value());
  EXPECT_FALSE(a.storage().get("forgotten").has_value());
  EXPECT_EQ(a.total_down(), 2_s);
  EXPECT_EQ(a.times_down(), 1u);
  EXPECT_EQ(statuses(m.log, a), (std::vector<std::string>{"up", "down", "up"}));
  EXPECT_EQ(m.log.in("state")[1].cause, m.scheduled(crash).row);
}

TEST(Host, CopiesForAMachineThatIsDownDieAndNameTheFault) {
  Machines m(Level::kProtocol);
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  m.on_heard = [](Host& host, const Heard&) { host.spend(20_ms); };
  const std::size_t crash = m.fault("crash", "b", 50_ms, 1_s);
  m.send(a, b, 1);
  m.send(a, b, 2);  // waits in the inbox while b works on the first, and dies there
  m.run_to(60_ms);
  m.send(a, b, 3);
  m.run_to(2_s);
  EXPECT_EQ(m.numbers(), std::vector<std::uint64_t>{1});
  const auto deliveries = m.log.in("delivery");
  ASSERT_EQ(deliveries.size(), 2u);
  for (const auto& row : deliveries) {
    EXPECT_EQ(row["fate"], "dead");
    EXPECT_EQ(row["fault"], std::to_string(m.scheduled(crash).row.row));
  }
  EXPECT_EQ(deliveries[0].time, Machines::at(50_ms));
  EXPECT_EQ(m.scheduled(crash).hits, 3u) << "one machine stopped, two copies dead";
}

TEST(Host, AHandlerMayListenAgainAndOnOtherPorts) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1"});
  int second = 0;
  a.install("program", [&](Host& host) {
    return std::make_unique<Script>([&] {
      host.listen(host.port("p"), [&, big = std::string(100, 'x')](HostPort, const MessagePtr&) {
        for (int i = 0; i < 50; ++i)
          host.listen(host.port("q" + std::to_string(i)), [](HostPort, const MessagePtr&) {});
        host.listen(host.port("p"), [&](HostPort, const MessagePtr&) { ++second; });
        EXPECT_EQ(big.size(), 100u);
      });
    });
  });
  a.start();
  const HostPort p{a.id(), m.world.port("p")};
  a.send(m.port, p, std::make_shared<Note>(1));
  a.send(m.port, p, std::make_shared<Note>(2));
  m.run_to(1_s);
  EXPECT_EQ(second, 1);
}

TEST(Host, NobodyListeningIsADeadCopyWithoutAFault) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1"});
  a.start();
  a.send(m.port, {a.id(), m.world.port("unheard")}, std::make_shared<Note>(1));
  m.run_to(1_s);
  EXPECT_EQ(m.world.network().counters().dead, 1u);
  EXPECT_EQ(m.log.in("delivery")[0]["fault"], "null");
}

TEST(Host, IsReplacedNowAndThenWhenItRecycles) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1", .recycle = 1_h});
  int made = 0;
  a.install("program", [&](Host&) {
    ++made;
    return std::make_unique<Script>([] {});
  });
  a.start();
  m.run_to(100_h);
  // Intervals are uniform in half an hour to one and a half: between 66 and 200 of them, 100 give or take.
  EXPECT_NEAR(made, 101, 15);
  EXPECT_TRUE(a.is_up());
  EXPECT_EQ(a.total_down(), Duration::zero());
}

TEST(Host, StopKeepsItDownUntilItIsStartedAgain) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1"});
  a.start();
  m.run_to(1_s);
  a.stop();
  m.run_to(3_s);
  EXPECT_FALSE(a.is_up());
  EXPECT_EQ(a.down_because(), CauseId{});
  EXPECT_EQ(a.total_down(), 2_s);
  a.start();
  EXPECT_TRUE(a.is_up());
  EXPECT_EQ(a.total_down(), 2_s);
}

}  // namespace
}  // namespace orrery::sim
