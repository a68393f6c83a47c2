#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// BlockhashStore of @chainlink/contracts 1.5.0: keeps the hashes of blocks, so that they outlast the 256 blocks that a
/// contract sees. `storeVerifyHeader` takes the header of the block behind as Ethereum encodes it, which this
/// simulator's blocks have none of: it serves contracts that are given such headers, and refuses all others.
class BlockhashStore : public SolidityContract {
 public:
  BlockhashStore();
};

}  // namespace orrery::chains
