#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "PairSpotPrice": what a Uniswap v2 pair's reserves say at this moment of one of its tokens in the other, with 8
/// decimals. Whoever trades in the pair moves it, for the length of a transaction if need be.
class PairSpotPrice : public SolidityContract {
 public:
  PairSpotPrice();
};

/// "PairAveragePrice": the same as an average over the time between two updates, at least `period` seconds apart, from
/// the pair's accumulated prices. Source: Uniswap's v2-periphery, ExampleOracleSimple.sol.
class PairAveragePrice : public SolidityContract {
 public:
  PairAveragePrice();
};

/// "StableSpotPrice": what a StableSwap's balances say at this moment of one of its coins in the other at the margin,
/// with 8 decimals. It takes more to move than a pair of that size, and moves for as short.
class StableSpotPrice : public SolidityContract {
 public:
  StableSpotPrice();
};

}  // namespace orrery::chains
