#pragma once

#include <optional>
#include <string>

#include "scenarios/world/build_lending.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Remembers which trade drove a pool away from the true price of an asset that a market prices by it. Looks and does
/// not touch.
class PoolTrail {
 public:
  PoolTrail(sim::World& world, const BuiltLendingMarket& market, const BuiltLendingAsset& asset, const BuiltPool& pool);

  const Price& price() const { return price_; }  ///< of the base in the quote, after the last trade
  /// The log of that trade; none while the asset's source reads prices from when the pool was right.
  sim::CauseId row() const;
  std::string words() const;

 private:
  void on_trade(const chains::PlacedLog& placed);
  Price true_price() const;
  bool is_right_by_now() const;

  sim::World& world_;
  chains::Chain& chain_;
  const BuiltLendingAsset& asset_;
  const BuiltLendingAsset& quote_;
  const BuiltPool& pool_;
  sim::Duration reads_back_;  ///< how old a price the source still reads
  Price price_;
  std::optional<sim::Time> right_since_;  ///< none while the pool is off
  /// The trade that moved it furthest away since it was right.
  struct Move {
    Price from, to;
    std::int64_t ppb = 0;
    sim::CauseId row;
  };
  Move furthest_;
  std::int64_t trades_ = 0;  ///< since it was right
};

}  // namespace orrery::scenarios
