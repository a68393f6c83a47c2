#pragma once

#include <vector>

#include "chains/ledger/chain_spec.h"
#include "chains/ledger/consensus.h"
#include "sim/time.h"

namespace orrery::chains {

/// Slots with one proposer each, drawn by stake; epochs whose checkpoint is justified by two thirds of the stake and
/// final once the next one is justified, too (Casper FFG as in Ethereum's consensus specification, phase 0). Defaults
/// are Ethereum's; sources of the measured ones: docs/chains.md.
struct ProofOfStakeSpec final : ConsensusSpec {
  sim::Duration slot = sim::Duration::seconds(12);
  std::uint64_t slots_per_epoch = 32;
  sim::Time genesis = sim::Time::from_unix_nanoseconds(1'606'824'023'000'000'000);  ///< of slot 0
  std::vector<ProposerGroup> validators = {{"", {1'000'000'000}}};
  sim::Fraction missed_slots{2'300'000};  ///< of slots, on an ordinary day
  sim::Fraction absent{5'000'000};        ///< of attestations that never count, on an ordinary day
  /// Of blocks: published so late that the next proposer builds on their parent, a reorg of one block.
  sim::Fraction late_blocks{0};
  /// From the start of the slot until the block leaves its proposer: the first, plus an exponential with this mean, at
  /// most the last.
  sim::Duration publication = sim::Duration::milliseconds(1'400);
  sim::Duration publication_spread = sim::Duration::milliseconds(550);
  sim::Duration latest_publication = sim::Duration::seconds(4);

  std::unique_ptr<Consensus> make(Chain& chain, const ChainLookup& find_chain) const override;
};

class ProofOfStake final : public Consensus {
 public:
  ProofOfStake(Chain& chain, ProofOfStakeSpec spec);

  void start() override;
  bool suffers(std::string_view fault) const override;
  std::uint64_t safe_block() const override { return justified_; }
  std::uint64_t final_block() const override { return finalized_; }

  std::uint64_t slots() const { return slots_; }
  std::uint64_t missed() const { return missed_; }

 private:
  sim::Time time_of(std::uint64_t slot) const;
  void schedule_slot(std::uint64_t slot);
  void on_slot(std::uint64_t slot);
  void propose(std::uint64_t slot);
  /// Whether the slot goes by without a block, and what made it so beyond chance.
  bool is_missed(std::vector<sim::CauseId>& because);
  std::uint64_t standing_stake() const;
  std::uint64_t attesting_stake(const Proposers::Group& proposer, std::vector<sim::CauseId>& cuts);
  void count_attestations(std::uint64_t attesting, const std::vector<sim::CauseId>& cuts);
  void end_epoch();

  Chain& chain_;
  ProofOfStakeSpec spec_;
  Proposers validators_;
  sim::Random latency_, proposers_, misses_, publications_;
  bool head_is_late_ = false;
  std::uint64_t slots_ = 0, missed_ = 0;
  std::uint64_t participation_sum_ = 0, participation_slots_ = 0;  // of this epoch
  std::uint64_t checkpoint_ = 0, last_checkpoint_ = 0;             // first blocks of this epoch and of the one before
  std::uint64_t justified_ = 0, finalized_ = 0;
  bool last_was_justified_ = true;
};

}  // namespace orrery::chains
