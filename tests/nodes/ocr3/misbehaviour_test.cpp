// Proves that up to f Byzantine oracles cannot break what OCR3 promises: never two outcomes for one sequence number, no
// report without f+1 signatures of oracles that agree, and progress under the next correct leader.
#include <gtest/gtest.h>

#include "nodes/ocr3/signing.h"
#include "tests/nodes/ocr3/oracle_network.h"
#include "tests/nodes/ocr3/outcome_watch.h"

namespace orrery::nodes::ocr3::trial {
namespace {

using sim::Duration;

/// Changes what one oracle sends by a function of message and receiver.
class Changes final : public Adversary {
 public:
  using Change = std::function<PacketPtr(const PacketPtr&, NodeIndex to)>;
  explicit Changes(Change change) : change_(std::move(change)) {}
  void send(const PacketPtr& packet, NodeIndex to, std::vector<PacketPtr>& out) override {
    if (auto changed = change_(packet, to)) out.push_back(std::move(changed));
  }

 private:
  Change change_;
};

PacketPtr repacked(const PacketPtr& packet, Message content) {
  return std::make_shared<const Packet>(packet->config_digest(), std::move(content));
}

struct Ocr3Misbehaviour : testing::Test {
  OutcomeWatch watch;
  OracleNetworkSpec spec;
  Ocr3Misbehaviour() { spec.listener = &watch; }

  std::uint8_t leader(std::uint64_t epoch) const {
    return ocr3_leader(ocr3_selection_keys(spec.secret, spec.config_digest).leader, epoch,
                       static_cast<std::uint8_t>(spec.n));
  }
  /// Runs a network in which `byzantine` changes what it sends.
  std::unique_ptr<OracleNetwork> run(std::uint8_t byzantine, Changes::Change change,
                                     Duration length = Duration::seconds(6)) {
    adversary = std::make_unique<Changes>(std::move(change));
    auto network = std::make_unique<OracleNetwork>(spec);
    network->seat(byzantine).adversaries.push_back(adversary.get());
    network->start_all();
    network->run_for(length);
    return network;
  }
  std::unique_ptr<Changes> adversary;
};

// Two halves of the oracles get the observations in different orders, so that they compute different outcomes.
TEST_F(Ocr3Misbehaviour, AnEquivocatingProposerGetsNothingAgreed) {
  const std::uint8_t bad = leader(1);
  const auto network = run(bad, [](const PacketPtr& packet, NodeIndex to) {
    const auto* const proposal = packet->get<Proposal>();
    if (proposal == nullptr || to.value % 2 == 0) return packet;
    Proposal other = *proposal;
    std::reverse(other.observations.begin(), other.observations.end());
    return repacked(packet, std::move(other));
  });
  EXPECT_TRUE(watch.is_consistent());
  EXPECT_GT(watch.outcomes.size(), 8u) << "the others lead, too";
  std::map<std::uint64_t, int> led_by_bad;
  for (const auto& round : watch.rounds)
    if (round.leader == bad) ++led_by_bad[round.epoch];
  ASSERT_FALSE(led_by_bad.empty());
  for (const auto& [epoch, rounds] : led_by_bad)
    EXPECT_LE(rounds, 4) << "one round of four oracles, then the epoch ends";
  EXPECT_TRUE(network->contract().refused().empty());
}

// The leader of epoch 2 hides what epoch 1 prepared; the proof does not allow it.
TEST_F(Ocr3Misbehaviour, ALeaderCannotHideWhatWasPrepared) {
  const std::uint8_t first = leader(1), second = leader(2);
  ASSERT_NE(first, second);
  std::vector<std::unique_ptr<Changes>> all;
  auto network = std::make_unique<OracleNetwork>(spec);
  for (int i = 0; i < spec.n; ++i) {
    all.push_back(std::make_unique<Changes>([second, i](const PacketPtr& packet, NodeIndex) -> PacketPtr {
      if (packet->get<Commit>() && packet->epoch() == 1) return nullptr;  // the network loses them all
      const auto* const start = packet->get<EpochStart>();
      if (start == nullptr || i != second) return packet;
      EpochStart forged = *start;
      forged.highest_certified = {};
      return repacked(packet, std::move(forged));
    }));
    network->seat(i).adversaries.push_back(all.back().get());
  }
  network->start_all();
  network->run_for(Duration::milliseconds(500));
  const auto prepared = network->oracle(0)->chain().highest_certified();
  ASSERT_FALSE(prepared.is_commit);
  network->run_for(Duration::seconds(5));
  EXPECT_TRUE(watch.is_consistent());
  ASSERT_TRUE(watch.outcomes.contains(1));
  EXPECT_EQ(*watch.outcomes[1].begin(), prepared.outcome) << "the next correct leader proposes it again";
  for (const auto& round : watch.rounds) EXPECT_NE(round.epoch, 2u) << "nobody follows the forged start";
}

TEST_F(Ocr3Misbehaviour, AForgedObservationStopsTheProposal) {
  const std::uint8_t bad = leader(1);
  const auto network = run(bad, [](const PacketPtr& packet, NodeIndex) {
    const auto* const proposal = packet->get<Proposal>();
    if (proposal == nullptr) return packet;
    Proposal forged = *proposal;
    forged.observations.front().observation.observation = {66};
    return repacked(packet, std::move(forged));
  });
  EXPECT_TRUE(watch.is_consistent());
  EXPECT_GT(watch.outcomes.size(), 8u);
  for (const auto& [seq_nr, outcomes] : watch.outcomes)
    EXPECT_EQ(std::count(outcomes.begin()->begin(), outcomes.begin()->end(), 66), 0);
}

TEST_F(Ocr3Misbehaviour, OneObserverTwiceOrTooFewAreNoProposal) {
  for (const bool doubles : {true, false}) {
    watch = {};
    run(leader(1), [doubles](const PacketPtr& packet, NodeIndex) {
      const auto* const proposal = packet->get<Proposal>();
      if (proposal == nullptr) return packet;
      Proposal other = *proposal;
      if (doubles)
        other.observations[1] = other.observations[0];
      else
        other.observations.resize(2);
      return repacked(packet, std::move(other));
    });
    EXPECT_TRUE(watch.is_consistent());
    EXPECT_GT(watch.outcomes.size(), 8u);
    for (const auto& [seq_nr, outcomes] : watch.outcomes) EXPECT_GE(outcomes.begin()->size(), 4u);
  }
}

// It says that it knows a commit of outcome 100, with a certificate that is none, or with none that goes so far.
TEST_F(Ocr3Misbehaviour, AFollowerCannotClaimAHigherCertificate) {
  const std::uint8_t bad = leader(2);
  for (const bool has_certificate : {true, false}) {
    watch = {};
    const auto network = run(bad, [&, has_certificate](const PacketPtr& packet, NodeIndex) {
      const auto* const request = packet->get<EpochStartRequest>();
      if (request == nullptr) return packet;
      EpochStartRequest forged = *request;
      forged.timestamp = {100, true, request->epoch, {}, {}};
      const GenerationId id{packet->config_digest(), request->epoch};
      const auto& keys =
          make_oracle_keys(chains::Signatures(chains::SignatureMode::kReal), "node-" + std::to_string(bad), {});
      const auto sign = [&](const SignedText& text) {
        const auto signature = keys.offchain.sign(text);
        return Bytes(signature.data.begin(), signature.data.end());
      };
      forged.timestamp.signature = sign(timestamp_text(id, forged.timestamp));
      forged.timestamp.signature31 = sign(timestamp_text31(id, forged.timestamp));
      if (has_certificate) {
        forged.highest_certified = {true, request->epoch, 100, {}, {1, 2, 3}, {}};
        for (std::uint8_t i = 0; i < 3; ++i)
          forged.highest_certified.signatures.push_back(
              {sign(commit_text(id, 100, outcome_digest(forged.highest_certified.outcome))), NodeIndex{i}});
      }
      return repacked(packet, std::move(forged));
    });
    EXPECT_TRUE(watch.is_consistent());
    EXPECT_GT(watch.outcomes.size(), 8u);
    EXPECT_FALSE(watch.outcomes.contains(100));
  }
}

// Prepares and commits that nobody can verify leave a quorum of n - f; report signatures too.
TEST_F(Ocr3Misbehaviour, BadSignaturesCostNothing) {
  const std::uint8_t bad = leader(2);
  const auto network = run(bad, [](const PacketPtr& packet, NodeIndex) {
    Message content = packet->content();
    if (auto* const prepare = std::get_if<Prepare>(&content)) prepare->signature[0] ^= 1;
    if (auto* const commit = std::get_if<Commit>(&content)) commit->signature[0] ^= 1;
    if (auto* const reports = std::get_if<ReportSignatures>(&content))
      for (auto& each : reports->signatures) each[0] ^= 1;
    return repacked(packet, std::move(content));
  });
  EXPECT_TRUE(watch.is_consistent());
  EXPECT_GT(watch.outcomes.size(), 15u) << "as many as without it, but for its own epochs";
  EXPECT_TRUE(network->contract().refused().empty());
  for (const auto& each : network->contract().accepted())
    for (const auto& signature : each.signatures) EXPECT_NE(signature.signer.value, bad);
}

// An oracle that claims to have sent a certified commit, or sends one that was not asked for or is forged, is ignored.
TEST_F(Ocr3Misbehaviour, AForgedCertifiedCommitIsNotTaken) {
  spec.parameters.r_max = 100;
  const std::uint8_t deaf = leader(3);
  std::vector<std::unique_ptr<Changes>> all;
  auto network = std::make_unique<OracleNetwork>(spec);
  for (int i = 0; i < 4; ++i) {
    all.push_back(std::make_unique<Changes>([deaf, i](const PacketPtr& packet, NodeIndex to) -> PacketPtr {
      const bool is_agreement = packet->get<Prepare>() || packet->get<Commit>();
      if (is_agreement && to.value == deaf && i != deaf) return nullptr;
      const auto* const answer = packet->get<CertifiedCommit>();
      if (answer == nullptr || i != (deaf + 1) % 4) return packet;
      CertifiedCommit forged = *answer;
      forged.commit.outcome.push_back(66);
      return repacked(packet, std::move(forged));
    }));
    network->seat(i).adversaries.push_back(all.back().get());
  }
  network->start_all();
  network->run_for(Duration::seconds(6));
  EXPECT_TRUE(watch.is_consistent());
  EXPECT_GT(watch.sent("certified-commit-request"), 0);
  EXPECT_GT(watch.by_oracle[deaf].size(), 5u) << "another oracle answers";
}

// Outcomes that differ on every oracle: the symptom of a plugin that is not a pure function.
TEST_F(Ocr3Misbehaviour, APluginThatIsNoPureFunctionAgreesOnNothing) {
  spec.plugin = [](NodeIndex) { return ListPluginSpec{.disagrees_from = 3}; };
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(Duration::seconds(8));
  EXPECT_EQ(watch.outcomes.size(), 2u);
  EXPECT_TRUE(watch.is_consistent());
  // DeltaProgress ends one epoch after the other: 600 ms each, and one more for what comes before.
  EXPECT_GE(watch.last_epoch_sent, 9u);
  EXPECT_LE(watch.last_epoch_sent, 14u);
}

// A flood is cut off by its sender's allowance, and the rest goes on.
TEST_F(Ocr3Misbehaviour, AFloodIsDropped) {
  class Flood final : public Adversary {
   public:
    void send(const PacketPtr& packet, NodeIndex to, std::vector<PacketPtr>& out) override {
      out.push_back(packet);
      if (to.value == 3) return;
      for (std::uint64_t i = 0; i < 50; ++i)
        out.push_back(std::make_shared<const Packet>(packet->config_digest(), CertifiedCommitRequest{i}));
    }
  } flood;
  OracleNetwork network(spec);
  network.seat(3).adversaries.push_back(&flood);
  network.start_all();
  network.run_for(Duration::seconds(4));
  EXPECT_TRUE(watch.is_consistent());
  EXPECT_GT(watch.outcomes.size(), 5u);
}

}  // namespace
}  // namespace orrery::nodes::ocr3::trial
