#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "StableSwap": a pool of two coins that should cost the same, by Curve's invariant. Interface and arithmetic: Curve's
/// plain pools with an amplification of precision 100, whose liquidity token is the pool itself.
class StableSwap : public SolidityContract {
 public:
  StableSwap();
};

namespace stable {

/// Curve's get_D for two balances of 18 decimals; `amplification` is A * 100. Reverts when it does not converge.
Uint256 invariant(const Uint256& first, const Uint256& second, const Uint256& amplification);
/// Curve's get_y: the other balance at which the invariant is `d` when one balance is `x`.
Uint256 other_balance(const Uint256& x, const Uint256& d, const Uint256& amplification);
/// What one unit of the first coin costs in the second at the margin, the fee aside, in 18 decimals: the get_p of
/// Curve's later pools. Reverts where one of the balances is zero.
Uint256 marginal_price(const Uint256& first, const Uint256& second, const Uint256& amplification);

}  // namespace stable
}  // namespace orrery::chains
