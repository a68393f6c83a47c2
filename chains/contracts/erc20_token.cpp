#include "chains/contracts/erc20_token.h"

#include "chains/contracts/erc20.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kOwner = erc20::kNextSlot;
constexpr unsigned kDecimals = 0;  // number of the immutable

void initialize(Execution& execution, std::string name, std::string symbol, std::uint8_t decimals) {
  ownable::construct<kOwner>(execution);
  store_string(execution, erc20::kName, name);
  store_string(execution, erc20::kSymbol, symbol);
  execution.store(immutable_slot(kDecimals), decimals);
}
std::string name(Execution& execution) { return load_string(execution, erc20::kName); }
std::string symbol(Execution& execution) { return load_string(execution, erc20::kSymbol); }
std::uint8_t decimals(Execution& execution) {
  return static_cast<std::uint8_t>(execution.load_immutable(immutable_slot(kDecimals)));
}

bool transfer(Execution& execution, Address to, Uint256 amount) {
  erc20::move(execution, execution.sender(), to, amount);
  return true;
}
bool approve(Execution& execution, Address spender, Uint256 amount) {
  erc20::approve(execution, execution.sender(), spender, amount);
  return true;
}
bool transfer_from(Execution& execution, Address from, Address to, Uint256 amount) {
  erc20::spend_allowance(execution, from, execution.sender(), amount);
  erc20::move(execution, from, to, amount);
  return true;
}
void mint(Execution& execution, Address account, Uint256 amount) {
  ownable::require_owner<kOwner>(execution);
  erc20::mint(execution, account, amount);
}
void burn(Execution& execution, Uint256 amount) { erc20::burn(execution, execution.sender(), amount); }

}  // namespace

Erc20Token::Erc20Token() {
  add({
      {"constructor(string name, string symbol, uint8 decimals)", handler_of(initialize)},
      {"function name() view returns (string)", handler_of(name), 900},
      {"function symbol() view returns (string)", handler_of(symbol), 900},
      {"function decimals() view returns (uint8)", handler_of(decimals), 250},
      {"function totalSupply() view returns (uint256)", handler_of(erc20::total_supply), 250},
      {"function balanceOf(address account) view returns (uint256)", handler_of(erc20::balance_of), 350},
      {"function allowance(address owner, address spender) view returns (uint256)", handler_of(erc20::allowance), 450},
      {"function transfer(address to, uint256 amount) returns (bool)", handler_of(transfer), 700},
      {"function approve(address spender, uint256 amount) returns (bool)", handler_of(approve), 600},
      {"function transferFrom(address from, address to, uint256 amount) returns (bool)", handler_of(transfer_from),
       1'000},
      {"function mint(address account, uint256 amount)", handler_of(mint), 700},
      {"function burn(uint256 amount)", handler_of(burn), 600},
      {"function owner() view returns (address)", handler_of(ownable::owner<kOwner>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<kOwner>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<kOwner>), 300},
  });
  add({&erc20::kTransfer, &erc20::kApproval, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
