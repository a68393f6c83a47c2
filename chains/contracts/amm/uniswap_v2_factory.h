#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "UniswapV2Factory": which pair trades two tokens, and who gets the protocol's fee. Contracts of ours are deployed by
/// transactions alone, so in place of createPair(tokenA, tokenB) its setter deploys a pair for this factory and hands
/// it over: addPair(tokenA, tokenB, pair), with createPair's checks, order of tokens and event.
class UniswapV2Factory : public SolidityContract {
 public:
  UniswapV2Factory();
};

}  // namespace orrery::chains
