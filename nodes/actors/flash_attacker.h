#pragma once

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/pool.h"

namespace orrery::nodes {

/// Somebody without means who has his contract (FlashLoanAttack, docs/contracts.md) strike a lending pool once: at a
/// time it borrows so much there in the flash, sells it to a pool of tokens, and borrows against what it got. He does
/// not try it out first: where the price did not follow, the transaction fails and costs its gas.
struct FlashAttackerSpec : ChainActorSpec {
  Address contract = {}, lending_pool = {};
  Pool pool = {};
  bool sells_base = false;
  Uint256 amount = 0;  ///< of what is sold, in its smallest unit
  sim::Time at = {};
};

class FlashAttacker final : public ChainActor {
 public:
  FlashAttacker(sim::Host& host, const FlashAttackerSpec& spec) : ChainActor(host, spec), spec_(spec) {}

 private:
  void look() override;
  void strike();

  FlashAttackerSpec spec_;
};

}  // namespace orrery::nodes
