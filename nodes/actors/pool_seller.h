#pragma once

#include "nodes/actors/pool_actor.h"
#include "nodes/market/price_reader.h"
#include "nodes/market/recent_high.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// One of a crowd that loses its nerve: when the price outside has fallen so far from the highest that it saw, it sells
/// all its base to the pool, at any price. What it saw is gone after a restart.
struct PoolSellerSpec : PoolActorSpec {
  PriceSourcesSpec base = {}, quote = {};
  sim::Fraction fall{50'000'000};                   ///< that it bears no more
  sim::Duration memory = sim::Duration::hours(24);  ///< the highest is of this time
};

class PoolSeller final : public PoolActor {
 public:
  PoolSeller(sim::Host& host, const PoolSellerSpec& spec);

 private:
  void look() override;
  void judge(Price price);

  PoolSellerSpec spec_;
  PriceReader reader_;
  RecentHigh high_;
};

}  // namespace orrery::nodes
