#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "chains/contract.h"
#include "chains/contracts/abi_types.h"
#include "chains/contracts/address_set.h"
#include "chains/contracts/event.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/storage_layout.h"

// What the parts of the VRF coordinator share: storage layout, checks, and the functions of each part.

namespace orrery::chains::vrf {

// Slots in the order of declaration; 0 and 1 hold the owners.
inline constexpr unsigned kLink = 2, kLinkNativeFeed = 3, kConsumers = 4, kSubscriptionConfigs = 5, kSubscriptions = 6,
                          kSubscriptionNonce = 7, kSubscriptionIds = 8, kTotals = 10, kWithdrawable = 11, kConfig = 12,
                          kProvingKeys = 13, kProvingKeyHashes = 14, kCommitments = 15, kFallbackPrice = 16,
                          kMigrationTargets = 17;
inline constexpr unsigned kBlockhashStore = 0;  // number of the immutable

// Of a subscription, kTotals and kWithdrawable alike.
inline constexpr PackedField kLinkAmount{0, 96}, kNativeAmount{96, 96};
inline constexpr PackedField kRequestCount{192, 64};
// Of a subscription's configuration: the words behind its owner.
inline constexpr unsigned kRequestedOwnerWord = 1, kConsumerListWord = 2;
// Of a consumer of a subscription.
inline constexpr PackedField kActive{0, 8}, kNonce{8, 64}, kPendingCount{72, 64};
// Of kConfig.
inline constexpr PackedField kMinimumConfirmations{0, 16}, kMaxGasLimit{16, 32}, kReentrancyLock{48, 8},
    kStaleness{56, 32}, kGasAfterPayment{88, 32}, kFlatFeeNative{120, 32}, kFlatFeeLinkDiscount{152, 32},
    kNativePremium{184, 8}, kLinkPremium{192, 8};
// Of a proving key.
inline constexpr PackedField kExists{0, 8}, kMaxGas{8, 64};

inline constexpr std::uint16_t kMaxRequestConfirmations = 200, kMaxConsumers = 100;
inline constexpr std::uint32_t kMaxWords = 500;

inline constexpr WordSet kSubscriptionSet(kSubscriptionIds);

extern const Event kSubscriptionCreated, kSubscriptionFunded, kSubscriptionFundedWithNative, kSubscriptionConsumerAdded,
    kSubscriptionConsumerRemoved, kSubscriptionCanceled, kSubscriptionOwnerTransferRequested,
    kSubscriptionOwnerTransferred;
extern const CustomError kTooManyConsumers, kInsufficientBalance, kInvalidConsumer, kInvalidSubscription,
    kOnlyCallableFromLink, kInvalidCalldata, kMustBeSubOwner, kPendingRequestExists, kMustBeRequestedOwner,
    kIndexOutOfRange, kReentrant;
extern const Event kFundsRecovered, kNativeFundsRecovered;
extern const CustomError kBalanceInvariantViolated, kFailedToSendNative, kFailedToTransferLink, kLinkNotSet;
extern const Event kRandomWordsRequested, kRandomWordsFulfilled, kFallbackWeiPerUnitLinkUsed;
extern const CustomError kInvalidRequestConfirmations, kGasLimitTooBig, kNumWordsTooBig, kMsgDataTooBig,
    kNoSuchProvingKey, kInvalidLinkWeiPrice, kNoCorrespondingRequest, kIncorrectCommitment, kBlockhashNotInStore,
    kPaymentTooLarge, kInvalidExtraArgsTag, kGasPriceExceeded;
extern const Event kCoordinatorRegistered, kCoordinatorDeregistered, kMigrationCompleted;
extern const CustomError kCoordinatorNotRegistered, kCoordinatorAlreadyRegistered;

extern const ExternalFunction<bool, Address, Uint256> kTransfer;

/// Reverts while a callback or a migration runs.
void require_not_reentrant(Execution& execution);
void set_reentrancy_lock(Execution& execution, bool locked);
void require_sufficient_balance(bool condition);
void require_valid_subscription(const Address& owner);
Uint256 subscription_slot(Execution& execution, const Uint256& id);
Uint256 subscription_config_slot(Execution& execution, const Uint256& id);
Uint256 consumer_slot(Execution& execution, const Address& consumer, const Uint256& id);
/// Adds to or takes from a field of a word with the checks of Solidity 0.8: Panic(0x11) beyond the field.
void add_to_field(Execution& execution, const Uint256& slot, PackedField field, const Uint256& amount);
void take_from_field(Execution& execution, const Uint256& slot, PackedField field, const Uint256& amount);

struct Amounts {
  Uint256 link, native;
};
/// Reverts unless the sender owns the subscription.
void require_subscription_owner(Execution& execution, const Uint256& id);
/// Sends coins to whoever takes them; reverts otherwise.
void must_send_native(Execution& execution, const Address& to, const Uint256& amount);
/// Forgets a subscription with its consumers; what it held leaves the totals.
Amounts delete_subscription(Execution& execution, const Uint256& id);
std::vector<Address> consumers_of(Execution& execution, const Uint256& config_slot);

using SubscriptionView = std::tuple<UintN<96>, UintN<96>, std::uint64_t, Address, std::vector<Address>>;
SubscriptionView get_subscription(Execution& execution, Uint256 id);
bool pending_request_exists(Execution& execution, Uint256 id);
std::vector<Uint256> get_active_subscription_ids(Execution& execution, Uint256 start, Uint256 max_count);
Uint256 create_subscription(Execution& execution);
void fund_subscription_with_native(Execution& execution, Uint256 id);
void on_token_transfer(Execution& execution, Address sender, Uint256 amount, BytesView data);
void request_subscription_owner_transfer(Execution& execution, Uint256 id, Address owner);
void accept_subscription_owner_transfer(Execution& execution, Uint256 id);
void add_consumer(Execution& execution, Uint256 id, Address consumer);
void remove_consumer(Execution& execution, Uint256 id, Address consumer);
void cancel_subscription(Execution& execution, Uint256 id, Address to);
void owner_cancel_subscription(Execution& execution, Uint256 id);

void withdraw(Execution& execution, Address recipient);
void withdraw_native(Execution& execution, Address recipient);
void recover_funds(Execution& execution, Address to);
void recover_native_funds(Execution& execution, Address to);

void register_migratable_coordinator(Execution& execution, Address target);
void deregister_migratable_coordinator(Execution& execution, Address target);
void migrate(Execution& execution, Uint256 id, Address coordinator);

/// A dynamic struct in calldata as solc reads it: member by member, and each checked where it is used. The words are
/// those of its head.
struct LazyStruct {
  std::array<Uint256, 6> words;
};
struct RandomWordsRequest : LazyStruct {};
struct RequestCommitment : LazyStruct {};
/// The thirteen words of a proof, likewise.
struct LazyProof {
  std::array<Uint256, 13> words;
};
Uint256 request_random_words(Execution& execution, RandomWordsRequest request);
UintN<96> fulfill_random_words(Execution& execution, LazyProof proof, RequestCommitment commitment, bool only_premium);

}  // namespace orrery::chains::vrf

namespace orrery::chains::abi {

template <>
struct Codec<vrf::LazyProof> : Shape<13, false> {
  static std::string name() {
    return "(uint256[2],uint256[2],uint256,uint256,uint256,address,uint256[2],uint256[2],uint256)";
  }
  static vrf::LazyProof read(AbiReader& reader) {
    vrf::LazyProof proof;
    for (auto& word : proof.words) word = reader.uint256();
    return proof;
  }
};
template <class T>
  requires std::is_base_of_v<vrf::LazyStruct, T>
struct Codec<T> : Offset {
  static std::string name() {
    return std::is_same_v<T, vrf::RequestCommitment> ? "(uint64,uint256,uint32,uint32,address,bytes)"
                                                     : "(bytes32,uint256,uint16,uint32,uint32,bytes)";
  }
  static T read(AbiReader& reader) {
    T value;
    AbiReader members = reader.tuple(value.words.size());
    for (auto& word : value.words) word = members.uint256();
    return value;
  }
};

}  // namespace orrery::chains::abi
