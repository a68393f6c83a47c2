#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Spotter": tells a Vat what a unit of collateral is good for: the price of its source over the liquidation ratio.
/// Interface: dss 1.0, spot.sol.
class Spotter : public SolidityContract {
 public:
  Spotter();
};

}  // namespace orrery::chains
