#pragma once

#include <string>
#include <vector>

#include "chains/ledger/chain.h"
#include "nodes/actors/lending_actor.h"
#include "nodes/actors/pool.h"
#include "nodes/actors/source_keeper.h"
#include "scenarios/language/scenario.h"
#include "scenarios/world/build_feeds.h"

namespace orrery::scenarios {

/// An asset of a market that stands.
struct BuiltLendingAsset {
  const LendingAssetEntry* entry = nullptr;  ///< of the scenario, which outlives the world
  nodes::LendingAsset asset;
  chains::Address debt_token;
  const nodes::PricePath* true_price = nullptr;
  chains::Uint256 cash;  ///< deposited at the start, in the token's smallest unit
};
/// A pool of two of a market's tokens that stands.
struct BuiltPool {
  const AmmPoolEntry* entry = nullptr;
  nodes::Pool pool;
};
/// A lending market that stands: what actors and monitors need of it.
struct BuiltLendingMarket {
  std::string name;
  const LendingMarketEntry* entry = nullptr;
  chains::Chain* chain = nullptr;
  chains::Address pool, oracle;
  std::vector<BuiltLendingAsset> assets;
  std::vector<BuiltPool> pools;
  std::vector<nodes::KeptSource> kept_sources;  ///< of its prices, those that somebody must call

  /// Throws sim::InputError with the nearest right name.
  const BuiltLendingAsset& asset(const Reference& name) const;
};

/// The market of this name. Throws sim::InputError with the nearest right name.
const BuiltLendingMarket& market_of(const std::vector<BuiltLendingMarket>& markets, const Reference& wanted);

/// Gathers the contracts of every market of the scenario, with the cash that others deposited. Throws sim::InputError.
std::vector<BuiltLendingMarket> build_lending(const Scenario& scenario, FeedWorkshop& shop);

/// The contract that an asset's price is read from, with the checks that it states, gathered and not yet on chain.
/// Throws sim::InputError.
chains::Address build_price_source(const LendingAssetEntry& entry, FeedWorkshop& shop, const chains::Chain& chain);

/// Adds those who carry out decisions about the markets: a machine each, with the deployer's account. Throws
/// sim::InputError.
void build_governors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets);

/// Adds the populations that use the markets: machines, accounts with 1000 ether and the tokens they hold, programs.
/// Throws sim::InputError.
void build_lending_actors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets);

}  // namespace orrery::scenarios
