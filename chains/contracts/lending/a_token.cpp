#include "chains/contracts/lending/a_token.h"

#include "chains/contracts/checked_math.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/lending/ray_math.h"
#include "chains/contracts/lending/scaled_token.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace lending;

const Event kBalanceTransfer(
    "event BalanceTransfer(address indexed from, address indexed to, uint256 value, uint256 index)");
const ExternalFunction<bool, Address, Uint256> kTokenTransfer(
    "function transfer(address to, uint256 amount) returns (bool)");
const ExternalFunction<void, Address, Address, Address, Uint256, Uint256, Uint256> kFinalizeTransfer(
    "function finalizeTransfer(address asset, address from, address to, uint256 amount, uint256 balanceFromBefore, "
    "uint256 balanceToBefore)");

void initialize(Execution& execution, Address pool, Address treasury, Address underlying, std::uint8_t decimals,
                std::string name, std::string symbol) {
  scaled::construct(execution, {pool, underlying, treasury, decimals, std::move(name), std::move(symbol)});
}

Uint256 balance_of(Execution& execution, Address account) {
  return ray_multiply(scaled::scaled_balance(execution, account), scaled::deposit_index(execution));
}
Uint256 total_supply(Execution& execution) {
  const Uint256 total = scaled::scaled_total(execution);
  return total == 0 ? total : ray_multiply(total, scaled::deposit_index(execution));
}

bool mint(Execution& execution, Address caller, Address account, Uint256 amount, Uint256 index) {
  scaled::require_pool(execution);
  return scaled::mint(execution, caller, account, amount, index);
}
void pay_out(Execution& execution, const Address& receiver, const Uint256& amount) {
  if (!kTokenTransfer(execution, scaled::underlying(execution), receiver, amount)) revert_empty();
}
void burn(Execution& execution, Address from, Address receiver, Uint256 amount, Uint256 index) {
  scaled::require_pool(execution);
  scaled::burn(execution, from, receiver, amount, index);
  if (receiver != execution.self()) pay_out(execution, receiver, amount);
}
void mint_to_treasury(Execution& execution, Uint256 amount, Uint256 index) {
  scaled::require_pool(execution);
  if (amount == 0) return;
  scaled::mint(execution, execution.sender(), scaled::immutable_address(execution, scaled::kTreasury), amount, index);
}
void transfer_underlying_to(Execution& execution, Address target, Uint256 amount) {
  scaled::require_pool(execution);
  pay_out(execution, target, amount);
}

/// Moves the claim; `validate` asks the pool whether the sender stays healthy.
void move(Execution& execution, const Address& from, const Address& to, const Uint256& amount, bool validate) {
  require(!to.is_zero(), "77");
  const Uint256 index = scaled::deposit_index(execution);
  const Uint256 before_from = scaled::scaled_balance(execution, from);
  const Uint256 before_to = scaled::scaled_balance(execution, to);
  const Uint256 shares = ray_divide(amount, index);
  scaled::set_scaled_balance(execution, from, checked_subtract(before_from, shares));
  scaled::set_scaled_balance(execution, to, checked_add(scaled::scaled_balance(execution, to), shares));
  for (const Address& account : {from, to}) execution.store(mapping_slot(execution, scaled::kIndices, account), index);
  scaled::kTransfer.emit(execution, from, to, amount);
  if (validate)
    kFinalizeTransfer(execution, scaled::pool(execution), scaled::underlying(execution), from, to, amount,
                      ray_multiply(before_from, index), ray_multiply(before_to, index));
  kBalanceTransfer.emit(execution, from, to, shares, index);
}
bool transfer(Execution& execution, Address to, Uint256 amount) {
  move(execution, execution.sender(), to, amount, /*validate=*/true);
  return true;
}
Uint256 allowance_slot(Execution& execution, const Address& owner, const Address& spender) {
  return mapping_slot(execution, mapping_slot(execution, scaled::kAllowances, owner), spender);
}
Uint256 allowance(Execution& execution, Address owner, Address spender) {
  return execution.load(allowance_slot(execution, owner, spender));
}
void set_allowance(Execution& execution, const Address& owner, const Address& spender, const Uint256& amount) {
  execution.store(allowance_slot(execution, owner, spender), amount);
  scaled::kApproval.emit(execution, owner, spender, amount);
}
bool approve(Execution& execution, Address spender, Uint256 amount) {
  set_allowance(execution, execution.sender(), spender, amount);
  return true;
}
bool transfer_from(Execution& execution, Address from, Address to, Uint256 amount) {
  const Uint256 allowed = allowance(execution, from, execution.sender());
  set_allowance(execution, from, execution.sender(), checked_subtract(allowed, amount));
  move(execution, from, to, amount, /*validate=*/true);
  return true;
}
void transfer_on_liquidation(Execution& execution, Address from, Address to, Uint256 amount) {
  scaled::require_pool(execution);
  move(execution, from, to, amount, /*validate=*/false);
}
Address treasury(Execution& execution) { return scaled::immutable_address(execution, scaled::kTreasury); }

}  // namespace

AToken::AToken() {
  add({
      {"constructor(address pool, address treasury, address underlyingAsset, uint8 decimals, string name, "
       "string symbol)",
       handler_of(initialize)},
      {"function name() view returns (string)", handler_of(scaled::name), 900},
      {"function symbol() view returns (string)", handler_of(scaled::symbol), 900},
      {"function decimals() view returns (uint8)", handler_of(scaled::decimals), 250},
      {"function totalSupply() view returns (uint256)", handler_of(total_supply), 500},
      {"function balanceOf(address user) view returns (uint256)", handler_of(balance_of), 600},
      {"function scaledBalanceOf(address user) view returns (uint256)", handler_of(scaled::scaled_balance), 350},
      {"function scaledTotalSupply() view returns (uint256)", handler_of(scaled::scaled_total), 250},
      {"function getScaledUserBalanceAndSupply(address user) view returns (uint256, uint256)",
       handler_of(scaled::scaled_balance_and_total), 450},
      {"function allowance(address owner, address spender) view returns (uint256)", handler_of(allowance), 450},
      {"function approve(address spender, uint256 amount) returns (bool)", handler_of(approve), 600},
      {"function transfer(address recipient, uint256 amount) returns (bool)", handler_of(transfer), 1'600},
      {"function transferFrom(address sender, address recipient, uint256 amount) returns (bool)",
       handler_of(transfer_from), 2'000},
      {"function mint(address caller, address onBehalfOf, uint256 amount, uint256 index) returns (bool)",
       handler_of(mint), 1'500},
      {"function burn(address from, address receiverOfUnderlying, uint256 amount, uint256 index)", handler_of(burn),
       1'700},
      {"function mintToTreasury(uint256 amount, uint256 index)", handler_of(mint_to_treasury), 1'500},
      {"function transferOnLiquidation(address from, address to, uint256 value)", handler_of(transfer_on_liquidation),
       1'500},
      {"function transferUnderlyingTo(address target, uint256 amount)", handler_of(transfer_underlying_to), 700},
      {"function UNDERLYING_ASSET_ADDRESS() view returns (address)", handler_of(scaled::underlying), 250},
      {"function RESERVE_TREASURY_ADDRESS() view returns (address)", handler_of(treasury), 250},
      {"function POOL() view returns (address)", handler_of(scaled::pool), 250},
  });
  add({&scaled::kTransfer, &scaled::kApproval, &scaled::kMint, &scaled::kBurn, &kBalanceTransfer});
}

}  // namespace orrery::chains
