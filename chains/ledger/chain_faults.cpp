#include "chains/ledger/chain_faults.h"

#include <memory>
#include <string>
#include <utility>

#include "chains/ledger/chain.h"
#include "chains/ledger/ledgers.h"
#include "sim/input_error.h"
#include "sim/world.h"

namespace orrery::chains {
namespace {

constexpr const char* kTarget = "chain";

/// Checks that the target is a chain on which this kind makes sense.
Chain& target_of(Ledgers& ledgers, const sim::FaultSpec& spec) {
  Chain& chain = ledgers.chain(spec.target);
  const bool always = spec.kind == "chain-halt" || spec.kind == "fee-spike";
  if (!always && !chain.consensus().suffers(spec.kind))
    throw sim::InputError("", "the chain \"" + chain.name() + "\" cannot suffer a fault of kind \"" + spec.kind + "\"",
                          "its consensus has no such thing");
  return chain;
}

/// A fault that is an entry in one list of a chain's disruptions while it lasts.
class Disrupting final : public sim::Fault {
 public:
  using List = std::vector<Disruption> Disruptions::*;
  Disrupting(Chain& chain, List list, std::uint64_t amount) : chain_(chain), list_(list), amount_(amount) {}
  void apply(sim::World& world) override {
    row_ = world.kernel().cause();
    (chain_.disruptions().*list_).push_back({row_, amount_});
  }
  void lift(sim::World&) override { Disruptions::lift(chain_.disruptions().*list_, row_); }

 private:
  Chain& chain_;
  List list_;
  std::uint64_t amount_;
  sim::CauseId row_;
};

/// One reorg at the fault's start; nothing to take off.
class Reorg final : public sim::Fault {
 public:
  Reorg(Chain& chain, std::uint64_t depth) : chain_(chain), depth_(depth) {}
  void apply(sim::World& world) override {
    const std::uint64_t replaced = force_reorg(chain_, depth_);
    for (std::uint64_t i = 0; i < replaced; ++i) world.faults().count_hit(world.kernel().cause(), sim::Hit::kBlock);
  }
  void lift(sim::World&) override {}

 private:
  Chain& chain_;
  std::uint64_t depth_;
};

using AmountOf = std::function<std::uint64_t(const sim::FaultSpec&)>;

sim::FaultKind disruption_kind(Ledgers& ledgers, std::string name, std::string about,
                               std::vector<sim::ParameterSpec> parameters, Disrupting::List list, AmountOf amount) {
  return {.name = std::move(name),
          .target = kTarget,
          .about = std::move(about),
          .parameters = std::move(parameters),
          .make = [&ledgers, list, amount = std::move(amount)](sim::World&, const sim::FaultSpec& spec) {
            return std::make_unique<Disrupting>(target_of(ledgers, spec), list, amount(spec));
          }};
}

std::uint64_t positive(const sim::FaultSpec& spec, const char* name) {
  constexpr std::int64_t kLargest = 1'000'000;
  const auto value = sim::parameter<std::int64_t>(spec, name);
  if (value < 1 || value > kLargest)
    throw sim::InputError(
        "", "\"" + std::string(name) + "\" of a fault of kind \"" + spec.kind + "\" is between 1 and 1000000");
  return static_cast<std::uint64_t>(value);
}

sim::ParameterSpec share(std::string about, std::uint32_t parts_per_billion) {
  return {"share", sim::Fraction{parts_per_billion}, std::nullopt, std::move(about)};
}

std::uint64_t share_of(const sim::FaultSpec& spec) {
  return sim::parameter<sim::Fraction>(spec, "share").parts_per_billion;
}

}  // namespace

void add_consensus_faults(sim::Faults& faults, Ledgers& ledgers) {
  const AmountOf none = [](const sim::FaultSpec&) { return std::uint64_t{0}; };
  faults.add_kind(disruption_kind(ledgers, "chain-halt", "The chain makes no blocks.", {}, &Disruptions::halted, none));
  faults.add_kind(disruption_kind(ledgers, "sequencer-outage", "The rollup's sequencer makes no blocks and no batches.",
                                  {}, &Disruptions::sequencer_down, none));
  faults.add_kind(disruption_kind(
      ledgers, "finality-stall", "A share of the validators is off: above a third, nothing becomes final any more.",
      {share("Of the stake or of the committee that neither proposes nor votes.", 400'000'000)},
      &Disruptions::validators_off, share_of));
  faults.add_kind(disruption_kind(ledgers, "missed-slots", "More slots stay empty than usual.",
                                  {share("Of the slots, on top of the usual rate.", 185'000'000)},
                                  &Disruptions::missed_slots, share_of));
  faults.add_kind(disruption_kind(
      ledgers, "fee-spike", "Everybody else wants the chain's blocks: the price of gas moves towards a multiple.",
      {{"factor", std::int64_t{10}, std::nullopt, "What the usual base fee and priority fee are multiplied with."}},
      &Disruptions::fee_multipliers, [](const sim::FaultSpec& spec) { return positive(spec, "factor") * kMilli; }));
  faults.add_kind(
      {.name = "reorg",
       .target = kTarget,
       .about = "The last blocks are replaced by others, once, at the start; their transactions wait again. Final "
                "blocks stay, and a rollup's that are in a batch on its L1.",
       .parameters = {{"depth", std::int64_t{1}, std::nullopt, "Blocks that are replaced."}},
       .make = [&ledgers](sim::World&, const sim::FaultSpec& spec) {
         return std::make_unique<Reorg>(target_of(ledgers, spec), positive(spec, "depth"));
       }});
}

void add_chain_faults(sim::Faults& faults, Ledgers& ledgers) {
  add_consensus_faults(faults, ledgers);
  add_rpc_faults(faults, ledgers);
}

}  // namespace orrery::chains
