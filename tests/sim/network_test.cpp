// Proves when copies arrive, that every copy has exactly one fate, what is recorded of it, and that input errors name
// what is missing. Expected times are sums of the figures in each test.

#include "sim/network.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "sim/input_error.h"
#include "sim/network/path_effect.h"
#include "sim/network/zone_matrix.h"
#include "tests/sim/machines.h"

namespace orrery::sim {
namespace {

using namespace literals;

TEST(Network, ACopyTakesTheLatencyOfItsPath) {
  Machines m;
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  m.send(a, b, 1);
  m.run_to(1_s);
  ASSERT_EQ(m.heard.size(), 1u);
  EXPECT_EQ(m.heard[0].at, Machines::at(40_ms));
  EXPECT_EQ(m.heard[0].from, a.id());
}

TEST(Network, ASelfSendComesWithoutDelayThroughTheOwnQueue) {
  Machines m;
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1"});
  m.world.network().start_all();
  m.send(a, a, 1);
  EXPECT_TRUE(m.heard.empty()) << "never inside the call that sent";
  m.run_to(Duration::zero());
  ASSERT_EQ(m.heard.size(), 1u);
  EXPECT_EQ(m.heard[0].at, Machines::at(Duration::zero()));
}

TEST(Network, MachinesOfOneZoneHaveTheirOwnSmallLatency) {
  Machines m;
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "east/1"});
  m.world.network().start_all();
  for (std::uint64_t i = 0; i < 200; ++i) m.send(a, b, i);
  m.run_to(1_s);
  ASSERT_EQ(m.heard.size(), 200u);
  for (const Heard& one : m.heard) {
    EXPECT_GE(one.at, Machines::at(250_us));
    EXPECT_LE(one.at, Machines::at(250_us + 2_ms));
  }
}

TEST(Network, JitterIsATruncatedGeneralisedPareto) {
  Link link{{.latency = 10_ms}, true};
  Random random(Seed{5}, "jitter");
  int below_median = 0;
  constexpr int kDraws = 20'000;
  // F(x) = 1 - (1 + 1.4 x / 0.35 ms)^(-1/1.4); the median below the cap of 50 ms solves F(x) = F(50 ms) / 2.
  const Duration median = Duration::nanoseconds(392'000);
  for (int i = 0; i < kDraws; ++i) {
    const Duration jitter = link.draw_latency(random) - 10_ms;
    ASSERT_GE(jitter, Duration::zero());
    ASSERT_LE(jitter, 50_ms);
    if (jitter < median) ++below_median;
  }
  EXPECT_NEAR(below_median, kDraws / 2, 4 * 71) << "four standard deviations of a fair coin";
}

TEST(Network, BandwidthLetsOneHostsMessagesQueueBehindEachOther) {
  Machines m;
  m.link({.latency = 40_ms, .jitter_scale = {}, .bytes_per_second = 1000});
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  SimulatedHost& c = m.add({.name = "c", .zone = "east/1"});
  m.world.network().start_all();
  m.send(a, b, 1, 100);
  m.send(a, b, 2, 50);
  m.send(c, b, 3, 100);
  m.run_to(1_s);
  ASSERT_EQ(m.numbers(), (std::vector<std::uint64_t>{1, 3, 2}));
  EXPECT_EQ(m.heard[0].at, Machines::at(140_ms));
  EXPECT_EQ(m.heard[1].at, Machines::at(140_ms)) << "another host's messages have their own bandwidth";
  EXPECT_EQ(m.heard[2].at, Machines::at(190_ms));
}

TEST(Network, LossAndDuplicationTakeTheirShare) {
  Machines m(Level::kNothing);
  m.link({.latency = 40_ms, .loss = {100'000'000}, .duplication = {50'000'000}});
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  for (std::uint64_t i = 0; i < 10'000; ++i) m.send(a, b, i);
  m.run_to(1_s);
  const Network::Counters& counters = m.world.network().counters();
  EXPECT_EQ(counters.sent, 10'000u);
  EXPECT_NEAR(static_cast<double>(counters.lost), 1000, 5 * 30);
  EXPECT_NEAR(static_cast<double>(counters.duplicated), 450, 5 * 21) << "of the 9000 that were not lost";
  EXPECT_EQ(counters.delivered, m.heard.size());
  EXPECT_EQ(counters.sent + counters.duplicated, counters.delivered + counters.lost);
}

TEST(Network, RecordsOneRowABroadcastAndItIsTheCauseAtTheReceiver) {
  Machines m;
  const EntityId network = m.world.add_entity("network", "eth-usd");
  SimulatedHost& a = m.add({.name = "a", .zone = "east/1", .parent = network});
  SimulatedHost& b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  a.broadcast(m.port, std::vector<HostPort>{{a.id(), m.port}, {b.id(), m.port}}, std::make_shared<Note>(7));
  m.run_to(1_s);
  const auto messages = m.log.in("message");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0]["kind"], "note");
  EXPECT_EQ(messages[0]["sender"], std::to_string(a.id().index));
  EXPECT_EQ(messages[0]["receiver"], "null");
  EXPECT_EQ(messages[0]["network"], std::to_string(network.index));
  EXPECT_EQ(messages[0]["bytes"], "100");
  EXPECT_EQ(messages[0]["copies"], "2");
  EXPECT_EQ(messages[0]["epoch"], "3");
  EXPECT_EQ(messages[0]["round"], "7");
  EXPECT_EQ(messages[0]["detail"], "number 7");
  ASSERT_EQ(m.heard.size(), 2u);
  EXPECT_EQ(m.heard[0].cause.row, messages[0].id);
  EXPECT_EQ(m.heard[1].cause.row, messages[0].id);
  const auto deliveries = m.log.in("delivery");
  ASSERT_EQ(deliveries.size(), 2u);
  EXPECT_EQ(deliveries[1]["fate"], "delivered");
  EXPECT_EQ(deliveries[1]["message"], std::to_string(messages[0].id));
  EXPECT_EQ(deliveries[1]["receiver"], std::to_string(b.id().index));
}

TEST(Network, AtLevelProtocolOnlyCopiesThatDidNotArriveLeaveARow) {
  Machines m(Level::kProtocol);
  SimulatedHost &a = m.add({.name = "a", .zone = "east/1"}), &b = m.add({.name = "b", .zone = "west/1"});
  m.world.network().start_all();
  const std::size_t partition = m.fault("partition", "a <-> b", 1_s, 2_s);
  m.send(a, b, 1);
  m.run_to(1_s);
  m.send(a, b, 2);
  a.send(m.port, {b.id(), m.port}, std::make_shared<Note>(3, 100, /*again=*/true));
  m.run_to(3_s);
  EXPECT_EQ(m.numbers(), std::vector<std::uint64_t>{1});
  EXPECT_EQ(m.log.in("message").size(), 2u) << "a resend is for level full";
  const auto deliveries = m.log.in("delivery");
  ASSERT_EQ(deliveries.size(), 1u);
  EXPECT_EQ(deliveries[0]["fate"], "blocked");
  EXPECT_EQ(deliveries[0]["fault"], std::to_string(m.scheduled(partition).row.row));
  EXPECT_EQ(m.scheduled(partition).hits, 2u) << "a hit counts whether or not it is recorded";
}

TEST(Network, NamesZonesWithoutALinkAndUnknownNames) {
  Machines m;
  m.world.network().add_zone({.name = "north/1"});
  m.add({.name = "a", .zone = "east/1"});
  m.world.network().add_service({.name = "database", .zone = "north/1"});
  EXPECT_NO_THROW(m.world.network().check_links());
  m.world.add_entity("validators", "v", EntityId::none(), m.world.entities().find("north/1"));
  EXPECT_THROW(m.world.network().check_links(), InputError) << "what is no host talks, too";
  m.add({.name = "b", .zone = "north/1"});
  try {
    m.world.network().check_links();
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(error.message().find("east/1 <-> north/1"), std::string::npos) << error.what();
  }
  EXPECT_THROW(m.world.network().set_link("east/1", "nowhere", {}), InputError);
  EXPECT_THROW(m.add({.name = "c", .zone = "eats/1"}), InputError);
  EXPECT_THROW(m.add({.name = "c", .zone = "east/1", .leans_on = {"no service"}}), InputError);
  EXPECT_THROW(m.link({.latency = -(1_ms)}), InputError);
  EXPECT_THROW(m.link({.loss = {1'000'000'001}}), InputError);
  EXPECT_THROW(m.link({.latency = Duration::max()}), InputError);
  EXPECT_THROW(m.link({.jitter_cap = Duration::max()}), InputError);
  EXPECT_THROW(m.world.network().add_zone({.name = "far", .internal_latency = Duration::max()}), InputError);
  EXPECT_TRUE(m.world.entities().find("far").is_none()) << "a refused zone leaves nothing behind";
  EXPECT_THROW(m.add({.name = "c", .zone = "east/1", .clock = {.skew = Duration::max()}}), InputError);
  EXPECT_THROW(m.add({.name = "c", .zone = "east/1", .clock = {.drift_parts_per_billion = INT64_MIN}}), InputError);
  EXPECT_THROW(m.add({.name = "c", .zone = "east/1", .recycle = Duration::max()}), InputError);
}

TEST(Network, KnowsTheCloudOfAZone) {
  Machines m;
  EXPECT_EQ(m.world.network().cloud(m.world.entities().find("east/1")), "east");
  EXPECT_EQ(m.world.network().cloud(m.world.network().add_zone({.name = "x", .cloud = "y"})), "y");
}

TEST(Network, ActorsThatAreNoHostsDrawLatenciesUnderTheSameFaults) {
  Machines m;
  const EntityId east = m.world.entities().find("east/1"), west = m.world.entities().find("west/1");
  Random random(Seed{1}, "gossip");
  m.fault("delay", "east/1 -> west/1", 1_s, 2_s, {{"by", 100_ms}});
  m.fault("partition", "west/1", 3_s, 4_s);
  m.fault("zone-outage", "east/1", 5_s, 6_s);
  EXPECT_EQ(m.world.network().draw_latency(east, west, random), 40_ms);
  m.run_to(1_s);
  EXPECT_EQ(m.world.network().draw_latency(east, west, random), 140_ms);
  EXPECT_EQ(m.world.network().draw_latency(west, east, random), 40_ms);
  m.run_to(3_s);
  EXPECT_EQ(m.world.network().draw_latency(east, west, random), std::nullopt);
  EXPECT_NE(m.world.network().draw_latency(west, west, random), std::nullopt);
  m.run_to(5_s);
  EXPECT_EQ(m.world.network().draw_latency(west, east, random), std::nullopt);
  EXPECT_NE(m.world.network().zone_down_because(east), std::nullopt);
  m.run_to(6_s);
  EXPECT_EQ(m.world.network().draw_latency(west, east, random), 40_ms);
}

TEST(PathSelector, ReadsOneSideTwoSidesAndDirections) {
  Machines m;
  const EntityId network = m.world.add_entity("network", "don");
  const EntityId east = m.world.entities().find("east/1"), west = m.world.entities().find("west/1");
  const EntityId a = m.add({.name = "a", .zone = "east/1", .parent = network}).id();
  const EntityId b = m.add({.name = "b", .zone = "west/1", .parent = network}).id();
  const EntityId c = m.add({.name = "c", .zone = "west/1"}).id();
  const PathSelector one_way = parse_path_selector(m.world, "a -> west/1");
  EXPECT_TRUE(one_way.matches(a, east, b, west));
  EXPECT_FALSE(one_way.matches(b, west, a, east));
  const PathSelector lists = parse_path_selector(m.world, "a, b <-> c");
  EXPECT_TRUE(lists.matches(c, west, b, west));
  EXPECT_FALSE(lists.matches(a, east, b, west));
  const PathSelector cut_off = parse_path_selector(m.world, "don");
  EXPECT_TRUE(cut_off.matches(a, east, c, west));
  EXPECT_TRUE(cut_off.matches(c, west, b, west));
  EXPECT_FALSE(cut_off.matches(a, east, b, west)) << "what is on the one side goes on talking to itself";
  EXPECT_THROW(parse_path_selector(m.world, "a -> d"), InputError);
  EXPECT_THROW(parse_path_selector(m.world, "a -> "), InputError);
}

// Every copy has one fate: what was sent, plus what the network doubled, is delivered, lost, blocked or dead.
RC_GTEST_PROP(NetworkConservation, EveryCopyHasOneFate, ()) {
  Machines m(Level::kNothing, *rc::gen::arbitrary<std::uint64_t>());
  m.link({.latency = 40_ms,
          .loss = {static_cast<std::uint32_t>(*rc::gen::inRange(0, 300'000'000))},
          .duplication = {static_cast<std::uint32_t>(*rc::gen::inRange(0, 300'000'000))},
          .bytes_per_second = static_cast<std::uint64_t>(*rc::gen::element(0, 5'000, 1'000'000))});
  std::vector<SimulatedHost*> hosts;
  for (const char* name : {"a", "b", "c", "d"}) {
    hosts.push_back(&m.add({.name = name, .zone = hosts.size() % 2 == 0 ? "east/1" : "west/1"}));
  }
  m.on_heard = [&](Host& host, const Heard&) { host.spend(3_ms); };
  const auto window = [&](std::string kind, std::string target, Parameters parameters = {}) {
    const Duration from = 1_ms * *rc::gen::inRange(0, 500);
    m.fault(std::move(kind), std::move(target), from, from + 1_ms * *rc::gen::inRange(0, 500), std::move(parameters));
  };
  window("crash", "b");
  window("pause", "c, d");
  window("partition", "a -> d");
  window("loss", "west/1", {{"share", Fraction{500'000'000}}});
  window("duplication", "a", {{"share", Fraction{500'000'000}}});
  window("zone-outage", "east/1");
  m.world.network().start_all();
  for (int step = 0; step < 50; ++step) {
    m.run_to(20_ms * step);
    for (SimulatedHost* from : hosts) {
      if (from->is_up()) m.send(*from, *hosts[static_cast<std::size_t>(*rc::gen::inRange(0, 4))], 1);
    }
  }
  while (m.world.kernel().step()) continue;
  const Network::Counters& c = m.world.network().counters();
  RC_ASSERT(c.sent + c.duplicated == c.delivered + c.lost + c.blocked + c.dead);
  RC_ASSERT(c.delivered == m.heard.size());
}

}  // namespace
}  // namespace orrery::sim
