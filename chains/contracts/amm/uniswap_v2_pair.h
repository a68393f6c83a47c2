#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "UniswapV2Pair": Uniswap v2's pair of the constant product: interface, events, reasons, storage layout, cumulative
/// prices, flash swaps and permit. Where its factory has no code, protocol fees are off.
class UniswapV2Pair : public SolidityContract {
 public:
  UniswapV2Pair();
};

}  // namespace orrery::chains
