#include "chains/contracts/erc20.h"

#include "chains/contracts/storage_layout.h"

namespace orrery::chains::erc20 {
namespace {

Uint256 balance_slot(Execution& execution, const Address& account) {
  return mapping_slot(execution, kBalances, account);
}
Uint256 allowance_slot(Execution& execution, const Address& owner, const Address& spender) {
  return mapping_slot(execution, mapping_slot(execution, kAllowances, owner), spender);
}

}  // namespace

const Event kTransfer("event Transfer(address indexed from, address indexed to, uint256 value)");
const Event kApproval("event Approval(address indexed owner, address indexed spender, uint256 value)");

Uint256 total_supply(Execution& execution) { return execution.load(kTotalSupply); }
Uint256 balance_of(Execution& execution, Address account) { return execution.load(balance_slot(execution, account)); }
Uint256 allowance(Execution& execution, Address owner, Address spender) {
  return execution.load(allowance_slot(execution, owner, spender));
}

void move(Execution& execution, const Address& from, const Address& to, const Uint256& amount) {
  require(!from.is_zero(), "ERC20: transfer from the zero address");
  require(!to.is_zero(), "ERC20: transfer to the zero address");
  const Uint256 from_slot = balance_slot(execution, from);
  const Uint256 balance = execution.load(from_slot);
  require(balance >= amount, "ERC20: transfer amount exceeds balance");
  execution.store(from_slot, balance - amount);
  const Uint256 to_slot = balance_slot(execution, to);
  execution.store(to_slot, execution.load(to_slot) + amount);
  kTransfer.emit(execution, from, to, amount);
}

void approve(Execution& execution, const Address& owner, const Address& spender, const Uint256& amount) {
  require(!owner.is_zero(), "ERC20: approve from the zero address");
  require(!spender.is_zero(), "ERC20: approve to the zero address");
  execution.store(allowance_slot(execution, owner, spender), amount);
  kApproval.emit(execution, owner, spender, amount);
}

void spend_allowance(Execution& execution, const Address& owner, const Address& spender, const Uint256& amount) {
  const Uint256 allowed = allowance(execution, owner, spender);
  if (allowed == ~Uint256(0)) return;
  require(allowed >= amount, "ERC20: insufficient allowance");
  approve(execution, owner, spender, allowed - amount);
}

void mint(Execution& execution, const Address& account, const Uint256& amount) {
  require(!account.is_zero(), "ERC20: mint to the zero address");
  const Uint256 supply = total_supply(execution);
  if (supply + amount < supply) revert_panic(0x11);
  execution.store(kTotalSupply, supply + amount);
  const Uint256 slot = balance_slot(execution, account);
  execution.store(slot, execution.load(slot) + amount);
  kTransfer.emit(execution, Address{}, account, amount);
}

void burn(Execution& execution, const Address& account, const Uint256& amount) {
  require(!account.is_zero(), "ERC20: burn from the zero address");
  const Uint256 slot = balance_slot(execution, account);
  const Uint256 balance = execution.load(slot);
  require(balance >= amount, "ERC20: burn amount exceeds balance");
  execution.store(slot, balance - amount);
  execution.store(kTotalSupply, total_supply(execution) - amount);
  kTransfer.emit(execution, account, Address{}, amount);
}

}  // namespace orrery::chains::erc20
