#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "GemJoin": brings a token of 18 decimals into a Vat as collateral, and out. Interface: dss 1.0, join.sol.
class GemJoin : public SolidityContract {
 public:
  GemJoin();
};

/// "DaiJoin": turns a Vat's internal dai into tokens that it mints, and back. Interface: dss 1.0, join.sol.
class DaiJoin : public SolidityContract {
 public:
  DaiJoin();
};

}  // namespace orrery::chains
