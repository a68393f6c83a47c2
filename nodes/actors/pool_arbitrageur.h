#pragma once

#include <functional>

#include "nodes/actors/pool_actor.h"
#include "nodes/market/price_reader.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// A bot that keeps a pool at the market's price: whenever the two are further apart than its margin, it sells to the
/// pool whatever costs less outside, as far as its own tokens go. It never tops them up: what it earns it holds.
struct PoolArbitrageurSpec : PoolActorSpec {
  PriceSourcesSpec base = {}, quote = {};
  sim::Fraction margin{10'000'000};  ///< distance from the market's price that it leaves alone
};

class PoolArbitrageur final : public PoolActor {
 public:
  PoolArbitrageur(sim::Host& host, const PoolArbitrageurSpec& spec);

 private:
  void look() override;
  void read_reserves(std::function<void(const PoolReserves&)> done);
  void judge(Price price);
  void swap(PoolTrade trade, const Uint256& stock);

  PoolArbitrageurSpec spec_;
  PriceReader reader_;
};

}  // namespace orrery::nodes
