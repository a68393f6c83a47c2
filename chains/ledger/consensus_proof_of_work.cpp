#include "chains/ledger/consensus_proof_of_work.h"

#include <fmt/format.h>

#include <algorithm>

#include "chains/ledger/chain.h"
#include "chains/ledger/consensus_limits.h"
#include "chains/ledger/event_kinds.h"
#include "sim/assert.h"
#include "sim/input_error.h"
#include "sim/network.h"

namespace orrery::chains {
namespace {

/// How far back branches are followed. Two sides of a partition that both mine may differ by this many blocks.
constexpr std::uint64_t kDeepest = 4096;

}  // namespace

std::unique_ptr<Consensus> ProofOfWorkSpec::make(Chain& chain, const ChainLookup&) const {
  check_interval(chain, "interval between blocks", mean_interval);
  return std::make_unique<ProofOfWork>(chain, *this);
}

ProofOfWork::ProofOfWork(Chain& chain, ProofOfWorkSpec spec)
    : chain_(chain),
      spec_(std::move(spec)),
      miners_(chain, "miners", spec_.miners),
      intervals_(chain.random("intervals")),
      luck_(chain.random("miners")),
      latency_(chain.random("relay")) {}

void ProofOfWork::start() {
  const auto now = chain_.world().now();
  const std::uint64_t height = chain_.head().number;
  blocks_.push_back({0, 0, height, height, 0, now, {miners_.groups().size(), now}});
  canonical_.push_back(0);
  schedule_next();
}

void ProofOfWork::schedule_next() {
  const auto at = chain_.world().now() + intervals_.exponential(spec_.mean_interval);
  chain_.world().kernel().schedule_caused(at, chain_.tag(kMinedEvent), {}, [this] { on_found(); });
}

const ProofOfWork::Found& ProofOfWork::tip_of(std::size_t miner) const {
  const auto now = chain_.world().now();
  const Found* best = &blocks_.front();
  for (auto block = blocks_.rbegin(); block != blocks_.rend() && block->highest >= best->height; ++block) {
    const auto& arrival = block->arrives[miner];
    if (!arrival || *arrival > now) continue;
    const bool came_first = block->height == best->height && *arrival < best->arrives[miner].value_or(now);
    if (block->height > best->height || came_first) best = &*block;
  }
  if (!best->arrives[miner] || *best->arrives[miner] > now) throw_too_deep();
  return *best;
}

void ProofOfWork::throw_too_deep() const {
  throw sim::InputError("",
                        fmt::format("miners of the chain \"{}\" have worked apart for more than {} blocks by {}, "
                                    "and no reorg is deeper than that",
                                    chain_.name(), kDeepest, sim::to_text(chain_.world().now(), 0)),
                        "end the partition earlier, or give blocks a longer interval");
}

void ProofOfWork::on_found() {
  schedule_next();
  const std::size_t miner = miners_.draw_index(luck_);
  const auto& group = miners_.groups()[miner];
  auto& network = chain_.world().network();
  auto missing = Disruptions::faults_of({&chain_.disruptions().halted});
  if (const auto down = group.zone.is_none() ? std::nullopt : network.zone_down_because(group.zone);
      down && missing.empty())
    missing.push_back(*down);
  without_block_.note(missing);
  chain_.count_hit(missing, sim::Hit::kBlock);
  if (!missing.empty()) return;  // its work is missing: blocks are rarer

  ++found_;
  const auto now = chain_.world().now();
  const Found& parent = tip_of(miner);
  const std::uint64_t height = parent.height + 1;
  Found block{blocks_.back().id + 1, parent.id, height, std::max(height, blocks_.back().highest), miner, now, {}};
  for (const auto& other : miners_.groups()) {
    std::optional<sim::Time> arrives;
    if (&other == &group) {
      arrives = now;
    } else if (other.zone.is_none() || group.zone.is_none()) {
      arrives = now + spec_.relay_delay;
    } else if (const auto delay = network.draw_latency(group.zone, other.zone, latency_)) {
      arrives = now + spec_.relay_delay + *delay;
    }
    block.arrives.push_back(arrives);
  }
  chain_.tell_builders(group.zone, fork_of(parent).height);
  blocks_.push_back(std::move(block));
  if (blocks_.back().height > chain_.head().number) {
    adopt(blocks_.back());
  } else {
    ++orphaned_;
  }
  while (blocks_.front().height + kDeepest < chain_.head().number) blocks_.pop_front();
  while (canonical_.size() > kDeepest + 1) canonical_.pop_front();
}

const ProofOfWork::Found& ProofOfWork::fork_of(const Found& tip) const {
  const std::uint64_t head = chain_.head().number;
  const auto canonical_at = [&](std::uint64_t height) { return canonical_[canonical_.size() - 1 - (head - height)]; };
  const Found* block = &tip;
  while (block->height > head || canonical_at(block->height) != block->id) {
    if (block->parent < blocks_.front().id) throw_too_deep();
    block = &get(block->parent);
  }
  return *block;
}

void ProofOfWork::adopt(const Found& tip) {
  const Found& fork = fork_of(tip);
  std::vector<const Found*> branch;
  for (const Found* block = &tip; block->id != fork.id; block = &get(block->parent)) branch.push_back(block);
  const std::uint64_t depth = chain_.head().number - fork.height;
  chain_.undo(depth);
  orphaned_ += depth;
  orphaned_ -= branch.size() - 1;  // they were counted when they were found
  deepest_reorg_ = std::max(deepest_reorg_, depth);
  canonical_.resize(canonical_.size() - depth);
  for (auto it = branch.rbegin(); it != branch.rend(); ++it) {
    produce(**it);
    canonical_.push_back((*it)->id);
  }
}

void ProofOfWork::produce(const Found& block) {
  const auto& group = miners_.groups()[block.miner];
  Proposal proposal;
  const auto seconds = static_cast<std::uint64_t>(block.at.unix_nanoseconds() / 1'000'000'000);
  proposal.timestamp = std::max(seconds, chain_.head().proposal.timestamp + 1);  // a clock is never behind its parent
  proposal.proposer = group.id;
  proposal.zone = group.zone;
  proposal.publication = spec_.relay_delay;
  proposal.chosen = block.at;
  chain_.produce(proposal);
  without_block_.clear();
}

std::uint64_t ProofOfWork::safe_block() const {
  const std::uint64_t head = chain_.head().number;
  return head - std::min(head - chain_.first_number(), spec_.confirmations);
}

std::uint64_t ProofOfWork::final_block() const {
  const std::uint64_t head = chain_.head().number;
  return head - std::min(head - chain_.first_number(), kDeepest);
}

}  // namespace orrery::chains
