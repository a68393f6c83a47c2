#pragma once

#include <functional>
#include <initializer_list>

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/pool.h"

namespace orrery::nodes {

struct PoolActorSpec : ChainActorSpec {
  Pool pool = {};
};

/// What everybody needs who trades in a pool of two tokens.
class PoolActor : public ChainActor {
 protected:
  PoolActor(sim::Host& host, const PoolActorSpec& spec) : ChainActor(host, spec), pool_(spec.pool) {}

  const Address& token(bool base) const { return base ? pool_.base : pool_.quote; }
  /// Lets the pool take these tokens of its own.
  void approve_once(std::initializer_list<Address> tokens);
  /// What it has of the base or of the quote, in the token's smallest unit.
  void read_stock(bool of_base, std::function<void(const Uint256&)> done);
  /// Hands in an order that is good for ten minutes, unless another is under way.
  void order(const PoolTrade& trade);
  /// All that it has of one of the two, at any price.
  void sell_all(bool base);

  const Pool pool_;

 private:
  bool has_approved_ = false;
};

}  // namespace orrery::nodes
