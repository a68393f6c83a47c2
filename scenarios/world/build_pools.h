#pragma once

#include <string>
#include <variant>
#include <vector>

#include "nodes/actors/pool.h"
#include "scenarios/report/figures.h"
#include "scenarios/world/build_lending.h"
#include "scenarios/world/canonical_events.h"

namespace orrery::scenarios {

/// Gathers the pools of a market whose tokens are gathered already, each with its first reserves at the true prices,
/// and keeps them in it. Throws sim::InputError.
void build_pools(const Scenario& scenario, FeedWorkshop& shop, BuiltLendingMarket& market);

/// Adds those who trade in pools, and those who keep price sources up to date. Throws sim::InputError.
void build_pool_actors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets);

/// Watches a pool on its chain: its trades and the prices that they left.
class PoolMonitor {
 public:
  PoolMonitor(Figures& figures, const BuiltPool& pool, chains::Chain& chain);

  /// Counts what stands on the chain at the end of the run.
  void finish();

 private:
  std::string path(const char* figure) const { return "pool." + name_ + "." + figure; }

  Figures& figures_;
  std::string name_;
  CanonicalEvents<Price> prices_;  // that trades left
  CanonicalEvents<std::monostate> trades_;
};

}  // namespace orrery::scenarios
