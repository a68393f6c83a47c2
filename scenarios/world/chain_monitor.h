#pragma once

#include <string>
#include <unordered_map>

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
  /// Fills in what is known at the end only.
  void finish();

 private:
  struct Costs {
    std::string feed;
    std::int64_t transactions = 0, reverted = 0, gas = 0;
    chains::Uint256 fee;
  };
  void on_block(const chains::Block& block);
  std::string path(const char* figure) const { return "chain." + chain_.name() + "." + figure; }

  chains::Chain& chain_;
  Figures& figures_;
  std::unordered_map<chains::Address, Costs, chains::FixedBytesHash> costs_;  // looked up, never iterated
  std::vector<chains::Address> contracts_;
  std::int64_t blocks_ = 0, reorgs_ = 0;
  std::uint64_t deepest_reorg_ = 0, longest_finality_lag_ = 0;
  sim::Time last_block_;
  sim::Duration longest_gap_;
};

}  // namespace orrery::scenarios
