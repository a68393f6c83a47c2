#pragma once

#include <string>
#include <vector>

#include "nodes/ocr3/background_calls.h"
#include "nodes/ocr3/outcome_generation.h"
#include "nodes/ocr3/pool.h"

namespace orrery::nodes::ocr3 {

/// The half of an epoch that every oracle runs: asks the leader to start it, observes, checks proposals, and agrees on
/// each outcome in two steps, prepare and commit. Source: spec/ocr.md §5.3.4, §5.4.
class OutcomeFollower {
 public:
  /// `leader_half` is null on oracles that do not lead.
  OutcomeFollower(const Foundation& base, OutcomeChain& chain, EpochPlace& place, OutcomeLeader* leader_half,
                  GenerationEvents events);
  ~OutcomeFollower();

  void start();
  void on_epoch_start(NodeIndex from, const Packet& packet);
  void on_round_start(NodeIndex from, const PacketPtr& packet);
  void on_proposal(NodeIndex from, const PacketPtr& packet);
  void on_prepare(NodeIndex from, const Packet& packet);
  void on_commit(NodeIndex from, const Packet& packet);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  enum class Phase : std::uint8_t {
    kNewEpoch,
    kNewRound,
    kObserving,
    kSentObservation,
    kRejectedProposal,
    kSentPrepare,
    kSentCommit,
    kUsedUp
  };
  /// What this oracle would have the network agree on.
  struct Candidate {
    Bytes outcome;
    Bytes32 inputs_digest, digest;
  };
  using Signatures = Pool<Bytes>;

  void propose_again(const Certificate& prepared);
  void start_round();
  void try_round_start();
  void observe();
  void send_observation(PluginResult<Bytes> observation, std::uint64_t seq_nr, sim::Time asked_at);
  void try_proposal();
  std::string check_proposal(const Proposal& proposal, const OutcomeContext& at,
                             std::vector<AttributedObservation>& observations) const;
  void prepare(Candidate candidate);
  void try_prepares();
  void try_commits();
  void finish_round();
  // Checks what was not checked yet; the quorum's signatures in the order of oracles, or none.
  std::vector<AttributedSignature> quorum_of(Signatures& pool, const SignedText& text, const char* kind);
  void enter(Phase phase);
  GenerationId id() const { return base_.generation(place_.epoch); }

  const Foundation& base_;
  OutcomeChain& chain_;
  EpochPlace& place_;
  OutcomeLeader* leader_half_;
  GenerationEvents events_;
  BackgroundCalls calls_;

  Phase phase_ = Phase::kNewEpoch;
  sim::CauseId phase_because_;
  sim::TimerId initial_timer_;
  Bytes query_;
  Candidate candidate_;
  Pool<PacketPtr> round_starts_, proposals_;
  Signatures prepares_, commits_;
};

}  // namespace orrery::nodes::ocr3
