// Proves the parts of OCR2 that the traces do not show: restarts, config changes, deadlines, limits, what is waited
// for. Expected numbers come from spec/ocr.md §3 and the parameters of fast_parameters().
#include "nodes/ocr2/oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/nodes/ocr2/median_network.h"

namespace orrery::tests {
namespace {

using sim::Duration;
using testing::Contains;
using testing::HasSubstr;

chains::Int256 constant_answer(sim::Time, NodeIndex) { return 1000; }

/// Counts what happened, by oracle.
class NetworkCounts final : public ProtocolListener {
 public:
  void epoch_started(const OracleName& name, std::uint32_t epoch, NodeIndex) override {
    epochs[name.index.value] = epoch;
  }
  void round_ended(const OracleName&, const ReportTimestamp&, RoundOutcome outcome) override { ++rounds[outcome]; }
  void sent(const OracleName& name, const Ocr2Message& message, std::optional<NodeIndex>) override {
    ++sent_by[{name.index.value, message.type()}];
    highest_epoch[name.index.value] = std::max(highest_epoch[name.index.value], message.epoch());
  }
  void transmit(const OracleName& name, const AttestedReport&) override { ++transmitted[name.index.value]; }
  void instance_started(const OracleName&, const Bytes32& digest) override { ++instances[digest]; }

  std::map<int, std::uint32_t> epochs, highest_epoch;
  std::map<RoundOutcome, int> rounds;
  std::map<std::pair<int, Ocr2Message::Type>, int> sent_by;
  std::map<int, int> transmitted;
  std::map<Bytes32, int> instances;
};

std::vector<std::string> texts(const std::vector<sim::Waiting>& waiting) {
  std::vector<std::string> result;
  for (const auto& each : waiting) result.push_back(each.what);
  return result;
}

std::vector<sim::Waiting> waiting_of(OracleNetwork& network, int i) {
  std::vector<sim::Waiting> waiting;
  network.oracle(i)->add_waiting(waiting);
  return waiting;
}

TEST(Oracle, EveryRoundOfAQuietNetworkIsReportedOnce) {
  NetworkCounts counts;
  MedianNetwork network(4, constant_answer, [&](auto& spec) { spec.listener = &counts; });
  network->start_all();
  network->run_for(Duration::milliseconds(2400));  // four epochs of three rounds of 200 ms and an epoch change
  EXPECT_EQ(network.answers().size(), 12u);
  EXPECT_EQ(counts.rounds[RoundOutcome::kReported], 12);
  EXPECT_TRUE(network->contract().refused().empty());
  for (const auto& answer : network.answers()) EXPECT_EQ(answer, 1000);
}

TEST(Oracle, AnAnswerIsTheUpperMedian) {
  MedianNetwork network(4, [](sim::Time, NodeIndex oracle) { return chains::Int256(100 * (oracle.value + 1)); });
  network->start_all();
  network->run_for(Duration::seconds(1));
  ASSERT_FALSE(network.answers().empty());
  EXPECT_EQ(network.answers().front(), 300);
}

TEST(Oracle, OutsideItsBoundsAFeedFreezes) {
  MedianNetwork network(4, [](sim::Time, NodeIndex) { return chains::Int256(2'000'000'000); });
  network->start_all();
  network->run_for(Duration::seconds(2));
  EXPECT_TRUE(network.answers().empty());
}

TEST(Oracle, ARestartedOneGoesOnInTheEpochOfTheOthers) {
  NetworkCounts counts;
  MedianNetwork network(4, constant_answer, [&](auto& spec) { spec.listener = &counts; });
  network->start_all();
  network->run_for(Duration::seconds(3));
  network->stop(2);
  network->run_for(Duration::seconds(2));
  const auto epoch = network->oracle(0)->epoch();
  network->start(2);
  network->run_for(Duration::seconds(2));
  EXPECT_GT(network->oracle(0)->epoch(), epoch);
  EXPECT_EQ(network->oracle(2)->epoch(), network->oracle(0)->epoch());
  EXPECT_GE(counts.highest_epoch[2], epoch);
}

TEST(Oracle, AfterARestartItNeverAsksForALowerEpochThanBefore) {
  NetworkCounts counts;
  MedianNetwork network(4, constant_answer, [&](auto& spec) { spec.listener = &counts; });
  network->start_all();
  network->run_for(Duration::seconds(3));
  const auto asked = counts.highest_epoch[1];
  for (int i = 0; i < 4; ++i) network->stop(i);
  network->start(1);
  network->run_for(Duration::milliseconds(100));
  EXPECT_EQ(network->oracle(1)->epoch(), asked) << "restored from its disk";
}

TEST(Oracle, WithoutItsDiskItLearnsTheEpochFromTheContract) {
  NetworkCounts counts;
  MedianNetwork network(4, constant_answer, [&](auto& spec) { spec.listener = &counts; });
  network->start_all();
  network->run_for(Duration::seconds(3));
  const auto contract_epoch = static_cast<std::uint32_t>(network->contract().latest() >> 8);
  ASSERT_GT(contract_epoch, 2u);
  for (int i = 0; i < 4; ++i) network->stop(i);
  network->host(3).disk().lose_disk({});
  network->host(3).disk().give_disk({});
  counts.highest_epoch.clear();
  network->start(3);
  network->run_for(Duration::milliseconds(50));
  EXPECT_EQ(network->oracle(3)->epoch(), 1u);
  EXPECT_EQ(counts.highest_epoch[3], contract_epoch + 1);
}

TEST(Oracle, AWholeNetworkThatLostPowerGoesOnByItself) {
  MedianNetwork network(7, constant_answer);
  network->start_all();
  network->run_for(Duration::seconds(2));
  for (int i = 0; i < 7; ++i) network->stop(i);
  network->run_for(Duration::seconds(60));
  const auto before = network.answers().size();
  for (int i = 0; i < 7; ++i) network->start(i);
  network->run_for(Duration::seconds(3));
  EXPECT_GT(network.answers().size(), before + 3);
}

TEST(Oracle, APendingTransmissionSurvivesARestartUnlessItIsOverdue) {
  for (const bool in_time : {true, false}) {
    // One stage of one oracle after ten seconds: whoever is first is known, and has time to restart.
    NetworkCounts counts;
    MedianNetwork network(4, constant_answer, [&](auto& spec) {
      spec.parameters.s = {0, 4};
      spec.parameters.delta_stage = Duration::seconds(10);
      spec.listener = &counts;
    });
    network->start_all();
    network->run_for(Duration::milliseconds(100));  // round 1 is final, nobody's turn came
    EXPECT_TRUE(network.answers().empty());
    for (int i = 0; i < 4; ++i) network->stop(i);
    network->run_for(in_time ? Duration::seconds(1) : Duration::seconds(30));
    network->start(0);  // alone: no round can complete
    network->run_for(Duration::seconds(30));
    EXPECT_EQ(network.answers().size(), in_time ? 1u : 0u);
    EXPECT_EQ(counts.transmitted[0], in_time ? 1 : 0);
  }
}

TEST(Oracle, ANewConfigStartsAFreshInstance) {
  NetworkCounts counts;
  MedianNetwork network(4, constant_answer, [&](auto& spec) { spec.listener = &counts; });
  network->start_all();
  network->run_for(Duration::seconds(3));
  const Bytes32 second{{0x00, 0x01, 0x43}};
  network->configure(second, network->spec().parameters);
  EXPECT_EQ(counts.instances[second], 4);
  EXPECT_EQ(network->oracle(0)->epoch(), 1u);
  const auto before = network.answers().size();
  network->run_for(Duration::seconds(1));
  EXPECT_GT(network.answers().size(), before);
  EXPECT_EQ(network->contract().accepted().back().at.config_digest, second);
}

TEST(Oracle, AConfigWithoutItLeavesItIdle) {
  MedianNetwork network(4, constant_answer);
  network->start_all();
  network->run_for(Duration::seconds(1));
  auto config = network->contract().config();
  config.config_digest.data[5] = 9;
  config.offchain_config_version = 30;
  network->contract().configure(config);
  EXPECT_FALSE(network->oracle(0)->is_running());
  EXPECT_THAT(texts(waiting_of(*network, 0)), Contains(HasSubstr("a config of its contract")));
}

TEST(Oracle, AStoredConfigRunsWithoutTheContract) {
  MedianNetwork network(4, constant_answer);
  network->start_all();
  network->run_for(Duration::seconds(1));
  network->stop(0);
  network->contract().configure({});  // an endpoint that knows of no config
  network->start(0);
  EXPECT_TRUE(network->oracle(0)->is_running());
}

/// A plugin whose observation takes as long as it is told; the rest as NamesPlugin-like minimum.
class SlowPlugin final : public ReportingPlugin {
 public:
  SlowPlugin(sim::Host& host, Duration observation, bool fails_query)
      : host_(host), observation_(observation), fails_query_(fails_query) {}
  ~SlowPlugin() override {
    for (auto& timer : timers_) host_.cancel_timer(timer);
  }
  void query(ReportTimestamp, PluginCallback<Bytes> done) override {
    done(fails_query_ ? PluginResult<Bytes>{std::nullopt, "no query today", {}} : PluginResult<Bytes>{Bytes{}, {}, {}});
  }
  void observation(ReportTimestamp, BytesView, PluginCallback<Bytes> done) override {
    auto shared = std::make_shared<PluginCallback<Bytes>>(std::move(done));
    timers_.push_back(host_.set_timer(observation_, [shared] { (*shared)({Bytes{1}, {}, {}}); }));
  }
  void report(ReportTimestamp, BytesView, const std::vector<AttributedObservation>&,
              PluginCallback<ReportDecision> done) override {
    done({ReportDecision{true, Bytes{7}}, {}, {}});
  }
  void should_accept_finalized_report(ReportTimestamp, BytesView, PluginCallback<bool> done) override {
    done({true, {}, {}});
  }
  void should_transmit_accepted_report(ReportTimestamp, BytesView, PluginCallback<bool> done) override {
    done({true, {}, {}});
  }

 private:
  sim::Host& host_;
  Duration observation_;
  bool fails_query_;
  std::vector<sim::TimerId> timers_;
};

OracleNetworkSpec slow_network(NetworkCounts& counts, std::function<Duration(int)> delay, bool fails_query = false) {
  OracleNetworkSpec spec;
  spec.make_plugin = [delay, fails_query](sim::Host& host, const PluginRequest& request) {
    return MadePlugin{std::make_unique<SlowPlugin>(host, delay(request.self.value), fails_query),
                      {.name = "slow", .unique_reports = false, .max_query = 0, .max_observation = 8, .max_report = 8},
                      {}};
  };
  spec.listener = &counts;
  return spec;
}

TEST(Oracle, AnObservationAfterItsDeadlineIsNotSent) {
  NetworkCounts counts;
  OracleNetwork network(slow_network(counts, [](int i) { return Duration::milliseconds(i == 1 ? 101 : 10); }));
  network.start_all();
  network.run_for(Duration::seconds(2));
  EXPECT_EQ((counts.sent_by[{1, Ocr2Message::Type::kObserve}]), 0);
  EXPECT_GT((counts.sent_by[{2, Ocr2Message::Type::kObserve}]), 5);
  EXPECT_GT((counts.sent_by[{1, Ocr2Message::Type::kReport}]), 5) << "it still reports on what the others observed";
  EXPECT_GT(counts.rounds[RoundOutcome::kReported], 5);
}

TEST(Oracle, ARoundWaitsForSlowObservations) {
  // Everybody takes 90 ms: a round needs 4 hops of 5 ms, the observation, the grace of 40 ms and the final.
  NetworkCounts counts;
  OracleNetwork network(slow_network(counts, [](int) { return Duration::milliseconds(90); }));
  network.start_all();
  network.run_for(Duration::milliseconds(149));
  EXPECT_EQ(counts.rounds[RoundOutcome::kReported], 0);
  network.run_for(Duration::milliseconds(12));
  EXPECT_EQ(counts.rounds[RoundOutcome::kReported], 1);
}

TEST(Oracle, ALeaderWithoutAQueryStallsUntilItsEpochEnds) {
  NetworkCounts counts;
  OracleNetwork network(slow_network(counts, [](int) { return Duration::milliseconds(1); }, /*fails_query=*/true));
  network.start_all();
  network.run_for(Duration::milliseconds(1900));
  EXPECT_EQ((counts.sent_by[{3, Ocr2Message::Type::kObserveReq}]), 0);
  EXPECT_EQ(network.oracle(0)->epoch(), 4u) << "one DeltaProgress of 600 ms an epoch";
}

TEST(Oracle, SaysWhatALeaderWaitsFor) {
  MedianNetwork network(4, constant_answer);
  network->start(3);  // leads epochs 1 to 3 with the traces' secret? whoever leads, it is alone with one other
  network->start(2);
  network->run_for(Duration::milliseconds(500));
  const int leader = network->oracle(3)->leader().value;
  if (leader != 2 && leader != 3) {
    const auto waiting = waiting_of(*network, 3);
    EXPECT_THAT(texts(waiting), Contains(HasSubstr("ObserveReq of epoch 1 from its leader")));
    EXPECT_EQ(waiting.front().on, network->host(leader).id());
    return;
  }
  const auto waiting = waiting_of(*network, leader);
  EXPECT_THAT(texts(waiting), Contains("observations for round 1 of epoch 1: 2 of 3"));
  std::vector<sim::EntityId> missing;
  for (const auto& each : waiting)
    if (!each.on.is_none()) missing.push_back(each.on);
  EXPECT_THAT(missing, Contains(network->host(0).id()));
  EXPECT_THAT(missing, Contains(network->host(1).id()));
}

TEST(Oracle, SaysHowManyAskForTheNextEpoch) {
  MedianNetwork network(4, constant_answer);
  network->start(2);
  network->start(3);
  network->run_for(Duration::seconds(2));
  EXPECT_THAT(texts(waiting_of(*network, 2)), Contains("NewEpoch for epoch 2: 2 of 3 asked"));
}

TEST(Oracle, TheSameSeedGivesTheSameHistoryAndSignatureModesDoNotMatter) {
  const auto history = [](chains::SignatureMode mode) {
    MedianNetwork network(7, constant_answer, [&](auto& spec) {
      spec.signatures = mode;
      spec.jitter_scale = Duration::microseconds(400);
      spec.loss = {20'000'000};
    });
    network->start_all();
    network->run_for(Duration::seconds(2));
    return network->world().kernel().digest().to_text();
  };
  const auto real = history(chains::SignatureMode::kReal);
  EXPECT_EQ(real, history(chains::SignatureMode::kReal));
  EXPECT_EQ(real, history(chains::SignatureMode::kEvery));
  EXPECT_NE(real, history(chains::SignatureMode::kModelled));
}

}  // namespace
}  // namespace orrery::tests
