// Proves what an OCR3 network of correct oracles does: a chain of outcomes with reports that a contract accepts, also
// through restarts, disks that fail, new configs and f+1 oracles that are away for a while.
#include <gtest/gtest.h>

#include "nodes/ocr3/store.h"
#include "sim/faults/machine_faults.h"
#include "tests/nodes/ocr3/oracle_network.h"
#include "tests/nodes/ocr3/outcome_watch.h"

namespace orrery::nodes::ocr3::trial {
namespace {

using sim::Duration;

struct Ocr3Protocol : testing::Test {
  OutcomeWatch watch;
  OracleNetworkSpec spec;
  Ocr3Protocol() { spec.listener = &watch; }
};

TEST_F(Ocr3Protocol, EachOutcomeIsMadeFromTheOneBefore) {
  spec.plugin = [](NodeIndex) { return ListPluginSpec{.asks = true, .chains = true}; };
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(2));
  ASSERT_GE(watch.outcomes.size(), 6u);
  EXPECT_TRUE(watch.is_consistent());
  std::uint64_t seq_nr = 0;
  for (const auto& [number, outcomes] : watch.outcomes) {
    EXPECT_EQ(number, ++seq_nr) << "without gaps";
    // The plugin writes: its number, the length of the outcome before, what all four observed.
    const auto before = static_cast<std::uint8_t>(number == 1 ? 0 : 6);
    EXPECT_EQ(*outcomes.begin(), (Bytes{static_cast<std::uint8_t>(number), before, 100, 101, 102, 103}));
  }
  EXPECT_TRUE(network.contract().refused().empty()) << network.contract().refused().front();
  EXPECT_GE(network.contract().accepted().size() + 1, watch.outcomes.size());
}

TEST_F(Ocr3Protocol, RoundsOfAnEpochEndWithRMax) {
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(3));
  std::map<std::uint64_t, std::set<std::uint64_t>> rounds;
  for (const auto& round : watch.rounds) {
    rounds[round.epoch].insert(round.seq_nr);
    EXPECT_EQ(round.leader, ocr3_leader(ocr3_selection_keys(spec.secret, spec.config_digest).leader, round.epoch, 4));
  }
  ASSERT_GE(rounds.size(), 3u);
  rounds.erase(std::prev(rounds.end()));
  for (const auto& [epoch, numbers] : rounds) EXPECT_EQ(numbers.size(), 3u) << "epoch " << epoch;
}

TEST_F(Ocr3Protocol, EveryReportOfAnOutcomeIsAttestedAndTransmittedOnce) {
  spec.plugin = [](NodeIndex) { return ListPluginSpec{.reports = 3}; };
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(2));
  std::map<std::uint64_t, std::set<std::uint64_t>> indices;
  for (const auto& each : network.contract().accepted()) {
    indices[each.at.seq_nr].insert(each.at.index);
    EXPECT_EQ(each.signatures.size(), 2u);
  }
  ASSERT_GE(indices.size(), 6u);
  indices.erase(std::prev(indices.end()));
  for (const auto& [seq_nr, each] : indices) EXPECT_EQ(each, (std::set<std::uint64_t>{0, 1, 2})) << seq_nr;
  for (const auto& [at, transmitters] : watch.transmitters) EXPECT_EQ(transmitters.size(), 1u);
  const int committed = static_cast<int>(watch.outcomes.size()) * 4;
  EXPECT_LE(watch.sent("report-signatures"), committed) << "one message for all reports of an outcome";
}

TEST_F(Ocr3Protocol, AReportCanBringItsOwnTransmitters) {
  spec.plugin = [](NodeIndex) {
    return ListPluginSpec{.schedule = TransmissionOverride{{2}, {Duration::milliseconds(30)}}};
  };
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(1));
  ASSERT_GE(watch.transmitters.size(), 2u);
  for (const auto& [at, transmitters] : watch.transmitters) EXPECT_EQ(transmitters, std::vector<std::uint8_t>{2});
}

// The plugin's observation takes 300 ms, three times MaxDurationObservation: late, but it counts.
TEST_F(Ocr3Protocol, ASlowPluginDelaysTheRoundAndStopsNothing) {
  spec.parameters.delta_progress = Duration::seconds(2);
  spec.plugin = [](NodeIndex) { return ListPluginSpec{.observation_delay = Duration::milliseconds(300)}; };
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(3));
  EXPECT_GE(watch.outcomes.size(), 5u);
  for (const auto& [seq_nr, outcomes] : watch.outcomes)
    EXPECT_EQ(outcomes.begin()->size(), 5u) << "all observe, all equally late";
}

// The bound is exact: n - f oracles go on, one less stands still, and it goes on again when one comes back.
TEST_F(Ocr3Protocol, StandsStillWithoutFPlusOneAndRecovers) {
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(1));
  network.stop(0);
  const auto before = network.highest_seq_nr();
  network.run_for(Duration::seconds(3));
  const auto with_f_down = network.highest_seq_nr();
  EXPECT_GT(with_f_down, before + 3);
  network.stop(1);
  network.run_for(Duration::seconds(10));
  EXPECT_LE(network.highest_seq_nr(), with_f_down + 1) << "a round may have been under way";
  const auto halted = network.highest_seq_nr();
  const auto reported = network.contract().accepted().size();
  network.run_for(Duration::seconds(10));
  EXPECT_EQ(network.highest_seq_nr(), halted);
  EXPECT_EQ(network.contract().accepted().size(), reported);
  network.start(1);
  network.run_for(Duration::seconds(4));
  EXPECT_GT(network.highest_seq_nr(), halted + 3);
  EXPECT_TRUE(watch.is_consistent());
}

// All machines restart at once, with an outcome prepared everywhere and committed nowhere: only their disks know it.
TEST_F(Ocr3Protocol, WhatWasPreparedSurvivesARestartOfAll) {
  struct NoCommits final : Adversary {
    bool drops = true;
    void send(const PacketPtr& packet, NodeIndex, std::vector<PacketPtr>& out) override {
      if (!drops || !packet->get<Commit>()) out.push_back(packet);
    }
  } no_commits;
  std::uint8_t first_observation = 100;
  spec.plugin = [&](NodeIndex) { return ListPluginSpec{.first_observation = first_observation}; };
  OracleNetwork network(spec);
  for (int i = 0; i < 4; ++i) network.seat(i).adversaries.push_back(&no_commits);
  network.start_all();
  network.run_for(Duration::milliseconds(400));
  ASSERT_TRUE(watch.outcomes.empty());
  const auto prepared = network.oracle(0)->chain().highest_certified();
  ASSERT_FALSE(prepared.is_commit);
  ASSERT_EQ(prepared.seq_nr, 1u);
  for (int i = 0; i < 4; ++i) network.stop(i);
  no_commits.drops = false;
  first_observation = 200;  // what they would agree on now is something else
  network.start_all();
  EXPECT_EQ(network.oracle(0)->chain().seq_nr(), 0u) << "what is committed is learnt again";
  EXPECT_EQ(timestamp_of(network.oracle(0)->chain().highest_certified()), timestamp_of(prepared));
  network.run_for(Duration::seconds(2));
  ASSERT_TRUE(watch.outcomes.contains(1));
  EXPECT_EQ(*watch.outcomes[1].begin(), prepared.outcome);
  EXPECT_TRUE(watch.is_consistent());
  ASSERT_GT(watch.outcomes.size(), 3u);
  EXPECT_EQ(*watch.outcomes[2].begin(), (Bytes{2, 200, 201, 202, 203}));
}

TEST_F(Ocr3Protocol, ARestartedOracleKeepsItsEpochAndJoinsTheNext) {
  spec.parameters.r_max = 5;
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(4));
  const auto epoch = network.oracle(2)->epoch();
  ASSERT_GE(epoch, 3u);
  const auto certified = timestamp_of(network.oracle(2)->chain().highest_certified());
  network.stop(2);
  network.start(2);
  EXPECT_EQ(network.oracle(2)->epoch(), epoch);
  EXPECT_EQ(timestamp_of(network.oracle(2)->chain().highest_certified()), certified);
  network.run_for(Duration::seconds(4));
  EXPECT_GT(network.oracle(2)->epoch(), epoch);
  EXPECT_GE(network.oracle(2)->chain().seq_nr() + 1, network.highest_seq_nr());
}

// An oracle whose disk is full must not commit itself to what it would forget.
TEST_F(Ocr3Protocol, WithoutADiskAnOracleSaysNoCommit) {
  OracleNetwork network(spec);
  sim::add_machine_faults(network.world().faults());
  const auto now = network.world().now();
  ASSERT_NE(network.world().faults().find("full-disk"), nullptr);
  network.world().faults().schedule(network.world(), {.kind = "full-disk",
                                                      .target = "node-3",
                                                      .start = now,
                                                      .end = now + Duration::hours(1),
                                                      .parameters = {},
                                                      .about = {}});
  network.start_all();
  network.run_for(Duration::seconds(4));
  EXPECT_GE(watch.outcomes.size(), 5u) << "the three others are a quorum";
  EXPECT_EQ((watch.sent_by[{"commit", 3}]), 0);
  EXPECT_GT((watch.sent_by[{"prepare", 3}]), 0);
}

TEST_F(Ocr3Protocol, AnotherConfigIsAnInstanceFromScratch) {
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(2));
  ASSERT_GT(network.oracle(0)->epoch(), 1u);
  network.configure({{0x00, 0x0e, 0x43}}, spec.parameters);
  EXPECT_EQ(network.oracle(0)->epoch(), 1u);
  EXPECT_EQ(network.oracle(0)->chain().seq_nr(), 0u);
  network.run_for(Duration::seconds(1));
  EXPECT_GE(network.oracle(0)->chain().seq_nr(), 2u);
  network.configure({{0x00, 0x0e, 0x44}}, [&] {
    auto unsound = spec.parameters;
    unsound.r_max = 0;
    return unsound;
  }());
  EXPECT_FALSE(network.oracle(0)->is_running());
}

TEST_F(Ocr3Protocol, AnOracleSaysWhatItWaitsFor) {
  OracleNetwork network(spec);
  network.start(0);
  network.start(1);
  network.run_for(Duration::seconds(1));
  std::vector<sim::Waiting> waiting;
  network.oracle(0)->add_waiting(waiting);
  const auto says = [&](const std::string& text) {
    return std::any_of(waiting.begin(), waiting.end(), [&](const auto& each) { return each.what == text; });
  };
  EXPECT_TRUE(says("NewEpochWish for epoch 2: 2 of 3 asked"));
  EXPECT_TRUE(says("NewEpochWish for epoch 2 from oracle 3"));
}

TEST_F(Ocr3Protocol, TheSameSeedIsTheSameHistory) {
  spec.jitter_scale = Duration::milliseconds(1);
  const auto history = [&] {
    OutcomeWatch own;
    spec.listener = &own;
    OracleNetwork network(spec);
    network.start_all();
    network.run_for(Duration::seconds(2));
    return network.world().kernel().digest().to_text();
  };
  const auto first = history();
  EXPECT_EQ(first, history());
  spec.signatures = chains::SignatureMode::kEvery;
  EXPECT_EQ(first, history());
  spec.seed = 2;
  EXPECT_NE(first, history());
}

}  // namespace
}  // namespace orrery::nodes::ocr3::trial
