#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Cat": takes collateral from unsafe vaults, one lot of at most `lump` at a time, and has it auctioned. Interface:
/// dss 1.0, cat.sol, as it stood in March 2020.
class Cat : public SolidityContract {
 public:
  Cat();
};

}  // namespace orrery::chains
