#pragma once

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/vault_system.h"

namespace orrery::nodes {

/// Someone who pokes a vault system's security module as soon as its hour has passed, and the spotter behind it.
struct PriceKeeperSpec : ChainActorSpec {
  VaultSystem system = {};
};

class PriceKeeper final : public ChainActor {
 public:
  PriceKeeper(sim::Host& host, const PriceKeeperSpec& spec) : ChainActor(host, spec), spec_(spec) {}

 private:
  void look() override;

  PriceKeeperSpec spec_;
};

}  // namespace orrery::nodes
