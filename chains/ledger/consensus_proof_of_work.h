#pragma once

#include <deque>
#include <vector>

#include "chains/ledger/chain_spec.h"
#include "chains/ledger/consensus.h"
#include "sim/time.h"

namespace orrery::chains {

/// Miners that find blocks by chance, at exponential intervals, and build on the longest branch that has reached them:
/// two that find one at nearly the same time make a fork, which the next blocks decide. Defaults are Ethereum's before
/// September 2022.
struct ProofOfWorkSpec final : ConsensusSpec {
  sim::Duration mean_interval = sim::Duration::milliseconds(13'300);
  std::vector<ProposerGroup> miners = {{"", {1'000'000'000}}};
  /// Checking and relaying, on top of the way between zones; within a zone, too.
  sim::Duration relay_delay = sim::Duration::milliseconds(600);
  std::uint64_t confirmations = 12;  ///< behind which users take a block for settled

  std::unique_ptr<Consensus> make(Chain& chain, const ChainLookup& find_chain) const override;
};

class ProofOfWork final : public Consensus {
 public:
  ProofOfWork(Chain& chain, ProofOfWorkSpec spec);

  void start() override;
  bool suffers(std::string_view fault) const override { return fault == "reorg"; }
  std::uint64_t safe_block() const override;
  /// No block is ever final here; this far back the state is no longer kept.
  std::uint64_t final_block() const override;

  std::uint64_t found() const { return found_; }        ///< blocks that miners found
  std::uint64_t orphaned() const { return orphaned_; }  ///< found, but never or no longer canonical
  std::uint64_t deepest_reorg() const { return deepest_reorg_; }

 private:
  /// A block that somebody found, canonical or not. It is filled only when its branch is the longest.
  struct Found {
    std::uint64_t id, parent, height;
    std::uint64_t highest;  // of all blocks found up to this one
    std::size_t miner;
    sim::Time at;
    std::vector<std::optional<sim::Time>> arrives;  // at each group of miners
  };

  void schedule_next();
  void on_found();
  /// Throws InputError when all that the miner has seen is deeper than any reorg.
  const Found& tip_of(std::size_t miner) const;
  [[noreturn]] void throw_too_deep() const;
  const Found& get(std::uint64_t id) const { return blocks_[id - blocks_.front().id]; }
  /// The last block of a branch that is canonical.
  const Found& fork_of(const Found& tip) const;
  void adopt(const Found& tip);
  void produce(const Found& block);

  Chain& chain_;
  ProofOfWorkSpec spec_;
  Proposers miners_;
  sim::Random intervals_, luck_, latency_;
  std::deque<Found> blocks_;             // by id
  std::deque<std::uint64_t> canonical_;  // ids by height, from the height of canonical_[0]
  std::uint64_t found_ = 0, orphaned_ = 0, deepest_reorg_ = 0;
};

}  // namespace orrery::chains
