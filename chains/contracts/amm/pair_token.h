#pragma once

#include <string>
#include <vector>

#include "chains/contracts/solidity_contract.h"

// The liquidity token of a Uniswap v2 pair: slots 0 to 4. Source: v2-core, UniswapV2ERC20.

namespace orrery::chains::pair_token {

inline constexpr unsigned kTotalSupply = 0, kBalances = 1, kAllowances = 2, kDomainSeparator = 3, kNonces = 4;

extern const Event kTransfer, kApproval;

void construct(Execution& execution);
Uint256 total_supply(Execution& execution);
Uint256 balance_of(Execution& execution, Address account);
void mint(Execution& execution, const Address& to, const Uint256& amount);
void burn(Execution& execution, const Address& from, const Uint256& amount);
/// The token's part of the pair's table.
std::vector<FunctionEntry> functions();

/// a + b, a - b and a * b as ds-math has them: with reasons.
Uint256 add(const Uint256& a, const Uint256& b);
Uint256 subtract(const Uint256& a, const Uint256& b);
Uint256 multiply(const Uint256& a, const Uint256& b);

}  // namespace orrery::chains::pair_token
