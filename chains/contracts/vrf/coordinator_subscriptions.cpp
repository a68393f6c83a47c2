// Subscriptions of the VRF coordinator: who owns them, who may use them, what they hold (SubscriptionAPI.sol).

#include "chains/contracts/checked_math.h"
#include "chains/contracts/vrf/coordinator_parts.h"

namespace orrery::chains::vrf {

const Event kSubscriptionCreated("event SubscriptionCreated(uint256 indexed subId, address owner)");
const Event kSubscriptionFunded(
    "event SubscriptionFunded(uint256 indexed subId, uint256 oldBalance, uint256 newBalance)");
const Event kSubscriptionFundedWithNative(
    "event SubscriptionFundedWithNative(uint256 indexed subId, uint256 oldNativeBalance, uint256 newNativeBalance)");
const Event kSubscriptionConsumerAdded("event SubscriptionConsumerAdded(uint256 indexed subId, address consumer)");
const Event kSubscriptionConsumerRemoved("event SubscriptionConsumerRemoved(uint256 indexed subId, address consumer)");
const Event kSubscriptionCanceled(
    "event SubscriptionCanceled(uint256 indexed subId, address to, uint256 amountLink, uint256 amountNative)");
const Event kSubscriptionOwnerTransferRequested(
    "event SubscriptionOwnerTransferRequested(uint256 indexed subId, address from, address to)");
const Event kSubscriptionOwnerTransferred(
    "event SubscriptionOwnerTransferred(uint256 indexed subId, address from, address to)");

const CustomError kTooManyConsumers("error TooManyConsumers()");
const CustomError kInsufficientBalance("error InsufficientBalance()");
const CustomError kInvalidConsumer("error InvalidConsumer(uint256 subId, address consumer)");
const CustomError kInvalidSubscription("error InvalidSubscription()");
const CustomError kOnlyCallableFromLink("error OnlyCallableFromLink()");
const CustomError kInvalidCalldata("error InvalidCalldata()");
const CustomError kMustBeSubOwner("error MustBeSubOwner(address owner)");
const CustomError kPendingRequestExists("error PendingRequestExists()");
const CustomError kMustBeRequestedOwner("error MustBeRequestedOwner(address proposedOwner)");
const CustomError kIndexOutOfRange("error IndexOutOfRange()");
const CustomError kReentrant("error Reentrant()");

namespace {

constexpr Gas kGasConsumer = 210, kGasListedConsumer = 250, kGasDeletedConsumer = 280, kGasListedId = 130,
              kGasCancel = 1'350;

Uint256 list_of(const Uint256& config_slot) { return config_slot + kConsumerListWord; }

/// Funds of one kind arrive: event and totals.
void credit(Execution& execution, const Uint256& id, PackedField field, const Uint256& amount, const Event& event) {
  const Uint256 slot = subscription_slot(execution, id);
  const Uint256 before = field.read(execution.load(slot));
  const Uint256 cut = amount & ((Uint256(1) << field.bits) - 1);
  add_to_field(execution, slot, field, cut);
  add_to_field(execution, kTotals, field, cut);
  event.emit(execution, id, before, checked_add(before, amount));
}

/// Takes a member off a list of consumers; the last one fills the hole.
void remove_from_list(Execution& execution, const Uint256& list, const Address& consumer) {
  const auto count = static_cast<std::size_t>(execution.load(list));
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasListedConsumer);
    execution.load(list);
    const Uint256 first = array_slot(execution, list);
    if (load_address(execution, first + i) != consumer) continue;
    execution.load(list);
    const Address last = load_address(execution, first + (count - 1));
    store_address(execution, first + i, last);
    store_address(execution, first + (count - 1), {});
    execution.store(list, count - 1);
    return;
  }
}

void cancel(Execution& execution, const Uint256& id, const Address& to) {
  execution.charge(kGasCancel);
  const Amounts left = delete_subscription(execution, id);
  const Address link = load_address(execution, kLink);
  if (!link.is_zero() && left.link != 0) require_sufficient_balance(kTransfer(execution, link, to, left.link));
  must_send_native(execution, to, left.native);
  kSubscriptionCanceled.emit(execution, id, to, left.link, left.native);
}

}  // namespace

void require_not_reentrant(Execution& execution) {
  if (kReentrancyLock.read_flag(execution.load(kConfig))) kReentrant.revert();
}
void set_reentrancy_lock(Execution& execution, bool locked) {
  execution.store(kConfig, kReentrancyLock.write(execution.load(kConfig), locked ? 1 : 0));
}
void require_sufficient_balance(bool condition) {
  if (!condition) kInsufficientBalance.revert();
}
void require_valid_subscription(const Address& owner) {
  if (owner.is_zero()) kInvalidSubscription.revert();
}
Uint256 subscription_slot(Execution& execution, const Uint256& id) {
  return mapping_slot(execution, kSubscriptions, id);
}
Uint256 subscription_config_slot(Execution& execution, const Uint256& id) {
  return mapping_slot(execution, kSubscriptionConfigs, id);
}
Uint256 consumer_slot(Execution& execution, const Address& consumer, const Uint256& id) {
  return mapping_slot(execution, mapping_slot(execution, kConsumers, consumer), id);
}
void add_to_field(Execution& execution, const Uint256& slot, PackedField field, const Uint256& amount) {
  const Uint256 sum = checked_add(field.read(execution.load(slot)), amount);
  if (!fits_unsigned(sum, field.bits)) revert_panic(0x11);
  execution.store(slot, field.write(execution.load(slot), sum));
}
void take_from_field(Execution& execution, const Uint256& slot, PackedField field, const Uint256& amount) {
  const Uint256 rest = checked_subtract(field.read(execution.load(slot)), amount);
  execution.store(slot, field.write(execution.load(slot), rest));
}

void require_subscription_owner(Execution& execution, const Uint256& id) {
  const Address owner = load_address(execution, subscription_config_slot(execution, id));
  require_valid_subscription(owner);
  if (execution.sender() != owner) kMustBeSubOwner.revert(owner);
}

std::vector<Address> consumers_of(Execution& execution, const Uint256& config_slot) {
  const Uint256 list = list_of(config_slot);
  const auto count = static_cast<std::size_t>(execution.load(list));
  std::vector<Address> consumers;
  const Uint256 first = array_slot(execution, list);
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasConsumer / 4);
    consumers.push_back(load_address(execution, first + i));
  }
  return consumers;
}

SubscriptionView get_subscription(Execution& execution, Uint256 id) {
  const Uint256 config = subscription_config_slot(execution, id);
  const Address owner = load_address(execution, config);
  require_valid_subscription(owner);
  const Uint256 held = execution.load(subscription_slot(execution, id));
  return {UintN<96>{kLinkAmount.read(held)}, UintN<96>{kNativeAmount.read(held)}, kRequestCount.read_small(held), owner,
          consumers_of(execution, config)};
}

bool pending_request_exists(Execution& execution, Uint256 id) {
  const Uint256 list = list_of(subscription_config_slot(execution, id));
  const auto count = static_cast<std::size_t>(execution.load(list));
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasConsumer);
    execution.load(list);
    const Address consumer = load_address(execution, array_slot(execution, list) + i);
    if (kPendingCount.read(execution.load(consumer_slot(execution, consumer, id))) != 0) return true;
  }
  return false;
}

std::vector<Uint256> get_active_subscription_ids(Execution& execution, Uint256 start, Uint256 max_count) {
  const Uint256 count = kSubscriptionSet.size(execution);
  if (start >= count) kIndexOutOfRange.revert();
  Uint256 end = checked_add(start, max_count);
  if (end > count || max_count == 0) end = count;
  const auto from = static_cast<std::size_t>(start), to = static_cast<std::size_t>(end);
  execution.charge(kGasListedId * (to - from));
  return kSubscriptionSet.values(execution, from, to);
}

Uint256 create_subscription(Execution& execution) {
  require_not_reentrant(execution);
  const Uint256 nonces = execution.load(kSubscriptionNonce);
  constexpr PackedField kSubscriptionNonceField{0, 64};
  const Uint256 nonce = kSubscriptionNonceField.read(nonces);
  const Bytes32 parent = execution.block_hash(Uint256(execution.block().number) - 1);
  const Bytes32 nonce_word = to_bytes32(nonce);
  const Uint256 id = to_uint256(
      execution.keccak(concat({execution.sender(), parent, execution.self(), BytesView(nonce_word).subspan(24)})));
  if (nonce == UINT64_MAX) revert_panic(0x11);
  add_to_field(execution, kSubscriptionNonce, kSubscriptionNonceField, 1);
  execution.store(subscription_slot(execution, id), 0);
  const Uint256 config = subscription_config_slot(execution, id);
  store_address(execution, config, execution.sender());
  store_address(execution, config + kRequestedOwnerWord, {});
  execution.store(list_of(config), 0);
  kSubscriptionSet.add(execution, id);
  kSubscriptionCreated.emit(execution, id, execution.sender());
  return id;
}

void fund_subscription_with_native(Execution& execution, Uint256 id) {
  require_not_reentrant(execution);
  require_valid_subscription(load_address(execution, subscription_config_slot(execution, id)));
  credit(execution, id, kNativeAmount, execution.value(), kSubscriptionFundedWithNative);
}

void on_token_transfer(Execution& execution, Address, Uint256 amount, BytesView data) {
  require_not_reentrant(execution);
  if (execution.sender() != load_address(execution, kLink)) kOnlyCallableFromLink.revert();
  if (data.size() != 32) kInvalidCalldata.revert();
  const Uint256 id = to_uint256(data);
  require_valid_subscription(load_address(execution, subscription_config_slot(execution, id)));
  credit(execution, id, kLinkAmount, amount, kSubscriptionFunded);
}

void request_subscription_owner_transfer(Execution& execution, Uint256 id, Address owner) {
  require_subscription_owner(execution, id);
  require_not_reentrant(execution);
  const Uint256 requested = subscription_config_slot(execution, id) + kRequestedOwnerWord;
  if (load_address(execution, requested) == owner) return;
  store_address(execution, requested, owner);
  kSubscriptionOwnerTransferRequested.emit(execution, id, execution.sender(), owner);
}

void accept_subscription_owner_transfer(Execution& execution, Uint256 id) {
  require_not_reentrant(execution);
  const Uint256 config = subscription_config_slot(execution, id);
  const Address before = load_address(execution, config);
  require_valid_subscription(before);
  const Address requested = load_address(execution, config + kRequestedOwnerWord);
  if (requested != execution.sender()) kMustBeRequestedOwner.revert(requested);
  store_address(execution, config, execution.sender());
  store_address(execution, config + kRequestedOwnerWord, {});
  kSubscriptionOwnerTransferred.emit(execution, id, before, execution.sender());
}

void add_consumer(Execution& execution, Uint256 id, Address consumer) {
  require_subscription_owner(execution, id);
  require_not_reentrant(execution);
  const Uint256 slot = consumer_slot(execution, consumer, id);
  const Uint256 word = execution.load(slot);
  if (kActive.read_flag(word)) return;
  const Uint256 list = list_of(subscription_config_slot(execution, id));
  const Uint256 count = execution.load(list);
  if (count == kMaxConsumers) kTooManyConsumers.revert();
  execution.store(slot, kActive.write(execution.load(slot), 1));
  execution.load(list);
  execution.store(list, count + 1);
  store_address(execution, array_slot(execution, list) + count, consumer);
  kSubscriptionConsumerAdded.emit(execution, id, consumer);
}

void remove_consumer(Execution& execution, Uint256 id, Address consumer) {
  require_subscription_owner(execution, id);
  require_not_reentrant(execution);
  if (pending_request_exists(execution, id)) kPendingRequestExists.revert();
  if (!kActive.read_flag(execution.load(consumer_slot(execution, consumer, id)))) kInvalidConsumer.revert(id, consumer);
  remove_from_list(execution, list_of(subscription_config_slot(execution, id)), consumer);
  const Uint256 slot = consumer_slot(execution, consumer, id);
  execution.store(slot, kActive.write(execution.load(slot), 0));
  kSubscriptionConsumerRemoved.emit(execution, id, consumer);
}

Amounts delete_subscription(Execution& execution, const Uint256& id) {
  const Uint256 config = subscription_config_slot(execution, id), slot = subscription_slot(execution, id);
  const Uint256 held = execution.load(slot);
  const Amounts left{kLinkAmount.read(held), kNativeAmount.read(held)};
  const auto consumers = consumers_of(execution, config);
  for (const auto& consumer : consumers) {
    execution.charge(kGasDeletedConsumer);
    const Uint256 place = consumer_slot(execution, consumer, id);
    execution.store(place, execution.load(place) >> (kPendingCount.offset_bits + kPendingCount.bits)
                                                        << (kPendingCount.offset_bits + kPendingCount.bits));
  }
  store_address(execution, config, {});
  store_address(execution, config + kRequestedOwnerWord, {});
  execution.store(list_of(config), 0);
  const Uint256 first = array_slot(execution, list_of(config));
  for (std::size_t i = 0; i < consumers.size(); ++i) execution.store(first + i, 0);
  execution.store(slot, 0);
  kSubscriptionSet.remove(execution, id);
  if (left.link != 0) take_from_field(execution, kTotals, kLinkAmount, left.link);
  if (left.native != 0) take_from_field(execution, kTotals, kNativeAmount, left.native);
  return left;
}

void cancel_subscription(Execution& execution, Uint256 id, Address to) {
  require_subscription_owner(execution, id);
  require_not_reentrant(execution);
  if (pending_request_exists(execution, id)) kPendingRequestExists.revert();
  cancel(execution, id, to);
}

void owner_cancel_subscription(Execution& execution, Uint256 id) {
  const Address owner = load_address(execution, subscription_config_slot(execution, id));
  require_valid_subscription(owner);
  cancel(execution, id, owner);
}

}  // namespace orrery::chains::vrf
