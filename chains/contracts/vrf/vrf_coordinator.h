#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// VRFCoordinatorV2_5 of @chainlink/contracts 1.5.0 (solc 0.8.19, 500 optimizer runs): sells random words that a proof
/// comes with, to subscriptions paid in LINK or in the chain's coin (spec/ocr.md §11.4). The chain's own block hashes
/// serve 256 blocks back; older ones come from the block hash store that the constructor names.
class VrfCoordinator : public SolidityContract {
 public:
  VrfCoordinator();
};

}  // namespace orrery::chains
