#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nodes/actors/chain_actor.h"
#include "nodes/market/price_reader.h"
#include "scenarios/language/population.h"
#include "scenarios/world/build_feeds.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

/// One of a population, its machine and its account ready.
struct Seat {
  sim::SimulatedHost& host;
  nodes::ChainActorSpec spec;
  /// The address of its account.
  const chains::Address& account() const { return spec.chain.transmitter.account->address; }
};

/// Refuses values that no population can work with. Throws sim::InputError.
void check_population(FeedWorkshop& shop, const PopulationEntry& entry);
/// A machine and an account with 1000 ether on this chain, for number `number` of a population. Throws sim::InputError.
Seat make_seat(FeedWorkshop& shop, const PopulationEntry& entry, chains::Chain& chain, std::uint32_t number);
/// What this one has: between holds and holds_at_most. Throws sim::InputError.
Price drawn_holding(FeedWorkshop& shop, const HoldersEntry& entry, const Seat& seat);
/// Mints so many tokens to whoever sits there.
void give(FeedWorkshop& shop, const chains::Chain& chain, const Seat& seat, const chains::Address& token, int decimals,
          Price amount);
/// Those of the providers that quote a price. Throws sim::InputError when none does.
nodes::PriceSourcesSpec prices_of(FeedWorkshop& shop, const std::vector<Reference>& providers, const Reference& price);

/// Puts the program of this kind on the seat's machine; Spec is its specification, a nodes::ChainActorSpec with more.
template <class Program, class Spec>
void install_actor(Seat& seat, Spec spec) {
  static_cast<nodes::ChainActorSpec&>(spec) = std::move(seat.spec);
  seat.host.install("actor", [spec](sim::Host& host) { return std::make_unique<Program>(host, spec); });
}

}  // namespace orrery::scenarios
