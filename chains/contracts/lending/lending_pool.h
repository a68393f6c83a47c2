#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "LendingPool": a money market with the interface, arithmetic and error codes of Aave v3's Pool; what of Aave it
/// leaves out is listed in docs/contracts.md.
class LendingPool : public SolidityContract {
 public:
  LendingPool();
};

}  // namespace orrery::chains
