#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Vat": the books of a vault system: collateral (`gem`), vaults (`urns`), internal dai (`dai`) and debt without a
/// vault behind it (`sin`). Amounts are wads (10^18), rates rays (10^27), dai and sin rads (10^45). Interface, layout
/// and reasons: the Vat of dss 1.0 (makerdao/dss, vat.sol), as it stood in March 2020.
class Vat : public SolidityContract {
 public:
  Vat();
};

}  // namespace orrery::chains
