#include "chains/contracts/lending/scaled_token.h"

#include "chains/contracts/checked_math.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/lending/ray_math.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains::lending::scaled {

const Event kTransfer("event Transfer(address indexed from, address indexed to, uint256 value)");
const Event kApproval("event Approval(address indexed owner, address indexed spender, uint256 value)");
const Event kMint(
    "event Mint(address indexed caller, address indexed onBehalfOf, uint256 value, uint256 balanceIncrease, "
    "uint256 index)");
const Event kBurn(
    "event Burn(address indexed from, address indexed target, uint256 value, uint256 balanceIncrease, uint256 index)");

namespace {

const ExternalFunction<Uint256, Address> kNormalizedIncome(
    "function getReserveNormalizedIncome(address asset) view returns (uint256)");
const ExternalFunction<Uint256, Address> kNormalizedDebt(
    "function getReserveNormalizedVariableDebt(address asset) view returns (uint256)");

/// The interest since the account's last change, which is written down now.
Uint256 take_interest(Execution& execution, const Address& account, const Uint256& balance, const Uint256& index) {
  const Uint256 slot = mapping_slot(execution, kIndices, account);
  const Uint256 previous = execution.load(slot);
  execution.store(slot, index);
  return checked_subtract(ray_multiply(balance, index), ray_multiply(balance, previous));
}

}  // namespace

void construct(Execution& execution, const Settings& settings) {
  execution.store(immutable_slot(kPool), to_uint256(settings.pool));
  execution.store(immutable_slot(kUnderlying), to_uint256(settings.underlying));
  execution.store(immutable_slot(kTreasury), to_uint256(settings.treasury));
  execution.store(immutable_slot(kDecimals), settings.decimals);
  store_string(execution, kName, settings.name);
  store_string(execution, kSymbol, settings.symbol);
}

Address immutable_address(Execution& execution, unsigned number) {
  return to_address(execution.load_immutable(immutable_slot(number)));
}
void require_pool(Execution& execution) { require(execution.sender() == immutable_address(execution, kPool), "23"); }

Uint256 scaled_balance(Execution& execution, Address account) {
  return execution.load(mapping_slot(execution, kBalances, account));
}
Uint256 scaled_total(Execution& execution) { return execution.load(kTotal); }
void set_scaled_balance(Execution& execution, const Address& account, const Uint256& balance) {
  execution.store(mapping_slot(execution, kBalances, account), balance);
}

bool mint(Execution& execution, const Address& caller, const Address& account, const Uint256& amount,
          const Uint256& index) {
  const Uint256 scaled = ray_divide(amount, index);
  require(scaled != 0, "24");
  const Uint256 balance = scaled_balance(execution, account);
  const Uint256 interest = take_interest(execution, account, balance, index);
  execution.store(kTotal, checked_add(scaled_total(execution), scaled));
  set_scaled_balance(execution, account, checked_add(balance, scaled));
  const Uint256 shown = checked_add(amount, interest);
  kTransfer.emit(execution, Address{}, account, shown);
  kMint.emit(execution, caller, account, shown, interest, index);
  return balance == 0;
}

void burn(Execution& execution, const Address& account, const Address& target, const Uint256& amount,
          const Uint256& index) {
  const Uint256 scaled = ray_divide(amount, index);
  require(scaled != 0, "25");
  const Uint256 balance = scaled_balance(execution, account);
  const Uint256 interest = take_interest(execution, account, balance, index);
  execution.store(kTotal, checked_subtract(scaled_total(execution), scaled));
  set_scaled_balance(execution, account, checked_subtract(balance, scaled));
  if (interest > amount) {
    kTransfer.emit(execution, Address{}, account, Uint256(interest - amount));
    kMint.emit(execution, account, account, Uint256(interest - amount), interest, index);
  } else {
    kTransfer.emit(execution, account, Address{}, Uint256(amount - interest));
    kBurn.emit(execution, account, target, Uint256(amount - interest), interest, index);
  }
}

Uint256 deposit_index(Execution& execution) {
  return kNormalizedIncome(execution, immutable_address(execution, kPool), immutable_address(execution, kUnderlying));
}
Uint256 debt_index(Execution& execution) {
  return kNormalizedDebt(execution, immutable_address(execution, kPool), immutable_address(execution, kUnderlying));
}

std::string name(Execution& execution) { return load_string(execution, kName); }
std::string symbol(Execution& execution) { return load_string(execution, kSymbol); }
std::uint8_t decimals(Execution& execution) {
  return static_cast<std::uint8_t>(execution.load_immutable(immutable_slot(kDecimals)));
}
Address pool(Execution& execution) { return immutable_address(execution, kPool); }
Address underlying(Execution& execution) { return immutable_address(execution, kUnderlying); }
std::tuple<Uint256, Uint256> scaled_balance_and_total(Execution& execution, Address account) {
  return {scaled_balance(execution, account), scaled_total(execution)};
}

}  // namespace orrery::chains::lending::scaled
