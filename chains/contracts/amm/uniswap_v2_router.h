#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "UniswapV2Router02": trades over one or more pairs of a factory, and liquidity in the pairs' ratio, with limits and
/// a deadline: functions, order of checks and reasons of v2-periphery's router and library. What it has for wrapped
/// ether and for tokens that take a fee is left out.
class UniswapV2Router : public SolidityContract {
 public:
  UniswapV2Router();
};

}  // namespace orrery::chains
