#pragma once

#include "chains/ledger/chain.h"
#include "nodes/market/price_path.h"
#include "nodes/market/recent_high.h"

namespace orrery::nodes {

/// A crowd that wants a chain's blocks the more, the farther a price has fallen: a multiple of the chain's usual price
/// of gas. It is demand and not single transactions, as the rest of a chain's background is (docs/chains.md).
struct PanicSellersSpec {
  std::uint64_t permille_per_percent = 250;         ///< added to the usual price for each per cent of the fall
  sim::Duration memory = sim::Duration::hours(24);  ///< the fall is from the highest price of this time
  sim::Duration look = sim::Duration::minutes(1);   ///< how often they look
  sim::EntityId entity = {};
};

class PanicSellers {
 public:
  /// Everything must outlive it. A chain has one such crowd.
  PanicSellers(sim::World& world, chains::Chain& chain, const PricePath& price, PanicSellersSpec spec);
  /// Looks for the first time.
  void start();

 private:
  void look();

  sim::World& world_;
  chains::Chain& chain_;
  const PricePath& price_;
  PanicSellersSpec spec_;
  RecentHigh high_;
};

}  // namespace orrery::nodes
