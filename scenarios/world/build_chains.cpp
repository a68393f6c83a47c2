#include "scenarios/world/build_chains.h"

#include <fmt/format.h>

#include <algorithm>

#include "chains/ledger/consensus_proof_of_stake.h"
#include "chains/ledger/consensus_proof_of_work.h"
#include "chains/ledger/consensus_rollup.h"
#include "chains/ledger/presets.h"
#include "scenarios/world/build_places.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

constexpr std::uint64_t kMostMembers = 100;  // every member hears every other: n^2 messages a block

bool is_rollup(const ChainEntry& chain) { return chain.preset == "base-like" || chain.preset == "arbitrum-like"; }

std::vector<chains::ProposerGroup> proposers(const ChainEntry& chain, const sim::World& world) {
  if (chain.validators.empty()) return {{"", {1'000'000'000}}};
  std::vector<chains::ProposerGroup> groups;
  for (const ValidatorsEntry& validators : chain.validators)
    groups.push_back({checked_name(world, validators.zone, "zone"), validators.share});
  return groups;
}

std::vector<chains::CommitteeMember> members(const ChainEntry& chain, const sim::World& world) {
  std::uint64_t count = 0;
  for (const ValidatorsEntry& validators : chain.validators) count += validators.count;
  if (count > kMostMembers)
    throw sim::InputError(chain.place.text(), fmt::format("chain \"{}\" has {} members; expected at most {}",
                                                          chain.name, count, kMostMembers));
  std::vector<chains::CommitteeMember> all;
  for (const ValidatorsEntry& validators : chain.validators) {
    if (!validators.name.empty() && validators.count != 1)
      throw sim::InputError(validators.name.place.text(),
                            fmt::format("name: \"{}\" is one member; leave count out", validators.name.name));
    for (std::uint32_t i = 0; i < validators.count; ++i) {
      const std::string member = validators.name.empty() ? fmt::format("member-{}", all.size()) : validators.name.name;
      all.push_back({fmt::format("{}/{}", chain.name, member), checked_name(world, validators.zone, "zone"),
                     checked_names(world, validators.leans_on, "service")});
    }
  }
  if (all.empty())
    throw sim::InputError(chain.place.text(),
                          fmt::format("chain \"{}\" has no members; give [[chain.validators]]", chain.name));
  return all;
}

chains::ChainSpec rollup(const ChainEntry& chain, const sim::World& world) {
  if (chain.settles_on.empty() || chain.sequencer.empty())
    throw sim::InputError(chain.place.text(), fmt::format("rollup \"{}\" needs settles_on and sequencer", chain.name));
  const auto& zone = checked_name(world, chain.sequencer, "zone");
  const auto leans_on = checked_names(world, chain.sequencer_leans_on, "service");
  return chain.preset == "base-like" ? chains::base_like(chain.name, chain.settles_on.name, zone, leans_on)
                                     : chains::arbitrum_like(chain.name, chain.settles_on.name, zone, leans_on);
}

chains::ChainSpec preset(const ChainEntry& chain, const sim::World& world) {
  if (is_rollup(chain)) return rollup(chain, world);
  if (chain.preset == "private-bank") return chains::private_bank_chain(chain.name, members(chain, world));
  chains::ChainSpec spec = chains::ethereum_like(chain.name, proposers(chain, world));
  if (chain.preset == "proof-of-work") {
    auto consensus = std::make_shared<chains::ProofOfWorkSpec>();
    consensus->miners = proposers(chain, world);
    spec.consensus = std::move(consensus);
  }
  return spec;
}

/// A copy of the consensus with `change` applied, when it is of that kind.
template <class Spec, class Change>
bool adjust(chains::ChainSpec& spec, Change change) {
  const auto* consensus = dynamic_cast<const Spec*>(spec.consensus.get());
  if (consensus == nullptr) return false;
  auto copy = std::make_shared<Spec>(*consensus);
  change(*copy);
  spec.consensus = std::move(copy);
  return true;
}

void apply_overrides(const ChainEntry& chain, chains::ChainSpec& spec) {
  if (chain.chain_id == std::uint64_t{0})
    throw sim::InputError(chain.place.text(), "chain_id: expected more than zero");
  if (chain.chain_id) spec.chain_id = *chain.chain_id;
  if (chain.base_fee) {
    if (chain.base_fee->amount > chains::Uint256(100'000 * chains::kGwei))
      throw sim::InputError(chain.place.text(), "base_fee: expected at most 100000 gwei");
    spec.congestion.usual_base_fee = static_cast<chains::GasPrice>(chain.base_fee->amount);
    spec.fees.initial_base_fee = std::max(spec.congestion.usual_base_fee, spec.fees.minimum_base_fee);
  }
  if (chain.gas_limit) {
    constexpr std::uint64_t kLeast = 8'000'000, kMost = 10'000'000'000;  // set-up transactions must fit
    if (*chain.gas_limit < kLeast || *chain.gas_limit > kMost)
      throw sim::InputError(chain.place.text(), fmt::format("gas_limit: expected {} to {}", kLeast, kMost));
    spec.gas_limit = *chain.gas_limit;
  }
  if (chain.block_time) {
    if (*chain.block_time < sim::Duration::milliseconds(100))
      throw sim::InputError(chain.place.text(), "block_time: expected at least 100ms");
    const sim::Duration time = *chain.block_time;
    adjust<chains::ProofOfStakeSpec>(spec, [&](auto& consensus) { consensus.slot = time; }) ||
        adjust<chains::RollupSpec>(spec, [&](auto& consensus) { consensus.block_time = time; }) ||
        adjust<chains::CommitteeSpec>(spec, [&](auto& consensus) { consensus.block_time = time; }) ||
        adjust<chains::ProofOfWorkSpec>(spec, [&](auto& consensus) { consensus.mean_interval = time; });
  }
  if (chain.missed_slots &&
      !adjust<chains::ProofOfStakeSpec>(spec, [&](auto& consensus) { consensus.missed_slots = *chain.missed_slots; }))
    throw sim::InputError(chain.place.text(), fmt::format("missed_slots: a {} chain has no slots", chain.preset));
}

/// What another preset would read, and this one would silently pass over.
void refuse_idle_keys(const ChainEntry& chain) {
  const auto idle = [&](const Place& place, const char* key) {
    throw sim::InputError(place.text(), fmt::format("{}: means nothing on the preset \"{}\"", key, chain.preset));
  };
  if (!is_rollup(chain)) {
    if (!chain.settles_on.empty()) idle(chain.settles_on.place, "settles_on");
    if (!chain.sequencer.empty()) idle(chain.sequencer.place, "sequencer");
    if (!chain.sequencer_leans_on.empty()) idle(chain.sequencer_leans_on.front().place, "sequencer_leans_on");
  }
  for (const ValidatorsEntry& validators : chain.validators) {
    if (is_rollup(chain)) idle(validators.place, "validators");
    const bool is_private = chain.preset == "private-bank";
    if (is_private && validators.share.parts_per_billion != 0) idle(validators.place, "share");
    if (!is_private && validators.count != 1) idle(validators.place, "count");
    if (!is_private && !validators.name.empty()) idle(validators.name.place, "name");
    if (!is_private && !validators.leans_on.empty()) idle(validators.leans_on.front().place, "leans_on");
  }
}

void add_chain(const ChainEntry& chain, chains::Ledgers& ledgers) {
  at_place(chain.place, [&] {
    refuse_idle_keys(chain);
    chains::ChainSpec spec = preset(chain, ledgers.world());
    apply_overrides(chain, spec);
    for (const auto& other : ledgers.chains())
      if (other->spec().chain_id == spec.chain_id)
        throw sim::InputError(chain.place.text(),
                              fmt::format("chain \"{}\" has the chain id {} of \"{}\"; give it its own chain_id",
                                          chain.name, spec.chain_id, other->name()));
    ledgers.add_chain(std::move(spec));
  });
}

}  // namespace

void build_chains(const Scenario& scenario, chains::Ledgers& ledgers) {
  for (const ChainEntry& chain : scenario.chains)
    if (!is_rollup(chain)) add_chain(chain, ledgers);
  for (const ChainEntry& chain : scenario.chains) {
    if (!is_rollup(chain)) continue;
    if (!chain.settles_on.empty()) at_place(chain.settles_on.place, [&] { ledgers.chain(chain.settles_on.name); });
    add_chain(chain, ledgers);
  }
  for (const RpcEntry& rpc : scenario.rpcs) {
    at_place(rpc.place, [&] {
      if (rpc.fastest > rpc.slowest) throw sim::InputError(rpc.place.text(), "fastest: expected no more than slowest");
      if (rpc.spread <= sim::Duration::zero())
        throw sim::InputError(rpc.place.text(), "spread: expected more than nothing");
      chains::RpcEndpointSpec spec;
      spec.name = rpc.name;
      spec.chain = checked_name(ledgers.world(), rpc.chain, "chain");
      spec.zone = checked_name(ledgers.world(), rpc.zone, "zone");
      spec.leans_on = checked_names(ledgers.world(), rpc.leans_on, "service");
      spec.import_delay = rpc.import_delay;
      spec.fastest = rpc.fastest;
      spec.spread = rpc.spread;
      spec.slowest = rpc.slowest;
      spec.error_rate = rpc.error_rate;
      spec.requests_per_second = rpc.requests_per_second;
      spec.burst = rpc.burst;
      ledgers.add_endpoint(std::move(spec));
    });
  }
}

}  // namespace orrery::scenarios
