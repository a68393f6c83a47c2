#include "scenarios/world/chain_monitor.h"

#include <algorithm>

#include "chains/ledger/consensus_proof_of_stake.h"

namespace orrery::scenarios {

ChainMonitor::ChainMonitor(chains::Chain& chain, Figures& figures)
    : chain_(chain), figures_(figures), last_block_(chain.world().now()) {
  figures_.declare(path("blocks"), std::int64_t{0}, "Blocks made, with those undone later.");
  figures_.declare(path("longest_gap"), sim::Duration::zero(), "Longest time without a block.");
  figures_.declare(path("reorgs"), std::int64_t{0}, "Times that blocks were undone.");
  figures_.declare(path("deepest_reorg"), std::int64_t{0}, "Most blocks undone at once.");
  figures_.declare(path("longest_finality_lag"), std::int64_t{0},
                   "Most blocks between the head and the last final one.");
  if (dynamic_cast<const chains::ProofOfStake*>(&chain.consensus()) != nullptr) {
    figures_.declare(path("slots"), std::int64_t{0}, "Slots that passed.");
    figures_.declare(path("missed_slots"), std::int64_t{0}, "Slots without a block.");
    figures_.declare(path("missed_slots_share"), sim::Fraction{}, "Their share.");
  }
  chain_.on_block([this](const chains::Block& block) { on_block(block); });
  chain_.on_reorg([this](std::uint64_t first_undone) {
    ++reorgs_;
    deepest_reorg_ =
        std::max(deepest_reorg_, chain_.head().number + 1 - std::min(first_undone, chain_.head().number + 1));
  });
}

void ChainMonitor::watch_contract(const chains::Address& contract, const std::string& feed) {
  costs_[contract].feed = feed;
  contracts_.push_back(contract);
  const std::string prefix = "feed." + feed + ".";
  figures_.declare(prefix + "transactions", std::int64_t{0}, "Transactions to the contract that got into a block.");
  figures_.declare(prefix + "reverted_duplicates", std::int64_t{0},
                   "Of them, those that the contract refused: another was first. They cost gas.");
  figures_.declare(prefix + "gas", std::int64_t{0}, "Gas that all of them used.");
  figures_.declare(prefix + "gas_cost", Wei{}, "What that cost.");
}

void ChainMonitor::on_block(const chains::Block& block) {
  ++blocks_;
  const sim::Time now = chain_.world().now();
  longest_gap_ = std::max(longest_gap_, now - last_block_);
  last_block_ = now;
  longest_finality_lag_ =
      std::max(longest_finality_lag_, block.number - std::min(block.number, chain_.consensus().final_block()));
  for (const chains::PlacedTransaction& placed : block.transactions) {
    const auto& to = placed.transaction->signed_transaction.body.to;
    if (!to) continue;
    const auto costs = costs_.find(*to);
    if (costs == costs_.end()) continue;
    ++costs->second.transactions;
    costs->second.reverted += placed.outcome.ok ? 0 : 1;
    costs->second.gas += static_cast<std::int64_t>(placed.outcome.gas_used);
    costs->second.fee += placed.outcome.effective_gas_price * placed.outcome.gas_used;
  }
}

void ChainMonitor::finish() {
  longest_gap_ = std::max(longest_gap_, chain_.world().now() - last_block_);
  figures_.set(path("blocks"), blocks_);
  figures_.set(path("longest_gap"), longest_gap_);
  figures_.set(path("reorgs"), reorgs_);
  figures_.set(path("deepest_reorg"), static_cast<std::int64_t>(deepest_reorg_));
  figures_.set(path("longest_finality_lag"), static_cast<std::int64_t>(longest_finality_lag_));
  if (const auto* stake = dynamic_cast<const chains::ProofOfStake*>(&chain_.consensus())) {
    figures_.set(path("slots"), static_cast<std::int64_t>(stake->slots()));
    figures_.set(path("missed_slots"), static_cast<std::int64_t>(stake->missed()));
    const std::uint64_t slots = std::max<std::uint64_t>(stake->slots(), 1);
    figures_.set(path("missed_slots_share"),
                 sim::Fraction{static_cast<std::uint32_t>(stake->missed() * 1'000'000'000 / slots)});
  }
  for (const chains::Address& contract : contracts_) {
    const Costs& costs = costs_.at(contract);
    const std::string prefix = "feed." + costs.feed + ".";
    figures_.set(prefix + "transactions", costs.transactions);
    figures_.set(prefix + "reverted_duplicates", costs.reverted);
    figures_.set(prefix + "gas", costs.gas);
    figures_.set(prefix + "gas_cost", Wei{costs.fee});
  }
}

}  // namespace orrery::scenarios
