#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Dai": a token that its wards mint, and that holders burn. Interface, layout and reasons: dss 1.0, dai.sol, without
/// permit. Its names are given to the constructor, so that it also serves for the token that debt auctions mint.
class Dai : public SolidityContract {
 public:
  Dai();
};

}  // namespace orrery::chains
