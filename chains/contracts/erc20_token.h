#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "ERC20": a plain token with a name, a symbol and decimals of its own, minted by its owner.
class Erc20Token : public SolidityContract {
 public:
  Erc20Token();
};

}  // namespace orrery::chains
