#pragma once

#include "nodes/actors/lending_actor.h"
#include "nodes/market/price_reader.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// Someone who watches for a market that lends more against a collateral than the collateral costs, and then pledges
/// all it has bought of it, borrows all that it can, and never comes back.
struct OpportunistSpec : LendingActorSpec {
  PriceSourcesSpec market = {};
  sim::Fraction margin{200'000'000};  ///< of the collateral's cost, that must be left over
};

class Opportunist final : public LendingActor {
 public:
  Opportunist(sim::Host& host, const OpportunistSpec& spec);

 private:
  void look() override;
  void judge(const Price& market, const Uint256& oracle);
  void act();
  void take_all(const LendingAccount& account);

  PriceSourcesSpec market_;
  sim::Fraction margin_;
  PriceReader reader_;
};

}  // namespace orrery::nodes
