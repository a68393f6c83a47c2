#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "AToken": a claim on a lending reserve that grows with its interest and holds the reserve's cash. Interface: Aave
/// v3's.
class AToken : public SolidityContract {
 public:
  AToken();
};

}  // namespace orrery::chains
