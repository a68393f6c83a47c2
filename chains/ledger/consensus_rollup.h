#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "chains/ledger/account.h"
#include "chains/ledger/chain_spec.h"
#include "chains/ledger/consensus.h"
#include "sim/network/simulated_host.h"

namespace orrery::chains {

/// One sequencer makes the blocks, which are settled softly at once; batches go to the L1 as real transactions, and a
/// block is safe once its batch is in an L1 block and final once that is. Defaults are those of the OP stack.
struct RollupSpec final : ConsensusSpec {
  std::string l1;  ///< the chain that takes the batches, on which this rollup's batcher gets 1000 ether
  std::string sequencer_zone;
  std::vector<std::string> sequencer_leans_on;
  sim::Duration block_time = sim::Duration::seconds(2);
  /// After an outage: true makes a block for every block time that passed (OP stack), false goes on from now
  /// (Arbitrum).
  bool fills_gaps = true;
  int catch_up_speed = 20;  ///< blocks in one block time while it fills a gap
  /// Blocks this far behind the clock hold nothing from the pool (the OP stack's max sequencer drift).
  sim::Duration largest_drift = sim::Duration::seconds(1'800);
  sim::Duration publication = sim::Duration::milliseconds(50);
  sim::Duration batch_interval = sim::Duration::seconds(120);
  /// Whether the rollup has an uptime feed, and how long the L1 side takes to notice an outage or its end.
  bool has_uptime_feed = true;
  sim::Duration uptime_detection = sim::Duration::seconds(60);

  std::unique_ptr<Consensus> make(Chain& chain, const ChainLookup& find_chain) const override;
};

class Rollup final : public Consensus {
 public:
  Rollup(Chain& chain, Chain& l1, RollupSpec spec);

  void prepare() override;
  void start() override;
  bool suffers(std::string_view fault) const override { return fault == "sequencer-outage" || fault == "reorg"; }
  std::vector<sim::CauseId> finality_hindered_by() const override;
  std::uint64_t safe_block() const override { return safe_; }
  std::uint64_t final_block() const override { return final_; }
  std::uint64_t anchored_block() const override { return std::max(final_, posted_); }

  /// Where the uptime feed stands on the rollup; empty when there is none.
  const std::optional<Address>& uptime_feed() const { return uptime_feed_; }
  const Address& batcher() const { return batcher_.address(); }
  const Address& batch_inbox() const { return inbox_; }
  const sim::SimulatedHost& sequencer() const { return *sequencer_; }
  std::uint64_t batches() const { return batches_; }

 private:
  struct Batch {
    std::uint64_t last_block;
    std::uint64_t nonce;
    Bytes input;
    GasPrice max_fee;
    std::vector<Bytes32> hashes;  ///< of its L1 transactions: each replaces the one before
  };
  bool is_down() const;
  std::vector<sim::CauseId> down_because() const;
  void schedule_block(sim::Duration after);
  void on_block_time();
  void recover(sim::Time stalled_since);
  void tell_uptime_feed();
  void make_block(sim::Time at);
  void schedule_batch();
  void on_batch_time();
  void post(Batch& batch);
  const PlacedTransaction* placed_on_l1(const Batch& batch) const;
  void on_l1_block();

  Chain& chain_;
  Chain& l1_;
  RollupSpec spec_;
  Account batcher_, updater_;
  Address inbox_;
  sim::SimulatedHost* sequencer_;
  std::optional<Address> uptime_feed_;
  std::optional<sim::Time> stalled_since_, says_down_since_;
  sim::Time next_time_;  // of the next block, on the rollup's own clock
  sim::Time up_since_;
  struct UptimeMessage {
    bool is_down;
    sim::Time at;
  };
  std::deque<UptimeMessage> untold_;  // on the L1, for the uptime feed
  sim::CauseId outage_;               // what they speak of
  std::deque<Batch> unsettled_;       // posted, not yet in a final L1 block
  std::uint64_t posted_ = 0, safe_ = 0, final_ = 0, batches_ = 0;
};

}  // namespace orrery::chains
