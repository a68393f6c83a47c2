#pragma once

#include <string>
#include <vector>

#include "chains/ledger/chain_spec.h"
#include "chains/ledger/consensus.h"
#include "sim/network/simulated_host.h"

namespace orrery::chains {

/// One member of a committee, on a machine of its own.
struct CommitteeMember {
  std::string name;
  std::string zone;
  std::vector<std::string> leans_on = {};
};

/// A permissioned chain: members propose in turn, more than two thirds must answer, and a block is final at once. After
/// QBFT as Besu and GoQuorum run it (block period, request timeout that doubles with each round).
struct CommitteeSpec final : ConsensusSpec {
  std::vector<CommitteeMember> members;
  sim::Duration block_time = sim::Duration::seconds(2);
  sim::Duration round_timeout = sim::Duration::seconds(4);
  int largest_doubling = 4;  ///< the timeout of a round is at most round_timeout * 2^this

  std::unique_ptr<Consensus> make(Chain& chain, const ChainLookup& find_chain) const override;
};

class Committee final : public Consensus {
 public:
  Committee(Chain& chain, CommitteeSpec spec);

  void start() override;
  bool suffers(std::string_view fault) const override;
  std::uint64_t safe_block() const override;
  std::uint64_t final_block() const override { return safe_block(); }
  /// Smallest number of members that makes a block: more than two thirds.
  std::size_t quorum() const { return members_.size() * 2 / 3 + 1; }
  bool is_stalled() const { return is_stalled_; }

 private:
  void propose();
  void change_round();
  void schedule(sim::Time at, std::uint8_t kind);
  bool answers(std::size_t member) const;
  /// Time until a quorum has voted three times, or empty when too few can.
  std::optional<sim::Duration> commit_delay(std::size_t proposer);
  std::vector<sim::CauseId> missing_members() const;

  Chain& chain_;
  CommitteeSpec spec_;
  std::vector<sim::SimulatedHost*> members_;
  sim::Random latency_;
  std::vector<sim::Duration> delays_;
  std::vector<sim::CauseId> cuts_;  // what kept votes of this round from the proposer
  std::uint64_t round_ = 0;
  sim::Time round_began_;
  bool is_stalled_ = false;
};

}  // namespace orrery::chains
