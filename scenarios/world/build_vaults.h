#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nodes/actors/panic_sellers.h"
#include "nodes/actors/vault_system.h"
#include "scenarios/language/scenario.h"
#include "scenarios/world/build_feeds.h"

namespace orrery::scenarios {

/// A vault system that stands: what actors and monitors need of it.
struct BuiltVaultSystem {
  std::string name;
  const VaultSystemEntry* entry = nullptr;  ///< of the scenario, which outlives the world
  chains::Chain* chain = nullptr;
  nodes::VaultSystem contracts;
  const nodes::PricePath* true_price = nullptr;
};

/// Adds feeds from before OCR: FluxAggregators with their oracles, medianizers with their signers and relayers. Throws
/// sim::InputError.
void build_legacy_feeds(const Scenario& scenario, FeedWorkshop& shop);
/// Gathers the contracts of every vault system. Throws sim::InputError.
std::vector<BuiltVaultSystem> build_vault_systems(const Scenario& scenario, FeedWorkshop& shop);
/// Adds the populations that use vault systems. Throws sim::InputError.
void build_vault_actors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltVaultSystem>& systems);
/// Makes the crowds that follow prices, not yet started. Throws sim::InputError.
std::vector<std::unique_ptr<nodes::PanicSellers>> build_panic_sellers(const Scenario& scenario, FeedWorkshop& shop);

}  // namespace orrery::scenarios
