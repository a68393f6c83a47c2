#pragma once

#include <string>

#include "chains/contract.h"
#include "chains/contracts/event.h"

// The part that tokens share: ERC-20 as OpenZeppelin 4.8 has it, with its storage (slots 0 to 4) and its reasons.

namespace orrery::chains::erc20 {

inline constexpr unsigned kBalances = 0, kAllowances = 1, kTotalSupply = 2, kName = 3, kSymbol = 4;
/// The first slot behind, for what a token adds.
inline constexpr unsigned kNextSlot = 5;

extern const Event kTransfer;
extern const Event kApproval;

Uint256 total_supply(Execution& execution);
Uint256 balance_of(Execution& execution, Address account);
Uint256 allowance(Execution& execution, Address owner, Address spender);

/// Moves tokens and logs it; checks addresses and balance.
void move(Execution& execution, const Address& from, const Address& to, const Uint256& amount);
void approve(Execution& execution, const Address& owner, const Address& spender, const Uint256& amount);
/// Takes from an allowance, unless that is infinite: 2^256-1.
void spend_allowance(Execution& execution, const Address& owner, const Address& spender, const Uint256& amount);
void mint(Execution& execution, const Address& account, const Uint256& amount);
void burn(Execution& execution, const Address& account, const Uint256& amount);

}  // namespace orrery::chains::erc20
