#include "scenarios/world/chain_monitor.h"

#include <algorithm>

#include "chains/ledger/consensus_proof_of_stake.h"
#include "chains/ledger/consensus_proof_of_work.h"

namespace orrery::scenarios {

ChainMonitor::ChainMonitor(chains::Chain& chain, Figures& figures)
    : chain_(chain), figures_(figures), last_block_(chain.world().now()) {
  figures_.declare(path("blocks"), std::int64_t{0}, "Blocks made, with those undone later.");
  figures_.declare(path("longest_gap"), sim::Duration::zero(), "Longest time without a block.");
  figures_.declare(path("reorgs"), std::int64_t{0}, "Times that blocks were undone.");
  figures_.declare(path("deepest_reorg"), std::int64_t{0}, "Most blocks undone at once.");
  figures_.declare(path("dearest_day_base_fee"), Wei{},
                   "The highest mean of the base fee over the blocks of one day (UTC), as far as the run lies in it.");
  if (has_finality())
    figures_.declare(
        path("longest_finality_lag"), std::int64_t{0},
        "Most blocks between the head and the last final one; not of proof of work, where none is ever final.");
  if (dynamic_cast<const chains::ProofOfStake*>(&chain.consensus()) != nullptr) {
    figures_.declare(path("slots"), std::int64_t{0}, "Slots that passed, on a chain that has slots.");
    figures_.declare(path("missed_slots"), std::int64_t{0}, "Slots without a block, on a chain that has slots.");
    figures_.declare(path("missed_slots_share"), sim::Fraction{},
                     "Share of slots without a block, on a chain that has slots.");
  }
  chain_.on_block([this](const chains::Block& block) { on_block(block); });
  chain_.on_reorg([this](std::uint64_t first_undone) { on_reorg(first_undone); });
}

bool ChainMonitor::has_finality() const {
  return dynamic_cast<const chains::ProofOfWork*>(&chain_.consensus()) == nullptr;
}

// Where `why` begins for a gap: what stood in the way of its blocks, else the event that ended it.
void ChainMonitor::close_gap(sim::CauseId row) {
  const sim::Duration gap = since_last_block();
  if (gap <= longest_gap_) return;
  longest_gap_ = gap;
  longest_gap_because_ = chain_.consensus().hindered_by();
  if (longest_gap_because_.empty()) longest_gap_because_ = {row};
}

// Of the slots since the last block.
void ChainMonitor::note_missed_slots() {
  const auto* stake = dynamic_cast<const chains::ProofOfStake*>(&chain_.consensus());
  if (stake == nullptr || stake->missed() == missed_slots_seen_) return;
  missed_slots_seen_ = stake->missed();
  for (const char* const figure : {"missed_slots", "missed_slots_share"}) add_evidence(figure, stake->hindered_by());
}

void ChainMonitor::add_evidence(const char* figure, const std::vector<sim::CauseId>& rows) {
  for (const sim::CauseId row : rows) figures_.add_evidence(path(figure), row);
}

void ChainMonitor::on_reorg(std::uint64_t first_undone) {
  ++reorgs_;
  for (const chains::Address& contract : contracts_)
    std::erase_if(costs_.at(contract).transactions, [&](const Cost& cost) { return cost.block >= first_undone; });
  const sim::CauseId cause = chain_.world().kernel().cause();
  figures_.add_evidence(path("reorgs"), cause);
  const std::uint64_t depth = chain_.head().number + 1 - std::min(first_undone, chain_.head().number + 1);
  if (depth <= deepest_reorg_) return;
  deepest_reorg_ = depth;
  deepest_reorg_because_ = cause;
}

void ChainMonitor::watch_contract(const chains::Address& contract, const std::string& feed) {
  costs_[contract].feed = feed;
  contracts_.push_back(contract);
  const std::string prefix = "feed." + feed + ".";
  figures_.declare(prefix + "transactions", std::int64_t{0},
                   "Transactions to the contract that are on the canonical chain.");
  figures_.declare(prefix + "reverted_duplicates", std::int64_t{0},
                   "Transactions that the contract refused, as a rule because another was first. They cost gas.");
  figures_.declare(prefix + "gas", std::int64_t{0}, "Gas that all transactions to the contract used.");
  figures_.declare(prefix + "gas_cost", Wei{}, "What that gas cost.");
}

void ChainMonitor::on_block(const chains::Block& block) {
  ++blocks_;
  close_gap(block.row);
  note_missed_slots();
  const std::uint64_t lag = block.number - std::min(block.number, chain_.consensus().final_block());
  if (lag > longest_finality_lag_) {
    longest_finality_lag_ = lag;
    longest_finality_lag_because_ = chain_.consensus().finality_hindered_by();
    if (longest_finality_lag_because_.empty()) longest_finality_lag_because_ = {block.row};
  }
  last_block_ = chain_.world().now();
  count_base_fee(block);
  for (const chains::PlacedTransaction& placed : block.transactions) count_cost(placed);
}

void ChainMonitor::count_base_fee(const chains::Block& block) {
  constexpr std::int64_t kSecondsPerDay = 86'400;
  const std::int64_t day = static_cast<std::int64_t>(block.proposal.timestamp) / kSecondsPerDay;
  if (day != day_) close_day();
  day_ = day;
  ++blocks_of_day_;
  base_fees_of_day_ += block.base_fee;
}

void ChainMonitor::close_day() {
  if (blocks_of_day_ != 0) dearest_day_ = std::max<chains::Uint256>(dearest_day_, base_fees_of_day_ / blocks_of_day_);
  blocks_of_day_ = 0;
  base_fees_of_day_ = 0;
}

void ChainMonitor::count_cost(const chains::PlacedTransaction& placed) {
  const auto& to = placed.transaction->signed_transaction.body.to;
  if (!to) return;
  const auto known = costs_.find(*to);
  if (known == costs_.end()) return;
  const chains::TransactionOutcome& outcome = placed.outcome;
  known->second.transactions.push_back(
      {placed.block_number, outcome.gas_used, outcome.effective_gas_price * outcome.gas_used, !outcome.ok, placed.row});
}

sim::Duration ChainMonitor::since_last_block() const { return chain_.world().now() - last_block_; }

std::vector<sim::CauseId> ChainMonitor::stalled_because(sim::Duration patience) const {
  return since_last_block() > patience ? chain_.consensus().hindered_by() : std::vector<sim::CauseId>{};
}

void ChainMonitor::finish() {
  close_gap(chain_.head().row);
  note_missed_slots();
  add_evidence("longest_gap", longest_gap_because_);
  figures_.add_evidence(path("deepest_reorg"), deepest_reorg_because_);
  close_day();
  figures_.set(path("dearest_day_base_fee"), Wei{dearest_day_});
  figures_.set(path("blocks"), blocks_);
  figures_.set(path("longest_gap"), longest_gap_);
  figures_.set(path("reorgs"), reorgs_);
  figures_.set(path("deepest_reorg"), static_cast<std::int64_t>(deepest_reorg_));
  if (has_finality()) {
    figures_.set(path("longest_finality_lag"), static_cast<std::int64_t>(longest_finality_lag_));
    add_evidence("longest_finality_lag", longest_finality_lag_because_);
  }
  if (const auto* stake = dynamic_cast<const chains::ProofOfStake*>(&chain_.consensus())) {
    figures_.set(path("slots"), static_cast<std::int64_t>(stake->slots()));
    figures_.set(path("missed_slots"), static_cast<std::int64_t>(stake->missed()));
    const std::uint64_t slots = std::max<std::uint64_t>(stake->slots(), 1);
    figures_.set(path("missed_slots_share"),
                 sim::Fraction{static_cast<std::uint32_t>(stake->missed() * 1'000'000'000 / slots)});
  }
  for (const chains::Address& contract : contracts_) finish_costs(costs_.at(contract));
}

void ChainMonitor::finish_costs(const Costs& costs) {
  const std::string prefix = "feed." + costs.feed + ".";
  std::int64_t reverted = 0, gas = 0;
  chains::Uint256 fees, dearest;
  sim::CauseId dearest_row;
  for (const Cost& cost : costs.transactions) {
    figures_.add_evidence(prefix + "transactions", cost.row);
    if (cost.reverted) {
      ++reverted;
      figures_.add_evidence(prefix + "reverted_duplicates", cost.row);
    }
    gas += static_cast<std::int64_t>(cost.gas);
    fees += cost.fee;
    if (cost.fee <= dearest) continue;
    dearest = cost.fee;
    dearest_row = cost.row;
  }
  figures_.set(prefix + "transactions", static_cast<std::int64_t>(costs.transactions.size()));
  figures_.set(prefix + "reverted_duplicates", reverted);
  figures_.set(prefix + "gas", gas);
  figures_.set(prefix + "gas_cost", Wei{fees});
  for (const char* const dear : {"gas", "gas_cost"}) figures_.add_evidence(prefix + dear, dearest_row);
}

}  // namespace orrery::scenarios
