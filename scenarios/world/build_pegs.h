#pragma once

#include <string>
#include <vector>

#include "nodes/actors/lending_actor.h"
#include "scenarios/language/scenario.h"
#include "scenarios/report/figures.h"
#include "scenarios/world/build_feeds.h"
#include "scenarios/world/canonical_events.h"

namespace orrery::scenarios {

/// A peg-stability module that stands.
struct BuiltPegModule {
  const PegModuleEntry* entry = nullptr;  ///< of the scenario, which outlives the world
  chains::Chain* chain = nullptr;
  chains::Address module;
  nodes::LendingAsset gem, coin;
  const nodes::PricePath* gem_price = nullptr;
  const nodes::PricePath* coin_price = nullptr;
};

/// Gathers the contracts of every module, and adds the populations that use them. Throws sim::InputError.
std::vector<BuiltPegModule> build_pegs(const Scenario& scenario, FeedWorkshop& shop);

/// Watches a module on its chain: what came in, and what that was worth less than what was given for it.
class PegMonitor {
 public:
  PegMonitor(sim::World& world, Figures& figures, const BuiltPegModule& module);

  /// Sums up what stands on the chain at the end of the run.
  void finish();

 private:
  struct Sale {
    Price tokens, overpaid;
  };
  void on_sale(const chains::PlacedLog& placed);
  std::string path(const char* figure) const { return "peg." + module_.entry->name + "." + figure; }

  sim::World& world_;
  Figures& figures_;
  const BuiltPegModule& module_;
  CanonicalEvents<Sale> sales_;
};

}  // namespace orrery::scenarios
