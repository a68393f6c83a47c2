#pragma once

#include <functional>

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/pool.h"
#include "nodes/market/price_reader.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// A bot that keeps a pool at the market's price: whenever the two are further apart than its margin, it sells to the
/// pool whatever costs less outside, as far as its own tokens go. It never tops them up: what it earns it holds.
struct PoolArbitrageurSpec : ChainActorSpec {
  Pool pool = {};
  PriceSourcesSpec base = {}, quote = {};
  sim::Fraction margin{10'000'000};  ///< distance from the market's price that it leaves alone
};

class PoolArbitrageur final : public ChainActor {
 public:
  PoolArbitrageur(sim::Host& host, const PoolArbitrageurSpec& spec);

 private:
  void look() override;
  void read_reserves(std::function<void(const PoolReserves&)> done);
  void judge(Price price);
  void swap(PoolTrade trade, const Uint256& stock);

  PoolArbitrageurSpec spec_;
  PriceReader reader_;
  bool approved_ = false;
};

/// Somebody who sells so much to a pool at a time, as one order, at any price, and perhaps buys it all back later: as
/// long after the time, or after its sale when the chain let it sell only later than that.
struct PoolTraderSpec : ChainActorSpec {
  Pool pool = {};
  bool sells_base = false;
  sim::Time at = {};
  std::optional<sim::Duration> back_after = {};
};

class PoolTrader final : public ChainActor {
 public:
  PoolTrader(sim::Host& host, const PoolTraderSpec& spec) : ChainActor(host, spec), spec_(spec) {}

 private:
  void look() override;
  void sell_all(bool sells_base);
  /// Buys back what it sold; sells first when it could not until now.
  void go_back();
  void sell(bool sells_base, const Uint256& stock);

  PoolTraderSpec spec_;
  std::optional<sim::Time> back_at_;
  bool approved_ = false, was_late_ = false, has_gone_back_ = false;
};

}  // namespace orrery::nodes
