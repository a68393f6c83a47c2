#pragma once

#include <optional>

#include "nodes/actors/pool_actor.h"

namespace orrery::nodes {

/// Somebody who sells so much to a pool at a time, as one order, at any price, and perhaps buys it all back later: as
/// long after the time, or after its sale when the chain let it sell only later than that.
struct PoolTraderSpec : PoolActorSpec {
  bool sells_base = false;
  sim::Time at = {};
  std::optional<sim::Duration> back_after = {};
};

class PoolTrader final : public PoolActor {
 public:
  PoolTrader(sim::Host& host, const PoolTraderSpec& spec) : PoolActor(host, spec), spec_(spec) {}

 private:
  void look() override;
  /// Buys back what it sold; sells first when it could not until now.
  void go_back(const Uint256& stock);

  PoolTraderSpec spec_;
  std::optional<sim::Time> back_at_;
  bool was_late_ = false, has_gone_back_ = false;
};

}  // namespace orrery::nodes
