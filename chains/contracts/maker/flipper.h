#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Flipper": the auction of collateral. Bids rise up to the debt with its penalty (`tend`), then ask for ever less of
/// the lot (`dent`); a bid that stands for `ttl` wins (`deal`), and an auction ends after `tau` in any case. Interface:
/// dss 1.0, flip.sol, as it stood in March 2020.
class Flipper : public SolidityContract {
 public:
  Flipper();
};

}  // namespace orrery::chains
