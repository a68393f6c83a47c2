#pragma once

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/vault_system.h"

namespace orrery::nodes {

/// Someone who locks what it holds of the collateral in a vault as soon as the system has a price, draws dai until the
/// collateral is worth a multiple of it drawn from a range (stream "ratio"), and never looks again.
struct VaultOwnerSpec : ChainActorSpec {
  VaultSystem system = {};
  /// Collateral over debt, in parts per billion, at the system's price; at least the liquidation ratio.
  std::uint64_t lowest_ratio_ppb = 1'600'000'000, highest_ratio_ppb = 3'000'000'000;
  std::uint64_t liquidation_ratio_ppb = 1'500'000'000;
};

class VaultOwner final : public ChainActor {
 public:
  VaultOwner(sim::Host& host, const VaultOwnerSpec& spec);

 private:
  void look() override;
  void bring_in();
  void draw(const Uint256& gem, const Uint256& spot);

  VaultOwnerSpec spec_;
  std::uint64_t ratio_ppb_;
};

}  // namespace orrery::nodes
