#pragma once

#include <optional>
#include <string>

#include "scenarios/world/build_lending.h"
#include "scenarios/world/canonical_events.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Remembers which trade drove a pool away from the true price of an asset that a market prices by it. Looks and does
/// not touch.
class PoolTrail {
 public:
  PoolTrail(sim::World& world, const BuiltLendingMarket& market, const BuiltLendingAsset& asset, const BuiltPool& pool);

  const Price& price() const { return standing().price; }  ///< of the base in the quote, after the last trade
  /// The log of that trade; none while the asset's source reads prices from when the pool was right.
  sim::CauseId row() const;
  std::string words() const;

 private:
  /// The trade that moved it furthest away since it was right.
  struct Move {
    Price from, to;
    std::int64_t ppb = 0;
    sim::CauseId row;
  };
  struct State {
    Price price;
    std::optional<sim::Time> right_since;  ///< none while the pool is off
    Move furthest;
    std::int64_t trades = 0;  ///< since it was right
  };
  void on_trade(const chains::PlacedLog& placed);
  /// After the last trade that stands.
  const State& standing() const { return states_.all().empty() ? at_first_ : states_.all().back().event; }
  Price true_price() const;
  bool is_right_by_now() const;

  sim::World& world_;
  chains::Chain& chain_;
  const BuiltLendingAsset& asset_;
  const BuiltLendingAsset& quote_;
  const BuiltPool& pool_;
  sim::Duration reads_back_;  ///< how old a price the source still reads
  State at_first_;
  CanonicalEvents<State> states_;
};

}  // namespace orrery::scenarios
