#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "PegStabilityModule": gives and takes a stablecoin one for one for another ("gem"), whatever that one costs
/// elsewhere. Interface: Maker's PSM (sellGem, buyGem, tin, tout, file), as its later version that holds coins minted
/// in advance.
class PegStabilityModule : public SolidityContract {
 public:
  PegStabilityModule();
};

}  // namespace orrery::chains
