#include "chains/ledger/consensus_proof_of_stake.h"

#include <algorithm>

#include "chains/ledger/chain.h"
#include "chains/ledger/consensus_limits.h"
#include "chains/ledger/event_kinds.h"
#include "sim/input_error.h"
#include "sim/network.h"

namespace orrery::chains {

std::unique_ptr<Consensus> ProofOfStakeSpec::make(Chain& chain, const ChainLookup&) const {
  check_interval(chain, "slot", slot);
  if (chain.world().now() < genesis)
    throw sim::InputError("",
                          "the chain \"" + chain.name() + "\" has slots from " + sim::to_text(genesis, 0) +
                              " on, and the scenario begins before",
                          "begin later, or give it proof-of-work");
  if (slots_per_epoch == 0) throw sim::InputError("", "the chain \"" + chain.name() + "\" has epochs without slots");
  return std::make_unique<ProofOfStake>(chain, *this);
}

ProofOfStake::ProofOfStake(Chain& chain, ProofOfStakeSpec spec)
    : chain_(chain),
      spec_(std::move(spec)),
      validators_(chain, "validators", spec_.validators),
      latency_(chain.random("reach")),
      proposers_(chain.random("proposers")),
      misses_(chain.random("missed-slots")),
      publications_(chain.random("publication")) {}

sim::Time ProofOfStake::time_of(std::uint64_t slot) const {
  return spec_.genesis + spec_.slot * static_cast<std::int64_t>(slot);
}

void ProofOfStake::start() {
  const auto since_genesis = chain_.world().now() - spec_.genesis;
  const std::uint64_t slot =
      since_genesis < sim::Duration::zero() ? 0 : static_cast<std::uint64_t>(since_genesis / spec_.slot) + 1;
  checkpoint_ = last_checkpoint_ = justified_ = finalized_ = chain_.head().number;
  schedule_slot(slot);
}

void ProofOfStake::schedule_slot(std::uint64_t slot) {
  chain_.world().kernel().schedule_caused(time_of(slot), chain_.tag(kSlotEvent), {}, [this, slot] { on_slot(slot); });
}

void ProofOfStake::on_slot(std::uint64_t slot) {
  schedule_slot(slot + 1);
  const bool starts_epoch = slot % spec_.slots_per_epoch == 0;
  if (starts_epoch && participation_slots_ > 0) end_epoch();
  ++slots_;
  propose(slot);
  if (starts_epoch) {
    last_checkpoint_ = checkpoint_;
    checkpoint_ = chain_.head().number;
  }
}

bool ProofOfStake::is_missed(std::vector<sim::CauseId>& because) {
  const std::uint64_t extra = Disruptions::share_of(chain_.disruptions().missed_slots);
  const std::uint64_t off = Disruptions::share_of(chain_.disruptions().validators_off);
  const auto happens = [&](std::uint64_t share) { return misses_.chance(static_cast<std::uint32_t>(share)); };
  // Every draw is made in every slot, so that a fault shifts no luck but its own.
  const bool missed = happens(spec_.missed_slots.parts_per_billion);
  const bool missed_more = happens(extra);
  const bool proposer_off = happens(off);
  const auto& disruptions = chain_.disruptions();
  if (missed_more) chain_.count_hit(disruptions.missed_slots, sim::Hit::kSlot);
  if (proposer_off) chain_.count_hit(disruptions.validators_off, sim::Hit::kSlot);
  chain_.count_hit(disruptions.halted, sim::Hit::kSlot);
  because = Disruptions::faults_of({&disruptions.halted});
  if (because.empty() && missed_more) because = Disruptions::faults_of({&disruptions.missed_slots});
  if (because.empty() && proposer_off) because = Disruptions::faults_of({&disruptions.validators_off});
  return missed || missed_more || proposer_off || !disruptions.halted.empty();
}

/// Stake whose zone stands, wherever it is.
std::uint64_t ProofOfStake::standing_stake() const {
  std::uint64_t stake = 0;
  const auto& network = chain_.world().network();
  for (const auto& group : validators_.groups())
    if (group.zone.is_none() || !network.zone_down_because(group.zone)) stake += group.share;
  return validators_.parts_per_billion(stake);
}

/// Stake that is up and that a block from this proposer reaches.
std::uint64_t ProofOfStake::attesting_stake(const Proposers::Group& proposer, std::vector<sim::CauseId>& cuts) {
  std::uint64_t stake = 0;
  const auto& network = chain_.world().network();
  for (const auto& group : validators_.groups()) {
    if (group.zone.is_none() || proposer.zone.is_none() ||
        network.draw_latency(proposer.zone, group.zone, latency_, &cuts)) {
      stake += group.share;
    }
  }
  return validators_.parts_per_billion(stake);
}

void ProofOfStake::propose(std::uint64_t slot) {
  const auto& proposer = validators_.draw(proposers_);
  std::vector<sim::CauseId> because, cuts;
  const bool missed = is_missed(because);
  const bool late = misses_.chance(spec_.late_blocks.parts_per_billion);
  const sim::Duration publication =
      std::min(spec_.publication + publications_.exponential(spec_.publication_spread), spec_.latest_publication);

  std::uint64_t attesting = attesting_stake(proposer, cuts);
  // A block that most of those who are there do not see is built upon by nobody: a missed slot to everybody else.
  const bool proposer_stands = proposer.zone.is_none() || !chain_.world().network().zone_down_because(proposer.zone);
  const bool is_seen = proposer_stands && attesting * 2 > standing_stake();
  if (!is_seen) {
    std::uint64_t best = 0;
    for (const auto& group : validators_.groups()) best = std::max(best, attesting_stake(group, cuts));
    attesting = best;
    if (chain_.disruptions().halted.empty()) because.insert(because.end(), cuts.begin(), cuts.end());
  }
  chain_.count_hit(cuts, sim::Hit::kSlot);
  count_attestations(attesting, cuts);
  if (missed || !is_seen) {
    without_block_.note(because);
    ++missed_;
    return;
  }
  if (head_is_late_ && chain_.head().number > finalized_) chain_.undo(1);
  head_is_late_ = late;
  Proposal proposal;
  proposal.slot = slot;
  proposal.timestamp = static_cast<std::uint64_t>(time_of(slot).unix_nanoseconds() / 1'000'000'000);
  proposal.proposer = proposer.id;
  proposal.zone = proposer.zone;
  proposal.publication = late ? spec_.latest_publication : publication;
  chain_.produce(proposal);
  without_block_.clear();
}

void ProofOfStake::count_attestations(std::uint64_t attesting, const std::vector<sim::CauseId>& cuts) {
  const auto& disruptions = chain_.disruptions();
  const std::uint64_t off = Disruptions::share_of(disruptions.validators_off);
  const std::uint64_t gone = std::min(kWhole, spec_.absent.parts_per_billion + off);
  if (disruptions.halted.empty()) participation_sum_ += attesting * (kWhole - gone) / kWhole;
  ++participation_slots_;
  auto because = Disruptions::faults_of({&disruptions.halted});
  if (because.empty()) {
    because = Disruptions::faults_of({&disruptions.validators_off});
    because.insert(because.end(), cuts.begin(), cuts.end());
  }
  without_finality_.note(because);
}

void ProofOfStake::end_epoch() {
  const std::uint64_t participation = participation_sum_ / participation_slots_;
  participation_sum_ = participation_slots_ = 0;
  const bool is_justified = participation * 3 >= kWhole * 2;
  if (!is_justified) {
    chain_.record_finality("stalled", finalized_, participation);
  } else {
    justified_ = std::max(justified_, checkpoint_);
    chain_.record_finality("justified", justified_, participation);
    if (last_was_justified_ && last_checkpoint_ > finalized_) {
      finalized_ = last_checkpoint_;
      without_finality_.clear();
      chain_.record_finality("finalized", finalized_, participation);
    }
  }
  last_was_justified_ = is_justified;
}

bool ProofOfStake::suffers(std::string_view fault) const {
  return fault == "finality-stall" || fault == "missed-slots" || fault == "reorg";
}

}  // namespace orrery::chains
