#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// SimpleWriteAccessController: a list of accounts that its owner keeps, which other contracts ask.
class SimpleWriteAccessController : public SolidityContract {
 public:
  SimpleWriteAccessController();
};

}  // namespace orrery::chains
