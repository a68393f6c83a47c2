#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Vow": holds the debts that no vault stands for any more until auctions pay them, and sells new tokens for what
/// they leave (`flop`). Interface: dss 1.0, vow.sol; the auction of a surplus is left out.
class Vow : public SolidityContract {
 public:
  Vow();
};

}  // namespace orrery::chains
