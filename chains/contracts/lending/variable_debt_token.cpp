#include "chains/contracts/lending/variable_debt_token.h"

#include "chains/contracts/lending/ray_math.h"
#include "chains/contracts/lending/scaled_token.h"

namespace orrery::chains {
namespace {

using namespace lending;

void initialize(Execution& execution, Address pool, Address underlying, std::uint8_t decimals, std::string name,
                std::string symbol) {
  scaled::construct(execution, {pool, underlying, {}, decimals, std::move(name), std::move(symbol)});
}

Uint256 balance_of(Execution& execution, Address account) {
  const Uint256 balance = scaled::scaled_balance(execution, account);
  return balance == 0 ? balance : ray_multiply(balance, scaled::debt_index(execution));
}
Uint256 total_supply(Execution& execution) {
  return ray_multiply(scaled::scaled_total(execution), scaled::debt_index(execution));
}
std::tuple<bool, Uint256> mint(Execution& execution, Address user, Address account, Uint256 amount, Uint256 index) {
  scaled::require_pool(execution);
  const bool first = scaled::mint(execution, user, account, amount, index);
  return {first, scaled::scaled_total(execution)};
}
Uint256 burn(Execution& execution, Address from, Uint256 amount, Uint256 index) {
  scaled::require_pool(execution);
  scaled::burn(execution, from, Address{}, amount, index);
  return scaled::scaled_total(execution);
}
/// '80', OPERATION_NOT_SUPPORTED: debts stay with who made them.
bool refuse_to_move(Execution&, Address, Uint256) { revert_with("80"); }

}  // namespace

VariableDebtToken::VariableDebtToken() {
  add({
      {"constructor(address pool, address underlyingAsset, uint8 decimals, string name, string symbol)",
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
      {"function mint(address user, address onBehalfOf, uint256 amount, uint256 index) returns (bool, uint256)",
       handler_of(mint), 1'500},
      {"function burn(address from, uint256 amount, uint256 index) returns (uint256)", handler_of(burn), 1'500},
      {"function transfer(address recipient, uint256 amount) returns (bool)", handler_of(refuse_to_move), 200},
      {"function approve(address spender, uint256 amount) returns (bool)", handler_of(refuse_to_move), 200},
      {"function UNDERLYING_ASSET_ADDRESS() view returns (address)", handler_of(scaled::underlying), 250},
      {"function POOL() view returns (address)", handler_of(scaled::pool), 250},
  });
  add({&scaled::kTransfer, &scaled::kApproval, &scaled::kMint, &scaled::kBurn});
}

}  // namespace orrery::chains
