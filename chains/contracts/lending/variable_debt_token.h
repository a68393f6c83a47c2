#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "VariableDebtToken": a debt to a lending reserve that grows with its interest; nobody can move it. Interface: Aave
/// v3's.
class VariableDebtToken : public SolidityContract {
 public:
  VariableDebtToken();
};

}  // namespace orrery::chains
