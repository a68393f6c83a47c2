#include "chains/ledger/consensus.h"

#include <algorithm>

#include "chains/ledger/chain.h"
#include "chains/ledger/consensus_committee.h"
#include "chains/ledger/consensus_limits.h"
#include "chains/ledger/consensus_proof_of_stake.h"
#include "chains/ledger/consensus_proof_of_work.h"
#include "chains/ledger/consensus_rollup.h"
#include "sim/input_error.h"
#include "sim/wide_integer.h"

namespace orrery::chains {

std::vector<ConsensusKind> consensus_kinds() {
  return {
      {"proof-of-stake", "Slots, epochs and finality by two thirds of the stake.",
       std::make_shared<ProofOfStakeSpec>()},
      {"rollup", "A sequencer that posts batches to an L1.", std::make_shared<RollupSpec>()},
      {"committee", "Named validators that make each block final at once.", std::make_shared<CommitteeSpec>()},
      {"proof-of-work", "Miners, chance and reorgs.", std::make_shared<ProofOfWorkSpec>()},
  };
}

void Disruptions::lift(std::vector<Disruption>& from, sim::CauseId fault) {
  std::erase_if(from, [fault](const Disruption& disruption) { return disruption.fault == fault; });
}

std::vector<sim::CauseId> Disruptions::faults_of(std::initializer_list<const std::vector<Disruption>*> lists) {
  std::vector<sim::CauseId> faults;
  for (const auto* list : lists)
    for (const Disruption& disruption : *list) faults.push_back(disruption.fault);
  return faults;
}

std::uint64_t Disruptions::share_of(const std::vector<Disruption>& disruptions) {
  std::uint64_t sum = 0;
  for (const auto& disruption : disruptions) sum += disruption.amount;
  return std::min(sum, kWhole);
}

std::uint64_t Disruptions::fee_multiplier_permille() const {
  constexpr std::uint64_t kLargest = 1'000'000'000;
  std::uint64_t product = kMilli;
  for (const auto& spike : fee_multipliers)
    product = std::min(product * std::min(spike.amount, kLargest) / kMilli, kLargest);
  return product;
}

std::uint64_t force_reorg(Chain& chain, std::uint64_t depth) {
  const std::uint64_t undoable =
      chain.head().number - std::max(chain.consensus().anchored_block(), chain.oldest_readable());
  depth = std::min(depth, undoable);
  std::vector<Proposal> proposals;
  for (std::uint64_t i = depth; i > 0; --i) {
    proposals.push_back(chain.block(chain.head().number - i + 1)->proposal);
    proposals.back().takes_pool = false;
    proposals.back().publication = {};
  }
  chain.undo(depth);
  for (const auto& proposal : proposals) chain.produce(proposal);
  return depth;
}

void check_interval(const Chain& chain, std::string_view what, sim::Duration interval) {
  if (interval > sim::Duration::zero() && interval <= sim::Duration::hours(24)) return;
  throw sim::InputError(
      "", "the " + std::string(what) + " of the chain \"" + chain.name() + "\" is " + sim::to_text(interval),
      "give more than 0 and at most a day");
}

Proposers::Proposers(Chain& chain, std::string_view role, const std::vector<ProposerGroup>& groups) {
  auto& world = chain.world();
  for (const auto& group : groups) {
    const auto zone = group.zone.empty() ? sim::EntityId::none() : world.entities().require(group.zone, "zone");
    std::string name = chain.name() + "/" + std::string(role);
    if (!group.zone.empty()) name += "/" + group.zone;
    const auto id = world.add_entity("proposers", std::move(name), chain.id(), zone);
    groups_.push_back({id, zone, group.share.parts_per_billion});
    total_ += group.share.parts_per_billion;
  }
  if (total_ == 0)
    throw sim::InputError("", "the chain \"" + chain.name() + "\" has nobody to make its blocks",
                          "give the zones of its " + std::string(role) + " shares above 0");
}

std::size_t Proposers::draw_index(sim::Random& random) const {
  std::uint64_t at = random.below(total_);
  std::size_t index = 0;
  while (at >= groups_[index].share) at -= groups_[index++].share;
  return index;
}

std::uint64_t Proposers::parts_per_billion(std::uint64_t part) const {
  return static_cast<std::uint64_t>((static_cast<sim::Uint128>(part) * kWhole + total_ - 1) / total_);
}

}  // namespace orrery::chains
