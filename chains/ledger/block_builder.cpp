#include "chains/ledger/block_builder.h"

#include <algorithm>
#include <utility>

namespace orrery::chains {

bool BlockBuilder::has_seen(const PooledTransaction& transaction, const Block& block) {
  const Proposal& proposal = block.proposal;
  return proposal.chosen && *proposal.chosen < block.made
             ? Gossip::had_reached(transaction, proposal.zone, *proposal.chosen)
             : gossip_.reach(transaction, proposal.zone);
}

void BlockBuilder::offer(std::vector<Offer>& offers, const Block& block, const Address& sender, std::uint64_t nonce) {
  const auto queue = mempool_.senders().find(sender);
  if (queue == mempool_.senders().end()) return;
  const auto next = queue->second.find(nonce);
  if (next == queue->second.end() || !has_seen(*next->second, block)) return;
  const auto tip = tip_of(next->second->body(), block.base_fee);
  if (!tip) return;
  offers.push_back({*tip, next->second->arrival, next->second});
  std::push_heap(offers.begin(), offers.end());
}

void BlockBuilder::run(Block& block, const BlockContext& context, const PooledTransactionPtr& transaction) {
  PlacedTransaction placed;
  placed.transaction = transaction;
  placed.block_number = block.number;
  placed.position = static_cast<std::uint32_t>(block.transactions.size());
  if (!block.transactions.empty()) {
    const auto& before = block.transactions.back();
    placed.first_log = before.first_log + static_cast<std::uint32_t>(before.outcome.logs.size());
  }
  placed.outcome = execute_transaction(state_, context, {transaction->sender, transaction->body()}, code_, signatures_);
  block.gas_used += placed.outcome.gas_used;
  block.transactions.push_back(std::move(placed));
}

void BlockBuilder::take_forced(Block& block, const BlockContext& context,
                               const std::vector<PooledTransactionPtr>& forced) {
  for (const auto& transaction : forced) {
    const TransactionRequest request(transaction->sender, transaction->body());
    if (refuse_transaction(state_, context, request) == nullptr) run(block, context, transaction);
  }
}

void BlockBuilder::take_pool(Block& block, const BlockContext& context, const Demand& demand) {
  std::vector<Offer> offers;
  for (const auto& [sender, queue] : mempool_.senders()) offer(offers, block, sender, state_.nonce(sender));
  while (!offers.empty()) {
    std::pop_heap(offers.begin(), offers.end());
    const Offer best = std::move(offers.back());
    offers.pop_back();
    const auto& body = best.transaction->body();
    const Gas taken = block.gas_used + demand.ahead_of(best.tip);
    if (taken + body.gas_limit > block.gas_limit) continue;
    const TransactionRequest request(best.transaction->sender, body);
    if (refuse_transaction(state_, context, request) != nullptr) {
      mempool_.remove(*best.transaction);
      continue;
    }
    run(block, context, best.transaction);
    offer(offers, block, best.transaction->sender, body.nonce + 1);
  }
}

}  // namespace orrery::chains
