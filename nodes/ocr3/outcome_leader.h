#pragma once

#include <vector>

#include "nodes/ocr3/background_calls.h"
#include "nodes/ocr3/outcome_generation.h"
#include "nodes/ocr3/pool.h"

namespace orrery::nodes::ocr3 {

/// The half of an epoch that only its leader runs: proves where the chain stands, starts rounds, gathers observations,
/// proposes them. Source: spec/ocr.md §5.3.3, §5.4.
class OutcomeLeader {
 public:
  OutcomeLeader(const Foundation& base, OutcomeChain& chain, EpochPlace& place);
  ~OutcomeLeader();

  void start();
  void on_epoch_start_request(NodeIndex from, const PacketPtr& packet);
  void on_observation(NodeIndex from, const Packet& packet);
  /// The epoch is over: ends the running round, if any.
  void abandon() { end_round("abandoned"); }
  /// This oracle saw the round's outcome committed; `goes_on` when the epoch has rounds left.
  void on_committed(bool goes_on);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  enum class Phase : std::uint8_t { kNewEpoch, kSentEpochStart, kSentRoundStart, kGrace, kSentProposal };
  /// Who asked for the epoch's start. A bad one said something that no proof can hold.
  struct Request {
    PacketPtr packet;
    bool is_bad = false;
    const EpochStartRequest& content() const { return *packet->get<EpochStartRequest>(); }
  };

  // One of the two keys that start a round: DeltaRound has passed, or what was before is committed.
  void start_round();
  void arm_round_timer();
  bool is_usable(NodeIndex from, const EpochStartRequest& request) const;
  void try_start_epoch();
  NodeIndex highest_request() const;
  void publish(EpochStart start);
  void ask(PluginResult<Bytes> query, std::uint64_t seq_nr, sim::Time asked_at);
  bool is_observation_valid(NodeIndex from, const Packet& packet, const OutcomeContext& at) const;
  std::vector<AttributedObservation> verified_observations() const;
  void propose();
  void end_round(const char* outcome);
  void enter(Phase phase);

  const Foundation& base_;
  OutcomeChain& chain_;
  EpochPlace& place_;
  BackgroundCalls calls_;

  Phase phase_ = Phase::kNewEpoch;
  sim::CauseId phase_because_;
  std::vector<Request> requests_;  // by oracle
  bool ready_ = false;             // one of the two keys was turned
  sim::TimerId round_timer_, grace_timer_;
  Bytes query_;
  Pool<SignedObservation> observations_;
  std::uint64_t open_round_ = 0;  // seq_nr of the round that is under way; 0: none
  sim::Time round_began_;
};

}  // namespace orrery::nodes::ocr3
