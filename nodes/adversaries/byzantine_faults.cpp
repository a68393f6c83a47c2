#include "nodes/adversaries/byzantine_faults.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "nodes/adversaries/forgery_fault.h"
#include "nodes/adversaries/parameters.h"
#include "nodes/adversaries/strategies.h"
#include "sim/input_error.h"
#include "sim/network/named_hosts.h"
#include "sim/world.h"

namespace orrery::nodes {
namespace {

using sim::FaultSpec;
using sim::ParameterSpec;
using MakeStrategy = std::function<std::unique_ptr<Strategy>(sim::World&, const FaultSpec&)>;

/// Puts a strategy of its own on each oracle that the target names.
class StrategyFault final : public sim::Fault {
 public:
  StrategyFault(std::vector<OracleSeat*> seats, std::vector<std::unique_ptr<Strategy>> strategies)
      : seats_(std::move(seats)), strategies_(std::move(strategies)) {}

  void apply(sim::World& world) override {
    const sim::CauseId fault = world.kernel().cause();
    for (std::size_t i = 0; i < seats_.size(); ++i) {
      strategies_[i]->placed_by(fault, [&world, fault] { world.faults().count_hit(fault, sim::Hit::kDeed); });
      seats_[i]->adversaries.push_back(strategies_[i].get());
      if (seats_[i]->running != nullptr) strategies_[i]->seize(*seats_[i]->running);
    }
  }
  void lift(sim::World&) override {
    for (std::size_t i = 0; i < seats_.size(); ++i) std::erase(seats_[i]->adversaries, strategies_[i].get());
  }

 private:
  std::vector<OracleSeat*> seats_;
  std::vector<std::unique_ptr<Strategy>> strategies_;
};

sim::FaultKind strategy_kind(const OracleRegistry& oracles, std::string name, std::string about,
                             std::vector<ParameterSpec> parameters, MakeStrategy make) {
  parameters.push_back(network_parameter());
  return {.name = std::move(name),
          .target = "host",
          .about = std::move(about),
          .parameters = std::move(parameters),
          .make = [&oracles, make = std::move(make)](sim::World& world, const FaultSpec& spec) {
            std::vector<OracleSeat*> seats;
            std::vector<std::unique_ptr<Strategy>> strategies;
            for (const auto* entry : targeted_oracles(world, oracles, spec)) {
              seats.push_back(entry->seat);
              strategies.push_back(make(world, spec));
            }
            return std::make_unique<StrategyFault>(std::move(seats), std::move(strategies));
          }};
}

template <class S>
MakeStrategy plain() {
  return [](sim::World&, const FaultSpec&) { return std::make_unique<S>(); };
}

std::unique_ptr<Strategy> make_lie(sim::World&, const FaultSpec& spec) {
  LyingObservation::Lie lie;
  const auto& value = sim::parameter<std::string>(spec, "value");
  if (!value.empty()) lie.value = parse_answer(value, "value");
  lie.scale_ppb = sim::parameter<std::int64_t>(spec, "scale_ppb");
  lie.offset = parse_answer(sim::parameter<std::string>(spec, "offset"), "offset");
  if (!lie.value && lie.scale_ppb == 1'000'000'000 && lie.offset == 0)
    throw sim::InputError({}, "the oracle would tell the truth: give value, scale_ppb or offset");
  return std::make_unique<LyingObservation>(std::move(lie));
}

std::unique_ptr<Strategy> make_selective(sim::World& world, const FaultSpec& spec) {
  std::vector<sim::EntityId> hosts;
  for (const auto& name : sim::parameter<std::vector<std::string>>(spec, "to"))
    for (const auto host : sim::parse_hosts(world, name)) hosts.push_back(host);
  return std::make_unique<SelectiveSending>(std::move(hosts));
}

std::unique_ptr<Strategy> make_copy(sim::World& world, const FaultSpec& spec) {
  const auto& name = sim::parameter<std::string>(spec, "victim");
  const auto victim = world.entities().require(name, "host");
  const auto copying = sim::parse_hosts(world, spec.target);
  if (std::ranges::find(copying, victim) != copying.end())
    throw sim::InputError({}, "\"" + name + "\" would copy itself");
  return std::make_unique<CopyingObservation>(victim);
}

}  // namespace

void add_byzantine_faults(sim::Faults& faults, const OracleRegistry& oracles) {
  faults.add_kind(strategy_kind(oracles, "byzantine-silent", "The oracle receives and works, and sends nothing.", {},
                                plain<Silent>()));
  faults.add_kind(strategy_kind(oracles, "byzantine-selective", "The oracle sends to some others only.",
                                {{"to", std::vector<std::string>{"node-1"}, std::nullopt, "machines it sends to"}},
                                make_selective));
  faults.add_kind(strategy_kind(oracles, "byzantine-equivocate",
                                "As a leader, the oracle asks every second follower to report on other observations.",
                                {}, plain<Equivocating>()));
  faults.add_kind(strategy_kind(oracles, "byzantine-bad-signature",
                                "The oracle's signatures on observations and reports are invalid.", {},
                                plain<BadSignature>()));
  faults.add_kind(strategy_kind(
      oracles, "byzantine-lie",
      "The oracle observes a value of its choice: value, or the true one times scale plus offset.",
      {{"value", std::string("412345000000"), std::string(),
        "what it claims, in the feed's smallest unit; empty: see scale"},
       {"scale_ppb", std::int64_t{1'100'000'000}, std::int64_t{1'000'000'000},
        "share of the true value, parts per billion"},
       {"offset", std::string("-100000000"), std::string("0"), "added after scaling, in the feed's smallest unit"}},
      make_lie));
  faults.add_kind(strategy_kind(
      oracles, "byzantine-copy",
      "The oracle repeats what another observed in the last round, and observes nothing itself.",
      {{"victim", std::string("node-1"), std::nullopt, "the machine whose oracle it copies"}}, make_copy));
  add_forgery_faults(faults, oracles);
}

}  // namespace orrery::nodes
