#include "chains/ledger/consensus_committee.h"

#include <algorithm>

#include "chains/ledger/chain.h"
#include "chains/ledger/consensus_limits.h"
#include "chains/ledger/event_kinds.h"
#include "sim/input_error.h"

namespace orrery::chains {
namespace {

constexpr int kVotes = 3;  // pre-prepare, prepare, commit

}  // namespace

std::unique_ptr<Consensus> CommitteeSpec::make(Chain& chain, const ChainLookup&) const {
  if (members.empty()) throw sim::InputError("", "the committee of the chain \"" + chain.name() + "\" has no members");
  check_interval(chain, "block time", block_time);
  check_interval(chain, "round timeout", round_timeout);
  return std::make_unique<Committee>(chain, *this);
}

Committee::Committee(Chain& chain, CommitteeSpec spec)
    : chain_(chain), spec_(std::move(spec)), latency_(chain.random("votes")) {
  for (const auto& member : spec_.members) {
    members_.push_back(&chain.world().network().add_host(
        {.name = member.name, .zone = member.zone, .parent = chain.id(), .leans_on = member.leans_on}));
  }
}

void Committee::start() { schedule(chain_.world().now() + spec_.block_time, kSlotEvent); }

void Committee::schedule(sim::Time at, std::uint8_t kind) {
  chain_.world().kernel().schedule_caused(at, chain_.tag(kind), {}, [this] { propose(); });
}

bool Committee::answers(std::size_t member) const {
  const auto& host = *members_[member];
  const std::uint64_t off = Disruptions::share_of(chain_.disruptions().validators_off);
  const std::uint64_t switched_off = (members_.size() * off + kWhole - 1) / kWhole;  // the last ones of the list
  return host.is_up() && !host.is_paused() && member + switched_off < members_.size();
}

std::optional<sim::Duration> Committee::commit_delay(std::size_t proposer) {
  delays_.clear();
  delays_.push_back(sim::Duration::zero());  // to itself
  const auto& network = chain_.world().network();
  for (std::size_t member = 0; member < members_.size(); ++member) {
    if (member == proposer || !answers(member)) continue;
    if (const auto delay = network.draw_latency(members_[proposer]->zone(), members_[member]->zone(), latency_, &cuts_))
      delays_.push_back(*delay);
  }
  if (delays_.size() < quorum()) return std::nullopt;
  const auto last = delays_.begin() + static_cast<std::ptrdiff_t>(quorum() - 1);
  std::nth_element(delays_.begin(), last, delays_.end());
  return *last * kVotes;
}

void Committee::propose() {
  const std::size_t proposer = (chain_.head().number + 1 + round_) % members_.size();
  cuts_.clear();
  if (!answers(proposer) || !chain_.disruptions().halted.empty()) return change_round();
  const auto delay = commit_delay(proposer);
  if (!delay) return change_round();
  is_stalled_ = false;
  round_ = 0;
  const sim::Time now = chain_.world().now();
  Proposal proposal;
  proposal.slot = chain_.head().number + 1;
  proposal.timestamp = static_cast<std::uint64_t>(now.unix_nanoseconds() / 1'000'000'000);
  proposal.proposer = members_[proposer]->id();
  proposal.zone = members_[proposer]->zone();
  proposal.publication = *delay;
  chain_.produce(proposal);
  without_block_.clear();
  schedule(now + std::max(spec_.block_time, *delay), kSlotEvent);
}

void Committee::change_round() {
  auto because = Disruptions::faults_of({&chain_.disruptions().halted});
  if (because.empty()) because = missing_members();
  without_block_.note(because);
  chain_.count_hit(because, sim::Hit::kBlock);
  const auto doubling = std::min<std::uint64_t>(round_, static_cast<std::uint64_t>(spec_.largest_doubling));
  ++round_;
  if (round_ > members_.size() && !is_stalled_) {
    is_stalled_ = true;  // everybody has had a turn
    chain_.record_finality("stalled", chain_.head().number);
  }
  schedule(chain_.world().now() + spec_.round_timeout * (std::int64_t{1} << doubling), kRoundChangeEvent);
}

std::vector<sim::CauseId> Committee::missing_members() const {
  std::vector<sim::CauseId> missing = Disruptions::faults_of({&chain_.disruptions().validators_off});
  for (auto* member : members_)
    if (!member->is_up() || member->is_paused()) missing.push_back(member->waiting().front().cause);
  for (const sim::CauseId cut : cuts_)
    if (std::find(missing.begin(), missing.end(), cut) == missing.end()) missing.push_back(cut);
  return missing;
}

std::uint64_t Committee::safe_block() const { return chain_.head().number; }

bool Committee::suffers(std::string_view fault) const { return fault == "finality-stall"; }

}  // namespace orrery::chains
