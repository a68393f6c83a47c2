#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "FlashLoanAttack": its owner's bet that a lending pool believes what one trade makes of a price. In one transaction
/// it borrows an asset in the flash, sells it on an exchange, pledges all that it got, borrows the first asset against
/// that as far as the pool's oracle lets it, and repays the flash loan; what is left is the owner's, and the pledge
/// stays behind. Without enough for the repayment everything reverts. After the second attack on bZx, 18 February 2020.
class FlashLoanAttack : public SolidityContract {
 public:
  FlashLoanAttack();
};

}  // namespace orrery::chains
