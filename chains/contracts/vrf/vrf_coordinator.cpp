#include "chains/contracts/vrf/vrf_coordinator.h"

#include "chains/contracts/ownable.h"
#include "chains/contracts/vrf/coordinator_parts.h"
#include "chains/crypto/vrf.h"

namespace orrery::chains {
namespace vrf {
namespace {

constexpr std::uint8_t kHighestPremium = 155;  // percent; keeps the products of a payment within 256 bits
constexpr Gas kGasListedKey = 173, kGasWriteConfig = 961;

using PublicKey = std::array<Uint256, 2>;
using Config = std::tuple<std::uint16_t, std::uint32_t, bool, std::uint32_t, std::uint32_t, std::uint32_t,
                          std::uint32_t, std::uint8_t, std::uint8_t>;

const Event kProvingKeyRegistered("event ProvingKeyRegistered(bytes32 keyHash, uint64 maxGas)");
const Event kProvingKeyDeregistered("event ProvingKeyDeregistered(bytes32 keyHash, uint64 maxGas)");
const Event kConfigSet(
    "event ConfigSet(uint16 minimumRequestConfirmations, uint32 maxGasLimit, uint32 stalenessSeconds, "
    "uint32 gasAfterPaymentCalculation, int256 fallbackWeiPerUnitLink, uint32 fulfillmentFlatFeeNativePPM, "
    "uint32 fulfillmentFlatFeeLinkDiscountPPM, uint8 nativePremiumPercentage, uint8 linkPremiumPercentage)");
const CustomError kLinkAlreadySet("error LinkAlreadySet()");
const CustomError kProvingKeyAlreadyRegistered("error ProvingKeyAlreadyRegistered(bytes32 keyHash)");
const CustomError kLinkDiscountTooHigh(
    "error LinkDiscountTooHigh(uint32 flatFeeLinkDiscountPPM, uint32 flatFeeNativePPM)");
const CustomError kInvalidPremiumPercentage("error InvalidPremiumPercentage(uint8 premiumPercentage, uint8 max)");

void initialize(Execution& execution, Address blockhash_store) {
  ownable::construct(execution);
  execution.store(immutable_slot(kBlockhashStore), to_uint256(blockhash_store));
}

void set_link_and_feed(Execution& execution, Address link, Address feed) {
  ownable::require_owner(execution);
  if (!load_address(execution, kLink).is_zero()) kLinkAlreadySet.revert();
  store_address(execution, kLink, link);
  store_address(execution, kLinkNativeFeed, feed);
}

Bytes32 hash_of_key(Execution& execution, PublicKey key) { return execution.keccak(abi::encode(key)); }

void register_proving_key(Execution& execution, PublicKey key, std::uint64_t max_gas) {
  ownable::require_owner(execution);
  const Bytes32 hash = hash_of_key(execution, key);
  const Uint256 slot = mapping_slot(execution, kProvingKeys, hash);
  const Uint256 word = execution.load(slot);
  if (kExists.read_flag(word)) kProvingKeyAlreadyRegistered.revert(hash);
  execution.store(slot, kMaxGas.write(kExists.write(word, 1), max_gas));
  const Uint256 count = execution.load(kProvingKeyHashes);
  execution.store(kProvingKeyHashes, count + 1);
  execution.store(array_slot(execution, kProvingKeyHashes) + count, to_uint256(hash));
  kProvingKeyRegistered.emit(execution, hash, max_gas);
}

void remove_key_hash(Execution& execution, const Uint256& hash) {
  const auto count = static_cast<std::size_t>(execution.load(kProvingKeyHashes));
  const Uint256 first = array_slot(execution, kProvingKeyHashes);
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasListedKey);
    if (execution.load(first + i) != hash) continue;
    execution.store(first + i, execution.load(first + (count - 1)));
    execution.store(first + (count - 1), 0);
    execution.store(kProvingKeyHashes, count - 1);
    return;
  }
}
void deregister_proving_key(Execution& execution, PublicKey key) {
  ownable::require_owner(execution);
  const Bytes32 hash = hash_of_key(execution, key);
  const Uint256 slot = mapping_slot(execution, kProvingKeys, hash);
  const Uint256 word = execution.load(slot);
  if (!kExists.read_flag(word)) kNoSuchProvingKey.revert(hash);
  execution.store(slot, kMaxGas.write(kExists.write(execution.load(slot), 0), 0));
  remove_key_hash(execution, to_uint256(hash));
  kProvingKeyDeregistered.emit(execution, hash, kMaxGas.read_small(word));
}

void set_config(Execution& execution, std::uint16_t confirmations, std::uint32_t max_gas, std::uint32_t staleness,
                std::uint32_t gas_after, Int256 fallback, std::uint32_t flat_native, std::uint32_t flat_discount,
                std::uint8_t native_premium, std::uint8_t link_premium) {
  ownable::require_owner(execution);
  if (confirmations > kMaxRequestConfirmations)
    kInvalidRequestConfirmations.revert(confirmations, confirmations, kMaxRequestConfirmations);
  if (fallback <= 0) kInvalidLinkWeiPrice.revert(fallback);
  if (flat_discount > flat_native) kLinkDiscountTooHigh.revert(flat_discount, flat_native);
  for (const std::uint8_t premium : {native_premium, link_premium})
    if (premium > kHighestPremium) kInvalidPremiumPercentage.revert(premium, kHighestPremium);
  execution.charge(kGasWriteConfig);
  Uint256 word = execution.load(kConfig);
  word = kMinimumConfirmations.write(word, confirmations);
  word = kMaxGasLimit.write(word, max_gas);
  word = kReentrancyLock.write(word, 0);
  word = kStaleness.write(word, staleness);
  word = kGasAfterPayment.write(word, gas_after);
  word = kFlatFeeNative.write(word, flat_native);
  word = kFlatFeeLinkDiscount.write(word, flat_discount);
  word = kNativePremium.write(word, native_premium);
  word = kLinkPremium.write(word, link_premium);
  execution.store(kConfig, word);
  execution.store(kFallbackPrice, to_word(fallback));
  kConfigSet.emit(execution, confirmations, max_gas, staleness, gas_after, fallback, flat_native, flat_discount,
                  native_premium, link_premium);
}
Config config(Execution& execution) {
  const Uint256 word = execution.load(kConfig);
  const auto small = [&](PackedField field) { return static_cast<std::uint32_t>(field.read_small(word)); };
  return {static_cast<std::uint16_t>(small(kMinimumConfirmations)),
          small(kMaxGasLimit),
          kReentrancyLock.read_flag(word),
          small(kStaleness),
          small(kGasAfterPayment),
          small(kFlatFeeNative),
          small(kFlatFeeLinkDiscount),
          static_cast<std::uint8_t>(small(kNativePremium)),
          static_cast<std::uint8_t>(small(kLinkPremium))};
}

std::tuple<bool, std::uint64_t> proving_key(Execution& execution, Bytes32 hash) {
  const Uint256 word = execution.load(mapping_slot(execution, kProvingKeys, hash));
  return {kExists.read_flag(word), kMaxGas.read_small(word)};
}
Bytes32 proving_key_hash(Execution& execution, Uint256 index) {
  if (index >= execution.load(kProvingKeyHashes)) revert_empty();
  return to_bytes32(execution.load(array_slot(execution, kProvingKeyHashes) + index));
}
Bytes32 request_commitment(Execution& execution, Uint256 id) {
  return to_bytes32(execution.load(mapping_slot(execution, kCommitments, id)));
}
template <unsigned Slot>
Address address_in(Execution& execution) {
  return load_address(execution, Slot);
}
Address blockhash_store(Execution& execution) {
  return to_address(execution.load_immutable(immutable_slot(kBlockhashStore)));
}
template <PackedField Field>
UintN<96> total(Execution& execution) {
  return {Field.read(execution.load(kTotals))};
}
Int256 fallback_price(Execution& execution) { return from_word(execution.load(kFallbackPrice)); }
std::uint64_t subscription_nonce(Execution& execution) {
  return static_cast<std::uint64_t>(execution.load(kSubscriptionNonce) & UINT64_MAX);
}
std::uint16_t max_consumers(Execution&) { return kMaxConsumers; }
std::uint16_t max_confirmations(Execution&) { return kMaxRequestConfirmations; }
std::uint32_t max_words(Execution&) { return kMaxWords; }

void owner_cancel(Execution& execution, Uint256 id) {
  ownable::require_owner(execution);
  owner_cancel_subscription(execution, id);
}

}  // namespace
}  // namespace vrf

VrfCoordinator::VrfCoordinator() {
  using namespace vrf;
  constexpr AbiLocation kCalldata = AbiLocation::kCalldata;
  add({
      {"constructor(address blockhashStore)", handler_of(initialize)},
      {"function setLINKAndLINKNativeFeed(address link, address linkNativeFeed)", handler_of(set_link_and_feed), 685},
      {"function registerProvingKey(uint256[2] publicProvingKey, uint64 maxGas)",
       handler_of(register_proving_key, kCalldata), 1'159},
      {"function deregisterProvingKey(uint256[2] publicProvingKey)", handler_of(deregister_proving_key, kCalldata),
       1'180},
      {"function hashOfKey(uint256[2] publicKey) pure returns (bytes32)", handler_of(hash_of_key, kCalldata), 500},
      {"function setConfig(uint16 minimumRequestConfirmations, uint32 maxGasLimit, uint32 stalenessSeconds, "
       "uint32 gasAfterPaymentCalculation, int256 fallbackWeiPerUnitLink, uint32 fulfillmentFlatFeeNativePPM, "
       "uint32 fulfillmentFlatFeeLinkDiscountPPM, uint8 nativePremiumPercentage, uint8 linkPremiumPercentage)",
       handler_of(set_config), 1'250},

      {"function requestRandomWords((bytes32 keyHash, uint256 subId, uint16 requestConfirmations, "
       "uint32 callbackGasLimit, uint32 numWords, bytes extraArgs) req) returns (uint256 requestId)",
       handler_of(request_random_words, kCalldata), 493},
      {"function fulfillRandomWords((uint256[2] pk, uint256[2] gamma, uint256 c, uint256 s, uint256 seed, "
       "address uWitness, uint256[2] cGammaWitness, uint256[2] sHashWitness, uint256 zInv) proof, (uint64 blockNum, "
       "uint256 subId, uint32 callbackGasLimit, uint32 numWords, address sender, bytes extraArgs) rc, "
       "bool onlyPremium) returns (uint96 payment)",
       handler_of(fulfill_random_words, kCalldata), 633},

      {"function createSubscription() returns (uint256 subId)", handler_of(create_subscription), 1'831},
      {"function getSubscription(uint256 subId) view returns (uint96 balance, uint96 nativeBalance, uint64 reqCount, "
       "address subOwner, address[] consumers)",
       handler_of(get_subscription), 1'400},
      {"function getActiveSubscriptionIds(uint256 startIndex, uint256 maxCount) view returns (uint256[] ids)",
       handler_of(get_active_subscription_ids), 1'000},
      {"function pendingRequestExists(uint256 subId) view returns (bool)", handler_of(pending_request_exists), 500},
      {"function fundSubscriptionWithNative(uint256 subId) payable", handler_of(fund_subscription_with_native), 1'318},
      {"function onTokenTransfer(address, uint256 amount, bytes data)", handler_of(on_token_transfer, kCalldata),
       1'634},
      {"function requestSubscriptionOwnerTransfer(uint256 subId, address newOwner)",
       handler_of(request_subscription_owner_transfer), 901},
      {"function acceptSubscriptionOwnerTransfer(uint256 subId)", handler_of(accept_subscription_owner_transfer), 900},
      {"function addConsumer(uint256 subId, address consumer)", handler_of(add_consumer), 1'004},
      {"function removeConsumer(uint256 subId, address consumer)", handler_of(remove_consumer), 1'300},
      {"function cancelSubscription(uint256 subId, address to)", handler_of(cancel_subscription), 650},
      {"function ownerCancelSubscription(uint256 subId)", handler_of(owner_cancel), 490},

      {"function withdraw(address recipient)", handler_of(withdraw), 1'300},
      {"function withdrawNative(address recipient)", handler_of(withdraw_native), 1'142},
      {"function recoverFunds(address to)", handler_of(recover_funds), 1'100},
      {"function recoverNativeFunds(address to)", handler_of(recover_native_funds), 600},

      {"function registerMigratableCoordinator(address target)", handler_of(register_migratable_coordinator), 700},
      {"function deregisterMigratableCoordinator(address target)", handler_of(deregister_migratable_coordinator), 800},
      {"function migrate(uint256 subId, address newCoordinator)", handler_of(migrate), 620},

      {"function s_config() view returns (uint16 minimumRequestConfirmations, uint32 maxGasLimit, bool reentrancyLock, "
       "uint32 stalenessSeconds, uint32 gasAfterPaymentCalculation, uint32 fulfillmentFlatFeeNativePPM, "
       "uint32 fulfillmentFlatFeeLinkDiscountPPM, uint8 nativePremiumPercentage, uint8 linkPremiumPercentage)",
       handler_of(config), 600},
      {"function s_provingKeys(bytes32) view returns (bool exists, uint64 maxGas)", handler_of(proving_key), 400},
      {"function s_provingKeyHashes(uint256) view returns (bytes32)", handler_of(proving_key_hash), 400},
      {"function s_requestCommitments(uint256) view returns (bytes32)", handler_of(request_commitment), 300},
      {"function s_fallbackWeiPerUnitLink() view returns (int256)", handler_of(fallback_price), 300},
      {"function s_currentSubNonce() view returns (uint64)", handler_of(subscription_nonce), 300},
      {"function s_totalBalance() view returns (uint96)", handler_of(total<kLinkAmount>), 300},
      {"function s_totalNativeBalance() view returns (uint96)", handler_of(total<kNativeAmount>), 300},
      {"function LINK() view returns (address)", handler_of(address_in<kLink>), 300},
      {"function LINK_NATIVE_FEED() view returns (address)", handler_of(address_in<kLinkNativeFeed>), 300},
      {"function BLOCKHASH_STORE() view returns (address)", handler_of(blockhash_store), 300},
      {"function MAX_CONSUMERS() view returns (uint16)", handler_of(max_consumers), 300},
      {"function MAX_REQUEST_CONFIRMATIONS() view returns (uint16)", handler_of(max_confirmations), 300},
      {"function MAX_NUM_WORDS() view returns (uint32)", handler_of(max_words), 300},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 300},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 400},
  });
  add({&kProvingKeyRegistered,
       &kProvingKeyDeregistered,
       &kConfigSet,
       &kRandomWordsRequested,
       &kRandomWordsFulfilled,
       &kFallbackWeiPerUnitLinkUsed,
       &kSubscriptionCreated,
       &kSubscriptionFunded,
       &kSubscriptionFundedWithNative,
       &kSubscriptionConsumerAdded,
       &kSubscriptionConsumerRemoved,
       &kSubscriptionCanceled,
       &kSubscriptionOwnerTransferRequested,
       &kSubscriptionOwnerTransferred,
       &kFundsRecovered,
       &kNativeFundsRecovered,
       &kCoordinatorRegistered,
       &kCoordinatorDeregistered,
       &kMigrationCompleted,
       &ownable::kOwnershipTransferRequested,
       &ownable::kOwnershipTransferred});
  add({&kTooManyConsumers,
       &kInsufficientBalance,
       &kInvalidConsumer,
       &kInvalidSubscription,
       &kOnlyCallableFromLink,
       &kInvalidCalldata,
       &kMustBeSubOwner,
       &kPendingRequestExists,
       &kMustBeRequestedOwner,
       &kIndexOutOfRange,
       &kReentrant,
       &kBalanceInvariantViolated,
       &kFailedToSendNative,
       &kFailedToTransferLink,
       &kLinkNotSet,
       &kLinkAlreadySet,
       &kProvingKeyAlreadyRegistered,
       &kLinkDiscountTooHigh,
       &kInvalidPremiumPercentage,
       &kInvalidRequestConfirmations,
       &kGasLimitTooBig,
       &kNumWordsTooBig,
       &kMsgDataTooBig,
       &kNoSuchProvingKey,
       &kInvalidLinkWeiPrice,
       &kNoCorrespondingRequest,
       &kIncorrectCommitment,
       &kBlockhashNotInStore,
       &kPaymentTooLarge,
       &kInvalidExtraArgsTag,
       &kGasPriceExceeded,
       &kCoordinatorNotRegistered,
       &kCoordinatorAlreadyRegistered});
}

}  // namespace orrery::chains
