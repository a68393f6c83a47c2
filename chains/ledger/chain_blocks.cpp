// How a chain makes and undoes its blocks.

#include <algorithm>
#include <utility>

#include "chains/ledger/base_fee.h"
#include "chains/ledger/block_builder.h"
#include "chains/ledger/chain.h"
#include "sim/assert.h"

namespace orrery::chains {
namespace {

constexpr std::uint64_t kBootstrapBefore = 3600;  // seconds
constexpr std::uint64_t kBootstrapStep = 12;      // seconds between blocks before the start
constexpr std::uint64_t kTidyEvery = 64;          // blocks

}  // namespace

GasPrice Chain::next_block_base_fee() const {
  const auto& parent = head();
  return next_base_fee(spec_.fees, parent.base_fee, parent.gas_used, parent.gas_limit);
}

Block Chain::begin_block(const Proposal& proposal) const {
  const auto& parent = head();
  ORRERY_ASSERT(proposal.timestamp >= parent.proposal.timestamp, "time does not go back along a chain");
  Block block;
  block.number = parent.number + 1;
  block.parent_hash = parent.hash;
  block.proposal = proposal;
  block.made = world_.now();
  block.published = block.made + proposal.publication;
  block.base_fee = next_block_base_fee();
  block.gas_limit = spec_.gas_limit;
  block.before = state_.mark();
  return block;
}

void Chain::count_hit(const std::vector<Disruption>& disruptions, sim::Hit hit) {
  for (const auto& disruption : disruptions) world_.faults().count_hit(disruption.fault, hit);
}

void Chain::count_hit(std::vector<sim::CauseId> faults, sim::Hit hit) {
  std::ranges::sort(faults);
  const auto repeated = std::ranges::unique(faults);
  faults.erase(repeated.begin(), repeated.end());
  for (const sim::CauseId fault : faults) world_.faults().count_hit(fault, hit);
}

const Block& Chain::produce(const Proposal& proposal) {
  Block block = begin_block(proposal);
  const auto demand = congestion_.next_block(block.base_fee, block.gas_limit / spec_.fees.elasticity,
                                             disruptions_.fee_multiplier_permille());
  block.median_tip = demand.median_tip();
  count_hit(disruptions_.fee_multipliers, sim::Hit::kBlock);
  if (!forced_.empty() || !mempool_.empty()) {
    const auto context = context_of(block);
    BlockBuilder builder(state_, mempool_, code_, signatures_, gossip_);
    builder.take_forced(block, context, forced_);
    forced_.clear();
    if (proposal.takes_pool) builder.take_pool(block, context, demand);
  }
  block.gas_used += std::min(demand.gas(), block.gas_limit - std::min(block.gas_used, block.gas_limit));
  Block& sealed = seal(std::move(block));
  announce(sealed);
  if (sealed.number % kTidyEvery == 0) {
    forget();
    mempool_.drop_expired(world_.now(), [this](const Address& sender) { return state_.nonce(sender); });
  }
  return sealed;
}

void Chain::tell_builders(sim::EntityId zone, std::uint64_t above) {
  for (const auto& [sender, queue] : mempool_.senders())
    for (const auto& [nonce, transaction] : queue) gossip_.reach(*transaction, zone);
  for (auto block = blocks_.rbegin(); block != blocks_.rend() && block->number > above; ++block)
    for (const auto& placed : block->transactions) gossip_.reach(*placed.transaction, zone);
}

Block& Chain::seal(Block block) {
  block.serial = ++serial_;
  block.state_digest = state_.digest();
  block.content_root = content_root(block.transactions);
  block.hash = block_hash(block);
  for (const auto& placed : block.transactions) {
    transactions_[placed.transaction->hash] = {block.number, placed.position};
    mempool_.confirm(placed.transaction->sender, placed.transaction->body().nonce + 1);
    burnt_ += Uint256(block.base_fee) * placed.outcome.gas_used;
    for (std::uint32_t i = 0; i < placed.outcome.logs.size(); ++i)
      logs_[placed.outcome.logs[i].address].push_back({block.number, placed.position, i});
  }
  auto& digest = world_.kernel().digest();
  digest.mix(id_.index);
  digest.mix(BytesView(block.hash).first(16));
  blocks_.push_back(std::move(block));
  return blocks_.back();
}

void Chain::announce(Block& block) {
  auto& kernel = world_.kernel();
  auto& journal = world_.journal();
  block.row = write_block(journal, tables_, id_, block);
  const sim::CauseId before = kernel.cause();
  for (auto& placed : block.transactions) {
    kernel.set_cause(placed.transaction->cause);
    placed.row = write_transaction(journal, tables_, id_, block, placed);
    if (placed.row.row == 0) placed.row = kernel.cause();
    announce_logs(block, placed);
  }
  kernel.set_cause(before);
  for (const auto& callback : on_block_) callback(block);
}

void Chain::announce_logs(const Block& block, const PlacedTransaction& placed) {
  auto& kernel = world_.kernel();
  std::uint32_t index = placed.first_log;
  for (const auto& log : placed.outcome.logs) {
    kernel.set_cause(placed.row);
    const sim::CauseId row = write_log(world_.journal(), tables_, id_, block, placed, index, log);
    if (row.row != 0) kernel.set_cause(row);
    if (const auto listeners = on_log_.find(log.address); listeners != on_log_.end()) {
      const PlacedLog event{block, placed, log, index, kernel.cause()};
      for (const auto& listener : listeners->second)
        if (!listener.topic0 || (!log.topics.empty() && log.topics[0] == *listener.topic0)) listener.callback(event);
    }
    ++index;
  }
}

void Chain::undo(std::uint64_t depth) {
  ORRERY_ASSERT(depth < blocks_.size(), "a reorg goes back to the first block at most");
  if (depth == 0) return;
  const std::uint64_t first_undone = head().number - depth + 1;
  ORRERY_ASSERT(first_undone > forgotten_below_, "final blocks are not undone");
  for (const auto& callback : on_reorg_) callback(first_undone);
  for (; depth > 0; --depth) {
    Block& last = blocks_.back();
    mark_reorged(world_.journal(), tables_, last);
    for (auto placed = last.transactions.rbegin(); placed != last.transactions.rend(); ++placed) {
      transactions_.erase(placed->transaction->hash);
      burnt_ -= Uint256(last.base_fee) * placed->outcome.gas_used;
      for (const auto& log : placed->outcome.logs) logs_[log.address].pop_back();
      mempool_.put_back(placed->transaction);
    }
    state_.undo_to(last.before);
    blocks_.pop_back();
  }
}

void Chain::record_finality(const char* kind, std::uint64_t number, std::optional<std::uint64_t> participation) {
  world_.journal().write(tables_.finality,
                         {id_, kind, number, participation ? sim::Value(*participation) : sim::Value()});
}

std::vector<PlacedTransaction> Chain::bootstrap(const std::vector<SignedTransaction>& transactions) {
  ORRERY_ASSERT(!started_, "a chain is bootstrapped before it starts");
  std::vector<PlacedTransaction> placed;
  auto next = transactions.begin();
  while (next != transactions.end()) {
    Proposal proposal;
    const auto start = static_cast<std::uint64_t>(world_.now().unix_nanoseconds() / 1'000'000'000);
    const std::uint64_t next_step = std::min(start - kBootstrapStep, head().proposal.timestamp + kBootstrapStep);
    proposal.timestamp = std::max(start - kBootstrapBefore, next_step);
    Gas room = spec_.gas_limit;
    for (; next != transactions.end() && next->body.gas_limit <= room; ++next) {
      room -= next->body.gas_limit;
      force(*next);
    }
    ORRERY_ASSERT(!forced_.empty(), "a bootstrap transaction fits into a block");
    const std::size_t count = forced_.size();
    Block block = begin_block(proposal);
    block.base_fee = spec_.fees.initial_base_fee;
    BlockBuilder builder(state_, mempool_, code_, signatures_, gossip_);
    builder.take_forced(block, context_of(block), forced_);
    forced_.clear();
    ORRERY_ASSERT(block.transactions.size() == count, "bootstrap transactions are funded and in order");
    Block& sealed = seal(std::move(block));
    announce(sealed);
    placed.insert(placed.end(), sealed.transactions.begin(), sealed.transactions.end());
  }
  return placed;
}

}  // namespace orrery::chains
