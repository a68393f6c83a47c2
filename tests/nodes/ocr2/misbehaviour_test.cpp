// Proves the reactions that spec/ocr.md §3.11 lists: what correct oracles do about each kind of wrong message, with the
// wrong messages made by hand.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "tests/nodes/ocr2/median_network.h"

namespace orrery::tests {
namespace {

using sim::Duration;
using Type = Ocr2Message::Type;

chains::Int256 constant_price(sim::Time, NodeIndex) { return 1000; }

/// Counts messages by oracle and type.
class Counts final : public ProtocolListener {
 public:
  void sent(const OracleName& name, const Ocr2Message& message, std::optional<NodeIndex>) override {
    ++sent_by[{name.index.value, message.type()}];
  }
  void round_started(const OracleName& name, const ReportTimestamp& at, NodeIndex) override {
    rounds[name.index.value].push_back(at.round);
  }
  int all(Type type, int but = -1) const {
    int count = 0;
    for (const auto& [key, sent] : sent_by) count += key.second == type && key.first != but ? sent : 0;
    return count;
  }
  std::map<std::pair<int, Type>, int> sent_by;
  std::map<int, std::vector<int>> rounds;
};

/// An adversary of one function.
class Scripted final : public Adversary {
 public:
  using Script = std::function<void(const Ocr2MessagePtr&, NodeIndex, std::vector<Ocr2MessagePtr>&)>;
  explicit Scripted(Script script) : script_(std::move(script)) {}
  void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) override {
    script_(message, to, out);
  }

 private:
  Script script_;
};

/// A network of four whose first leader is known and follows a script.
struct Stage {
  Stage(std::function<void(OracleNetworkSpec&)> change = {})
      : network(4, constant_price, [&](OracleNetworkSpec& spec) {
          spec.listener = &counts;
          if (change) change(spec);
        }) {
    leader = ocr2_leader(ocr2_selection_keys(network->spec().secret).leader, 1, 4);
  }
  void put(int oracle, Scripted::Script script) {
    scripts.push_back(std::make_unique<Scripted>(std::move(script)));
    network->seat(oracle).adversaries.push_back(scripts.back().get());
  }
  int other() const { return (leader + 1) % 4; }

  Counts counts;
  std::vector<std::unique_ptr<Scripted>> scripts;
  MedianNetwork network;
  int leader = 0;
};

Bytes flipped(Bytes signature) {
  signature[10] ^= 4;
  return signature;
}

TEST(Misbehaviour, OneBadSignatureSpoilsAWholeReportReq) {
  Stage stage;
  stage.put(stage.leader, [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
    if (message->type() != Type::kReportReq) return out.push_back(message);
    const auto& request = static_cast<const ReportReq&>(*message);
    auto signatures = request.signatures();
    signatures.back() = flipped(signatures.back());
    out.push_back(
        std::make_shared<const ReportReq>(request.timestamp(), request.query(), request.observations(), signatures));
  });
  stage.network->start_all();
  stage.network->run_for(Duration::milliseconds(590));  // less than DeltaProgress
  EXPECT_GT(stage.counts.all(Type::kObserve), 0);
  EXPECT_EQ(stage.counts.all(Type::kReport), 0);
  EXPECT_EQ(stage.network->oracle(stage.other())->epoch(), 1u);
  stage.network->run_for(Duration::milliseconds(30));
  EXPECT_EQ(stage.network->oracle(stage.other())->epoch(), 2u) << "DeltaProgress ends the leader's epoch";
}

TEST(Misbehaviour, AReportReqNeedsMoreThan2FDistinctObservers) {
  for (const bool repeats : {false, true}) {
    Stage stage;
    stage.put(stage.leader, [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
      if (message->type() != Type::kReportReq) return out.push_back(message);
      const auto& request = static_cast<const ReportReq&>(*message);
      auto observations = request.observations();
      auto signatures = request.signatures();
      observations.resize(2);
      signatures.resize(2);
      if (repeats) {
        observations.push_back(observations[0]);
        signatures.push_back(signatures[0]);
      }
      out.push_back(std::make_shared<const ReportReq>(request.timestamp(), request.query(), observations, signatures));
    });
    stage.network->start_all();
    stage.network->run_for(Duration::milliseconds(590));
    EXPECT_EQ(stage.counts.all(Type::kReport), 0);
  }
}

TEST(Misbehaviour, AFinalWithoutItsQuorumIsNotEchoed) {
  Stage stage;
  stage.put(stage.leader, [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
    if (message->type() != Type::kFinal) return out.push_back(message);
    const auto& attested = *static_cast<const Final&>(*message).attested();
    auto signatures = attested.signatures;
    signatures[1] = signatures[0];  // two signatures, one signer
    out.push_back(std::make_shared<const Final>(
        std::make_shared<const AttestedReport>(attested.at, attested.extra_hash, attested.report, signatures)));
  });
  stage.network->start_all();
  stage.network->run_for(Duration::milliseconds(590));
  EXPECT_GT(stage.counts.all(Type::kReport), 0);
  EXPECT_EQ(stage.counts.all(Type::kFinalEcho), 0);
  EXPECT_TRUE(stage.network.answers().empty());
}

TEST(Misbehaviour, AReportIsNotFinalForAnotherRound) {
  // The signatures of round 1, offered as those of round 2: they cover the round.
  Stage stage;
  stage.put(stage.leader, [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
    if (message->type() != Type::kFinalEcho) return out.push_back(message);
    const auto& attested = *static_cast<const FinalEcho&>(*message).attested();
    auto at = attested.at;
    at.round = 3;
    out.push_back(std::make_shared<const FinalEcho>(
        std::make_shared<const AttestedReport>(at, attested.extra_hash, attested.report, attested.signatures)));
  });
  stage.network->start_all();
  stage.network->run_for(Duration::milliseconds(150));
  EXPECT_EQ(stage.counts.all(Type::kFinalEcho, stage.leader), 3) << "round 1 by the others, and nothing for round 3";
}

TEST(Misbehaviour, RequestsOfWhoDoesNotLeadAreIgnored) {
  Stage stage;
  stage.put(stage.other(), [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
    out.push_back(message);
    if (message->type() == Type::kNewEpoch)
      out.push_back(std::make_shared<const ObserveReq>(ReportTimestamp{message->config_digest(), 1, 2}, Bytes{}));
  });
  stage.network->start_all();
  stage.network->run_for(Duration::milliseconds(150));
  for (const auto& [oracle, rounds] : stage.counts.rounds) EXPECT_EQ(rounds, std::vector<int>{1}) << oracle;
}

TEST(Misbehaviour, ALeaderMaySkipRoundsButOnlyItsOwn) {
  Stage stage;
  stage.put(stage.leader, [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
    if (message->type() != Type::kObserveReq) return out.push_back(message);
    const auto round = static_cast<std::uint8_t>(message->round() + 1);  // 2, 3, and 4 = RMax + 1 too early
    out.push_back(std::make_shared<const ObserveReq>(ReportTimestamp{message->config_digest(), message->epoch(), round},
                                                     Bytes{}));
  });
  stage.network->start_all();
  stage.network->run_for(Duration::milliseconds(580));
  EXPECT_EQ(stage.counts.rounds[stage.other()].front(), 2);
  stage.network->run_for(Duration::milliseconds(100));
  EXPECT_GE(stage.network->oracle(stage.other())->epoch(), 2u);
}

TEST(Misbehaviour, ARoundBeyondRMaxPlusOneIsIgnored) {
  Stage stage;
  stage.put(stage.leader, [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
    if (message->type() != Type::kObserveReq) return out.push_back(message);
    for (const std::uint8_t round : {5, 6, 200})
      out.push_back(std::make_shared<const ObserveReq>(
          ReportTimestamp{message->config_digest(), message->epoch(), round}, Bytes{}));
  });
  stage.network->start_all();
  stage.network->run_for(Duration::milliseconds(500));
  EXPECT_TRUE(stage.counts.rounds.empty());
  EXPECT_EQ(stage.network->oracle(0)->epoch(), 1u) << "no flood of leader changes";
}

TEST(Misbehaviour, MessagesOfTheNextEpochWaitForIt) {
  // The next leader asks for observations before anybody entered its epoch: they are made as soon as it begins.
  Stage stage;
  const auto keys = ocr2_selection_keys(stage.network->spec().secret);
  const int next = ocr2_leader(keys.leader, 2, 4);
  stage.put(next, [&](const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) {
    if (message->type() == Type::kNewEpoch && message->epoch() == 1 && to.value != next)
      for (const std::uint8_t round : {1, 2})
        out.push_back(std::make_shared<const ObserveReq>(ReportTimestamp{message->config_digest(), 2, round}, Bytes{}));
    if (message->type() == Type::kObserveReq && message->epoch() == 2) return;
    out.push_back(message);
  });
  stage.network->start_all();
  stage.network->run_for(Duration::milliseconds(700));
  ASSERT_EQ(stage.network->oracle(0)->epoch(), 2u);
  for (int i = 0; i < 4; ++i) {
    if (i == next) continue;
    const auto& rounds = stage.counts.rounds[i];
    EXPECT_EQ(std::vector<int>(rounds.end() - 2, rounds.end()), (std::vector<int>{1, 2})) << "in the order they came";
  }
}

TEST(Misbehaviour, OneLoudOracleIsHeardOnlyUpToItsAllowance) {
  Stage stage;
  int shouted = 0;
  stage.put(stage.other(), [&](const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
    out.push_back(message);
    if (message->type() != Type::kNewEpoch) return;
    for (std::uint32_t epoch = 2; epoch < 500; ++epoch, ++shouted)
      out.push_back(std::make_shared<const NewEpoch>(message->config_digest(), epoch, false));
  });
  stage.network->start_all();
  stage.network->run_for(Duration::seconds(2));
  EXPECT_GT(shouted, 1000);
  EXPECT_LE(stage.network->oracle(stage.leader)->epoch(), 5u) << "one oracle alone moves nobody";
  EXPECT_GE(stage.network.answers().size(), 8u);
}

}  // namespace
}  // namespace orrery::tests
