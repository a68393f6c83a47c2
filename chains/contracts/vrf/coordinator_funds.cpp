// What the owner of a VRF coordinator takes out of it, and how a subscription moves to another coordinator.

#include "chains/contracts/ownable.h"
#include "chains/contracts/vrf/coordinator_parts.h"

namespace orrery::chains::vrf {

const Event kFundsRecovered("event FundsRecovered(address to, uint256 amount)");
const Event kNativeFundsRecovered("event NativeFundsRecovered(address to, uint256 amount)");
const CustomError kBalanceInvariantViolated(
    "error BalanceInvariantViolated(uint256 internalBalance, uint256 externalBalance)");
const CustomError kFailedToSendNative("error FailedToSendNative()");
const CustomError kFailedToTransferLink("error FailedToTransferLink()");
const CustomError kLinkNotSet("error LinkNotSet()");

const Event kCoordinatorRegistered("event CoordinatorRegistered(address coordinatorAddress)");
const Event kCoordinatorDeregistered("event CoordinatorDeregistered(address coordinatorAddress)");
const Event kMigrationCompleted("event MigrationCompleted(address newCoordinator, uint256 subId)");
const CustomError kCoordinatorNotRegistered("error CoordinatorNotRegistered(address coordinatorAddress)");
const CustomError kCoordinatorAlreadyRegistered("error CoordinatorAlreadyRegistered(address coordinatorAddress)");

const ExternalFunction<bool, Address, Uint256> kTransfer(
    "function transfer(address to, uint256 value) returns (bool success)");

namespace {

const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address owner) view returns (uint256 balance)");
const ExternalFunction<void, Bytes> kOnMigration("function onMigration(bytes encodedData) payable");
const ExternalFunction<void, Address> kSetCoordinator("function setCoordinator(address vrfCoordinator)");

constexpr Gas kGasTarget = 140, kGasMigratedConsumer = 250, kGasReadSubscription = 650, kGasHandOver = 2'230;

/// fromVersion, subId, subOwner, consumers, linkBalance, nativeBalance.
using MigrationData = std::tuple<std::uint8_t, Uint256, Address, std::vector<Address>, UintN<96>, UintN<96>>;
constexpr std::uint8_t kVersion = 1;

/// What stands in the contract's account beyond what it counted.
Uint256 surplus(const Uint256& counted, const Uint256& found) {
  if (counted > found) kBalanceInvariantViolated.revert(counted, found);
  return found - counted;
}

Address require_link(Execution& execution) {
  const Address link = load_address(execution, kLink);
  if (link.is_zero()) kLinkNotSet.revert();
  return link;
}

/// Sets what was earned of one kind to zero and takes it off the totals.
Uint256 take_earnings(Execution& execution, PackedField field) {
  const Uint256 amount = field.read(execution.load(kWithdrawable));
  require_sufficient_balance(amount > 0);
  execution.store(kWithdrawable, field.write(execution.load(kWithdrawable), 0));
  take_from_field(execution, kTotals, field, amount);
  return amount;
}

/// The position of a migration target, or the count when there is none.
std::size_t find_target(Execution& execution, const Address& target, std::size_t& count) {
  count = static_cast<std::size_t>(execution.load(kMigrationTargets));
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasTarget);
    execution.load(kMigrationTargets);
    if (load_address(execution, array_slot(execution, kMigrationTargets) + i) == target) return i;
  }
  return count;
}
bool is_target(Execution& execution, const Address& target) {
  std::size_t count = 0;
  return find_target(execution, target, count) < count;
}

void hand_over(Execution& execution, const Address& coordinator, const MigrationData& data) {
  if (!execution.has_code(coordinator)) revert_empty();
  const Uint256 native = std::get<5>(data);
  CallResult taken = execution.call(coordinator, native, kOnMigration.encode(abi::encode(data)));
  if (!taken.ok) throw Revert{std::move(taken.output)};
  const Address link = load_address(execution, kLink);
  const Uint256 balance = std::get<4>(data);
  if (!link.is_zero() && balance != 0) require_sufficient_balance(kTransfer(execution, link, coordinator, balance));
}

}  // namespace

void must_send_native(Execution& execution, const Address& to, const Uint256& amount) {
  if (!execution.call(to, amount, {}).ok) kFailedToSendNative.revert();
}

void withdraw(Execution& execution, Address recipient) {
  require_not_reentrant(execution);
  ownable::require_owner(execution);
  const Address link = require_link(execution);
  const Uint256 amount = take_earnings(execution, kLinkAmount);
  require_sufficient_balance(kTransfer(execution, link, recipient, amount));
}
void withdraw_native(Execution& execution, Address recipient) {
  require_not_reentrant(execution);
  ownable::require_owner(execution);
  must_send_native(execution, recipient, take_earnings(execution, kNativeAmount));
}

void recover_funds(Execution& execution, Address to) {
  ownable::require_owner(execution);
  const Address link = require_link(execution);
  const Uint256 found = kBalanceOf(execution, link, execution.self());
  const Uint256 amount = surplus(kLinkAmount.read(execution.load(kTotals)), found);
  if (amount == 0) return;
  if (!kTransfer(execution, link, to, amount)) kFailedToTransferLink.revert();
  kFundsRecovered.emit(execution, to, amount);
}
void recover_native_funds(Execution& execution, Address to) {
  ownable::require_owner(execution);
  const Uint256 amount = surplus(kNativeAmount.read(execution.load(kTotals)), execution.balance(execution.self()));
  if (amount == 0) return;
  must_send_native(execution, to, amount);
  kNativeFundsRecovered.emit(execution, to, amount);
}

void register_migratable_coordinator(Execution& execution, Address target) {
  ownable::require_owner(execution);
  std::size_t count = 0;
  if (find_target(execution, target, count) < count) kCoordinatorAlreadyRegistered.revert(target);
  execution.load(kMigrationTargets);
  execution.store(kMigrationTargets, count + 1);
  store_address(execution, array_slot(execution, kMigrationTargets) + count, target);
  kCoordinatorRegistered.emit(execution, target);
}
void deregister_migratable_coordinator(Execution& execution, Address target) {
  ownable::require_owner(execution);
  std::size_t count = 0;
  const std::size_t found = find_target(execution, target, count);
  if (found == count) kCoordinatorNotRegistered.revert(target);
  const Uint256 first = array_slot(execution, kMigrationTargets);
  store_address(execution, first + found, load_address(execution, first + (count - 1)));
  store_address(execution, first + (count - 1), {});
  execution.store(kMigrationTargets, count - 1);
  kCoordinatorDeregistered.emit(execution, target);
}

void migrate(Execution& execution, Uint256 id, Address coordinator) {
  require_not_reentrant(execution);
  if (!is_target(execution, coordinator)) kCoordinatorNotRegistered.revert(coordinator);
  const auto [balance, native, requests, owner, consumers] = get_subscription(execution, id);
  execution.charge(kGasReadSubscription);
  if (owner != execution.sender()) kMustBeSubOwner.revert(owner);
  if (pending_request_exists(execution, id)) kPendingRequestExists.revert();
  execution.charge(kGasHandOver);
  delete_subscription(execution, id);
  hand_over(execution, coordinator, {kVersion, id, owner, consumers, balance, native});
  set_reentrancy_lock(execution, true);
  for (const auto& consumer : consumers) {
    execution.charge(kGasMigratedConsumer);
    kSetCoordinator(execution, consumer, coordinator);
  }
  set_reentrancy_lock(execution, false);
  kMigrationCompleted.emit(execution, coordinator, id);
}

}  // namespace orrery::chains::vrf
