#include "chains/rpc/head_view.h"

#include <algorithm>

#include "sim/network.h"

namespace orrery::chains {
namespace {

/// How many blocks that could be there are looked at before the node is taken to be cut off.
constexpr int kLooks = 8;

}  // namespace

HeadView::HeadView(Chain& chain, sim::EntityId zone, sim::Duration import_delay, std::string_view name)
    : chain_(chain),
      zone_(zone),
      import_delay_(import_delay),
      random_(chain.world().random("rpc/" + std::string(name) + "/head")),
      seen_(chain.head().number) {
  chain_.add_reader(*this);
  chain_.on_reorg([this](std::uint64_t first_undone) { seen_ = std::min(seen_, first_undone - 1); });
}

HeadView::~HeadView() { chain_.remove_reader(*this); }

std::optional<sim::Time> HeadView::arrival(const Block& block) {
  auto& kept = arrivals_[block.number % arrivals_.size()];
  if (kept.serial == block.serial && block.serial != 0) return kept.at;
  sim::Time at = block.published;
  if (!zone_.is_none() && !block.proposal.zone.is_none()) {
    const auto latency = chain_.world().network().draw_latency(block.proposal.zone, zone_, random_);
    if (!latency) return std::nullopt;
    at = at + *latency;
  }
  at = at + random_.exponential(import_delay_);
  kept = {block.serial, at};
  return at;
}

const Block& HeadView::head() {
  if (frozen_by_.empty()) {
    const sim::Time now = chain_.world().now();
    sim::Duration extra;
    for (const auto& delay : delays_) extra += delay.by;
    int looks = 0;
    for (std::uint64_t number = chain_.head().number; number > seen_ && looks < kLooks; --number) {
      const Block& block = *chain_.block(number);
      if (block.published + extra > now) continue;
      ++looks;
      const auto at = arrival(block);
      if (!at || *at + extra > now) continue;
      seen_ = number;
    }
  }
  return *chain_.block(seen_);
}

std::uint64_t HeadView::oldest_needed() { return head().number; }

void HeadView::freeze(sim::CauseId fault) {
  head();
  frozen_by_.push_back(fault);
}

void HeadView::thaw(sim::CauseId fault) { std::erase(frozen_by_, fault); }

void HeadView::count_hits(sim::Faults& faults) const {
  if (chain_.head().number == seen_) return;
  for (const sim::CauseId fault : frozen_by_) faults.count_hit(fault, sim::Hit::kRequest);
  for (const Delay& delay : delays_) faults.count_hit(delay.fault, sim::Hit::kRequest);
}

void HeadView::delay(sim::CauseId fault, sim::Duration by) {
  head();
  delays_.push_back({fault, by});
}

void HeadView::undelay(sim::CauseId fault) {
  std::erase_if(delays_, [fault](const Delay& delay) { return delay.fault == fault; });
}

}  // namespace orrery::chains
