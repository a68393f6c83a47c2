#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "chains/ledger/chain.h"
#include "scenarios/report/figures.h"

namespace orrery::scenarios {

/// Watches one chain: blocks, slots, reorgs and finality, and what the transactions to contracts that feeds own cost.
/// Looks and does not touch.
class ChainMonitor {
 public:
  ChainMonitor(chains::Chain& chain, Figures& figures);

  /// From now on, counts transactions to `contract` for the feed: "feed.<feed>.transactions", "reverted_duplicates",
  /// "gas", "gas_cost".
  void watch_contract(const chains::Address& contract, const std::string& feed);
  /// What holds the chain back when no block has come for longer than `patience`; nothing otherwise.
  std::vector<sim::CauseId> stalled_because(sim::Duration patience) const;
  sim::Duration since_last_block() const;
  sim::EntityId entity() const { return chain_.id(); }
  /// Fills in what is known at the end only.
  void finish();

 private:
  struct Cost {
    std::uint64_t block = 0;
    chains::Gas gas = 0;
    chains::Uint256 fee;
    bool reverted = false;
    sim::CauseId row;
  };
  struct Costs {
    std::string feed;
    std::vector<Cost> transactions;  // of the canonical chain
  };
  void on_block(const chains::Block& block);
  void on_reorg(std::uint64_t first_undone);
  void count_base_fee(const chains::Block& block);
  void close_day();
  void count_cost(const chains::PlacedTransaction& placed);
  void finish_costs(const Costs& costs);
  void close_gap(sim::CauseId row);
  void note_missed_slots();
  void add_evidence(const char* figure, const std::vector<sim::CauseId>& rows);
  bool has_finality() const;
  std::string path(const char* figure) const { return "chain." + chain_.name() + "." + figure; }

  chains::Chain& chain_;
  Figures& figures_;
  std::unordered_map<chains::Address, Costs, chains::FixedBytesHash> costs_;  // looked up, never iterated
  std::vector<chains::Address> contracts_;
  std::int64_t blocks_ = 0, reorgs_ = 0;
  std::uint64_t deepest_reorg_ = 0, longest_finality_lag_ = 0, missed_slots_seen_ = 0;
  sim::Time last_block_;
  std::int64_t day_ = 0;  // since 1970, UTC
  std::uint64_t blocks_of_day_ = 0;
  chains::Uint256 base_fees_of_day_, dearest_day_;
  sim::Duration longest_gap_;
  sim::CauseId deepest_reorg_because_;
  std::vector<sim::CauseId> longest_finality_lag_because_, longest_gap_because_;
};

}  // namespace orrery::scenarios
