#pragma once

#include <string>

#include "chains/contracts/event.h"
#include "chains/contracts/solidity_contract.h"

// What the two tokens of a lending reserve share: balances kept divided by the reserve's index, so that interest needs
// no writing. Source: aave-v3-core, ScaledBalanceTokenBase.

namespace orrery::chains::lending::scaled {

inline constexpr unsigned kBalances = 0, kAllowances = 1, kTotal = 2, kIndices = 3, kName = 4, kSymbol = 5;
inline constexpr unsigned kPool = 0, kUnderlying = 1, kDecimals = 2, kTreasury = 3;  // numbers of immutables

extern const Event kTransfer, kApproval, kMint, kBurn;

struct Settings {
  Address pool, underlying, treasury;
  std::uint8_t decimals = 18;
  std::string name, symbol;
};
void construct(Execution& execution, const Settings& settings);
Address immutable_address(Execution& execution, unsigned number);
/// Reverts with '23', CALLER_MUST_BE_POOL.
void require_pool(Execution& execution);

Uint256 scaled_balance(Execution& execution, Address account);
Uint256 scaled_total(Execution& execution);
void set_scaled_balance(Execution& execution, const Address& account, const Uint256& balance);
/// Adds amount / index and logs it; true when the account had none. '24' when that rounds to nothing.
bool mint(Execution& execution, const Address& caller, const Address& account, const Uint256& amount,
          const Uint256& index);
/// Takes amount / index and logs it. '25' when that rounds to nothing.
void burn(Execution& execution, const Address& account, const Address& target, const Uint256& amount,
          const Uint256& index);
/// What stands in the pool as the underlying's index of deposits or of debts.
Uint256 deposit_index(Execution& execution);
Uint256 debt_index(Execution& execution);

std::string name(Execution& execution);
std::string symbol(Execution& execution);
std::uint8_t decimals(Execution& execution);
Address pool(Execution& execution);
Address underlying(Execution& execution);
std::tuple<Uint256, Uint256> scaled_balance_and_total(Execution& execution, Address account);

}  // namespace orrery::chains::lending::scaled
