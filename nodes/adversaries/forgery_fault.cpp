#include "nodes/adversaries/forgery_fault.h"

#include <memory>
#include <utility>

#include "nodes/adversaries/forgery.h"
#include "nodes/adversaries/parameters.h"
#include "nodes/event_kinds.h"
#include "sim/input_error.h"
#include "sim/world.h"

namespace orrery::nodes {
namespace {

using sim::Duration;
using sim::FaultSpec;
using Entries = std::vector<const OracleRegistry::Entry*>;

// Beyond every honest round of the epoch, so that no honest report of it is newer.
constexpr std::uint8_t kForgedRound = 0xff;

/// Forges with the keys of some oracles, which must be of one network. Whoever forges needs a running oracle of it to
/// know where the protocol stands, and an account that may transmit.
class ForgeryFault final : public sim::Fault {
 public:
  ForgeryFault(Entries members, const OracleRegistry::Outsider* outsider, chains::Int256 answer, Duration interval)
      : members_(std::move(members)), outsider_(outsider), answer_(std::move(answer)), interval_(interval) {}

  void apply(sim::World& world) override {
    row_ = world.kernel().cause();
    stands_ = std::make_shared<bool>(true);
    strike(world);
  }
  void lift(sim::World&) override { *stands_ = false; }

 private:
  void strike(sim::World& world) {
    if (interval_ > Duration::zero())
      world.kernel().schedule_after(interval_, {.entity = members_.front()->host, .kind = kForgeryEvent},
                                    [this, &world, stands = stands_] {
                                      if (*stands) strike(world);
                                    });
    Oracle* const informant = find_running();
    if (informant == nullptr) return;
    std::vector<const OracleKeys*> keys;
    for (const auto* member : members_) keys.push_back(&member->keys);
    const AttestedReport forged =
        forge_median_report(*informant->spec().signatures, informant->config(), keys, informant->epoch(), kForgedRound,
                            answer_, static_cast<std::uint32_t>(world.now().unix_seconds()));
    world.faults().count_hit(row_, sim::Hit::kReport);
    if (outsider_ != nullptr) return (*outsider_)(forged);
    informant->contract().transmit(forged.at, forged.extra_hash, forged.report, forged.signatures,
                                   [](const PluginResult<bool>&) {});
  }

  Oracle* find_running() const {
    for (const auto* member : members_)
      if (member->seat->running != nullptr && member->seat->running->is_running()) return member->seat->running;
    return nullptr;
  }

  Entries members_;
  const OracleRegistry::Outsider* outsider_;  // null: transmits through a member's own account
  chains::Int256 answer_;
  Duration interval_;
  sim::CauseId row_;
  std::shared_ptr<bool> stands_;
};

Entries one_network(sim::World& world, const OracleRegistry& oracles, const FaultSpec& spec) {
  Entries members = targeted_oracles(world, oracles, spec);
  for (const auto* member : members)
    if (member->network != members.front()->network)
      throw sim::InputError({}, "the machines of \"" + spec.target + "\" hold oracles of several networks",
                            "say which with the parameter \"network\"");
  return members;
}

std::vector<sim::ParameterSpec> forgery_parameters() {
  return {{"answer", std::string("1"), std::nullopt, "the forged answer, in the feed's smallest unit"},
          {"interval", Duration::minutes(1), Duration::zero(), "time between forgeries; zero: one only"},
          network_parameter()};
}

std::unique_ptr<sim::Fault> make_forgery(Entries members, const OracleRegistry::Outsider* outsider,
                                         const FaultSpec& spec) {
  const auto interval = sim::parameter<Duration>(spec, "interval");
  if (interval != Duration::zero() && interval < Duration::milliseconds(100))
    throw sim::InputError({}, "interval: expected 0s, or at least 100ms between forgeries");
  return std::make_unique<ForgeryFault>(std::move(members), outsider,
                                        parse_answer(sim::parameter<std::string>(spec, "answer"), "answer"), interval);
}

}  // namespace

void add_forgery_faults(sim::Faults& faults, const OracleRegistry& oracles) {
  faults.add_kind({.name = "byzantine-collude",
                   .target = "host",
                   .about = "The oracles share their keys, sign a report of their own and transmit it from a member's "
                            "account. f+1 of them, all named by one fault, deceive the contract.",
                   .parameters = forgery_parameters(),
                   .make = [&oracles](sim::World& world, const FaultSpec& spec) {
                     return make_forgery(one_network(world, oracles, spec), nullptr, spec);
                   }});
  auto parameters = forgery_parameters();
  parameters.push_back({"transmit_as", std::string("outsider"), std::string("outsider"),
                        "whose account transmits: outsider, or victim (its transmitter key is stolen as well)"});
  faults.add_kind(
      {.name = "stolen-keys",
       .target = "host",
       .about = "A thief has the on-chain signing keys of the oracles, which know nothing of it, and forges "
                "with them.",
       .parameters = std::move(parameters),
       .make = [&oracles](sim::World& world, const FaultSpec& spec) {
         Entries members = one_network(world, oracles, spec);
         const auto& account = sim::parameter<std::string>(spec, "transmit_as");
         if (account == "victim") return make_forgery(std::move(members), nullptr, spec);
         if (account != "outsider")
           throw sim::InputError({}, "transmit_as is \"" + account + "\"", "write outsider or victim");
         const OracleRegistry::Outsider* const outsider = oracles.outsider(members.front()->network);
         if (outsider == nullptr)
           throw sim::InputError({}, "no outsider has a way to the contract of \"" + members.front()->network + "\"",
                                 "write transmit_as = \"victim\"");
         return make_forgery(std::move(members), outsider, spec);
       }});
}

}  // namespace orrery::nodes
