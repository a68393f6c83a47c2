#pragma once

#include <vector>

#include "nodes/actors/lending_actor.h"
#include "nodes/market/price_reader.h"
#include "scenarios/language/lending.h"
#include "scenarios/world/build_feeds.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

/// One of a population, its machine and account ready; where it acts is still to be filled in.
struct Seat {
  sim::SimulatedHost& host;
  nodes::LendingActorSpec spec;
};

/// Refuses values that no population can work with. Throws sim::InputError.
void check_population(const PopulationEntry& entry);
/// A machine, an account with 1000 ether, and the tokens that one of the population holds, on this chain. Throws
/// sim::InputError.
Seat make_seat(FeedWorkshop& shop, const PopulationEntry& entry, chains::Chain& chain, const nodes::LendingAsset& held,
               std::uint32_t number);
/// Those of the providers that quote a price. Throws sim::InputError when none does.
nodes::PriceSourcesSpec prices_of(FeedWorkshop& shop, const std::vector<Reference>& providers, const Reference& price);

}  // namespace orrery::scenarios
