#pragma once

#include "nodes/actors/lending_actor.h"
#include "nodes/market/price_reader.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// Someone who holds a stablecoin (the gem) that a peg-stability module takes at par, and brings it there in steps
/// while it costs less on the market than what the module gives. `pool` is the module, `collateral` the gem, `debt` the
/// coin.
struct PegArbitrageurSpec : LendingActorSpec {
  PriceSourcesSpec gem = {}, coin = {};
  sim::Fraction margin{5'000'000};  ///< by which the gem must be cheaper
  Uint256 step = 0;                 ///< most of the gem in one transaction, in its smallest unit
};

class PegArbitrageur final : public LendingActor {
 public:
  PegArbitrageur(sim::Host& host, const PegArbitrageurSpec& spec);

 private:
  void look() override;
  void judge(Price gem, Price coin);
  void sell(const Uint256& amount);

  PriceSourcesSpec gem_, coin_;
  sim::Fraction margin_;
  Uint256 step_;
  PriceReader reader_;
  bool approved_ = false;
};

}  // namespace orrery::nodes
