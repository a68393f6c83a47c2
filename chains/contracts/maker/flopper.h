#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Flopper": the auction of debt: bidders pay a fixed sum and ask for ever fewer new tokens, which `deal` mints. Its
/// token must have it for its owner. Interface: dss 1.0, flop.sol; without shutdown.
class Flopper : public SolidityContract {
 public:
  Flopper();
};

}  // namespace orrery::chains
