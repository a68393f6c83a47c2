#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "PegStabilityModule": gives and takes a stablecoin one for one for another ("gem"), whatever that one costs
/// elsewhere. Interface: Maker's PSM (sellGem, buyGem, tin, tout, file), as its later version that holds coins minted
/// in advance.
class PegStabilityModule : public SolidityContract {
 public:
  PegStabilityModule();

 protected:
  explicit PegStabilityModule(FunctionEntry constructor);
};

/// "GuardedPegStabilityModule": the same, but it takes the other stablecoin in only while a price source gives a price
/// for that one. With a source that refuses what is too low (CheckedFeed) it closes when its peg is gone.
class GuardedPegStabilityModule : public PegStabilityModule {
 public:
  GuardedPegStabilityModule();
};

}  // namespace orrery::chains
