// Requests for random words and their fulfilment (VRFCoordinatorV2_5.sol).

#include <algorithm>

#include "chains/contracts/checked_math.h"
#include "chains/contracts/memory_gas.h"
#include "chains/contracts/vrf/coordinator_parts.h"
#include "chains/crypto/vrf.h"

namespace orrery::chains::vrf {

const Event kRandomWordsRequested(
    "event RandomWordsRequested(bytes32 indexed keyHash, uint256 requestId, uint256 preSeed, uint256 indexed subId, "
    "uint16 minimumRequestConfirmations, uint32 callbackGasLimit, uint32 numWords, bytes extraArgs, "
    "address indexed sender)");
const Event kRandomWordsFulfilled(
    "event RandomWordsFulfilled(uint256 indexed requestId, uint256 outputSeed, uint256 indexed subId, uint96 payment, "
    "bool nativePayment, bool success, bool onlyPremium)");
const Event kFallbackWeiPerUnitLinkUsed(
    "event FallbackWeiPerUnitLinkUsed(uint256 requestId, int256 fallbackWeiPerUnitLink)");

const CustomError kInvalidRequestConfirmations(
    "error InvalidRequestConfirmations(uint16 have, uint16 min, uint16 max)");
const CustomError kGasLimitTooBig("error GasLimitTooBig(uint32 have, uint32 want)");
const CustomError kNumWordsTooBig("error NumWordsTooBig(uint32 have, uint32 want)");
const CustomError kMsgDataTooBig("error MsgDataTooBig(uint256 have, uint32 max)");
const CustomError kNoSuchProvingKey("error NoSuchProvingKey(bytes32 keyHash)");
const CustomError kInvalidLinkWeiPrice("error InvalidLinkWeiPrice(int256 linkWei)");
const CustomError kNoCorrespondingRequest("error NoCorrespondingRequest()");
const CustomError kIncorrectCommitment("error IncorrectCommitment()");
const CustomError kBlockhashNotInStore("error BlockhashNotInStore(uint256 blockNum)");
const CustomError kPaymentTooLarge("error PaymentTooLarge()");
const CustomError kInvalidExtraArgsTag("error InvalidExtraArgsTag()");
const CustomError kGasPriceExceeded("error GasPriceExceeded(uint256 gasPrice, uint256 maxGas)");

namespace {

using FeedRound = std::tuple<UintN<80>, Int256, Uint256, Uint256, UintN<80>>;
const ExternalFunction<FeedRound> kLatestRoundData(
    "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)");
const ExternalFunction<Bytes32, Uint256> kGetBlockhash("function getBlockhash(uint256 n) view returns (bytes32)");
const ExternalFunction<void, Uint256, std::vector<Uint256>> kRawFulfillRandomWords(
    "function rawFulfillRandomWords(uint256 requestId, uint256[] randomWords)");

const Selector kExtraArgsTag = selector_of("VRF ExtraArgsV1");
constexpr std::size_t kLongestFulfilment = 804;  // bytes of calldata
constexpr Gas kGasForExactCheck = 5'000;
const Uint256 kJuelsPerLink = Uint256(1'000'000'000) * 1'000'000'000;
const Uint256 kWeiPerMillionth = 1'000'000'000'000;
const Uint256 kMostJuels = kJuelsPerLink * 1'000'000'000;

// Gas of the instructions between the named points of the compiled contract.
constexpr Gas kGasFindConsumer = 262, kGasCheckConfirmations = 159, kGasCheckLimits = 384, kGasReadArguments = 984,
              kGasMakeRequest = 1'596, kGasLogRequest = 1'095, kGasCountRequest = 297;
constexpr Gas kGasBeforeMeter = 48, kGasFindKey = 431, kGasFindRequest = 288, kGasHashCommitment = 1'325,
              kGasReadBlockhash = 209, kGasKnownBlockhash = 163, kGasAskStore = 338, kGasStoredBlockhash = 313;
constexpr Gas kGasWords = 1'407, kGasWord = 360, kGasNoWords = 39, kGasCappedPrice = 49, kGasCheckConsumer = 82,
              kGasCallConsumer = 44, kGasCountFulfilment = 947;
constexpr Gas kGasMeasureNative = 637, kGasPayNative = 1'974, kGasPremiumNative = 97;
constexpr Gas kGasReadFeed = 817, kGasMeasureLink = 520, kGasCheckStale = 88, kGasUseFallback = 8, kGasPayLink = 2'308,
              kGasPremiumLink = 86, kGasLogFallback = 75;
// Words of memory in use before the hash to the curve, and how many more each part takes; their gas comes on top.
constexpr std::size_t kMemoryBeforeHash = 45, kMemoryOfHash = 12, kMemoryOfLaterHash = 11, kMemoryOfGammaProduct = 7,
                      kMemoryOfHashProduct = 4, kMemoryOfWords = 26, kMemoryOfWord = 5, kMemoryOfFeed = 5,
                      kMemoryOfLog = 5;

// Of the checks of a proof, each up to and with its call of a precompile (ecrecover 3'100, modexp 1'449) or its hash.
constexpr Gas kGasPoint = 525, kGasGenerator = 5'288, kGasHash = 2'914, kGasSecondHash = 2'776, kGasLaterHash = 2'787,
              kGasNegation = 29, kGasGammaProduct = 4'554, kGasHashProduct = 3'996, kGasChallenge = 3'105,
              kGasOutput = 320, kGasOddPoint = 10, kGasRecover = 3'100;

/// A value of calldata that must not have bits above its type.
Uint256 clean(const Uint256& word, unsigned bits) {
  if (!fits_unsigned(word, bits)) revert_empty();
  return word;
}
std::uint32_t clean32(const Uint256& word) { return static_cast<std::uint32_t>(clean(word, 32)); }

/// The 32 bytes at a position of calldata; zeros behind its end.
Uint256 calldata_word(BytesView calldata, const Uint256& position) {
  std::array<std::uint8_t, 32> word{};
  if (position < calldata.size()) {
    const auto from = static_cast<std::size_t>(position);
    std::ranges::copy(calldata.subspan(from, std::min<std::size_t>(32, calldata.size() - from)), word.begin());
  }
  return read_word(word.data());
}

/// `bytes` of a struct whose offset stands in calldata at `offset_position`, as solc 0.8 finds it when it is used.
BytesView member_bytes(BytesView calldata, std::size_t offset_position, const Uint256& relative) {
  const Int256 size = calldata.size();
  const Uint256 base = calldata_word(calldata, offset_position) + 4;
  if (from_word(relative) >= size - Int256(base) - 31) revert_empty();
  const Uint256 length = calldata_word(calldata, base + relative);
  if (length > UINT64_MAX) revert_empty();
  const Uint256 begin = base + relative + 32;
  if (from_word(begin) > size - Int256(length)) revert_empty();
  if (length == 0) return {};
  return calldata.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(length));
}

/// The encoding of ExtraArgsV1.
Bytes extra_arguments(bool native) { return abi::encode_with_selector(kExtraArgsTag, native); }
/// Whether a request asks to pay in the chain's coin.
bool wants_native(BytesView arguments) {
  if (arguments.empty()) return false;
  bool has_selector = false;
  if (read_selector(arguments, has_selector) != kExtraArgsTag || !has_selector) kInvalidExtraArgsTag.revert();
  return std::get<0>(abi::decode<bool>(arguments.subspan(4)));
}

struct Commitment {
  Uint256 request_id;
  std::uint64_t block = 0;
  Uint256 subscription;
  std::uint32_t callback_gas = 0, words = 0;
  Address sender;
  Bytes extra;

  Bytes32 hash(Execution& execution) const {
    return execution.keccak(abi::encode(request_id, block, subscription, callback_gas, words, sender, extra));
  }
};

void check_request(Execution& execution, const RandomWordsRequest& request) {
  const Uint256 config = execution.load(kConfig);
  execution.charge(kGasCheckConfirmations);
  const auto confirmations = static_cast<std::uint16_t>(clean(request.words[2], 16));
  const auto minimum = static_cast<std::uint16_t>(kMinimumConfirmations.read(config));
  if (confirmations < minimum || confirmations > kMaxRequestConfirmations)
    kInvalidRequestConfirmations.revert(confirmations, minimum, kMaxRequestConfirmations);
  execution.load(kConfig);
  execution.charge(kGasCheckLimits);
  const std::uint32_t callback_gas = clean32(request.words[3]);
  const auto most_gas = static_cast<std::uint32_t>(kMaxGasLimit.read(config));
  if (callback_gas > most_gas) kGasLimitTooBig.revert(callback_gas, most_gas);
  const std::uint32_t words = clean32(request.words[4]);
  if (words > kMaxWords) kNumWordsTooBig.revert(words, kMaxWords);
}

/// The consumer's word with its counts raised by one.
Uint256 count_request(const Uint256& consumer) {
  const Uint256 nonce = kNonce.read(consumer) + 1, pending = kPendingCount.read(consumer) + 1;
  if (!fits_unsigned(nonce, kNonce.bits) || !fits_unsigned(pending, kPendingCount.bits)) revert_panic(0x11);
  return kPendingCount.write(kNonce.write(consumer, nonce), pending);
}

struct Fulfilment {
  Commitment commitment;
  std::uint64_t max_gas_price = 0;  // of the key's lane
  Uint256 randomness;
};

/// Finds the commitment that a fulfilment repeats.
Commitment find_commitment(Execution& execution, const Bytes32& key, const Uint256& pre_seed,
                           const RequestCommitment& given) {
  execution.charge(kGasFindRequest);
  Commitment commitment;
  commitment.request_id = to_uint256(execution.keccak(abi::encode(key, pre_seed)));
  const Uint256 stored = execution.load(mapping_slot(execution, kCommitments, commitment.request_id));
  if (stored == 0) kNoCorrespondingRequest.revert();
  commitment.block = static_cast<std::uint64_t>(clean(given.words[0], 64));
  commitment.subscription = given.words[1];
  commitment.callback_gas = clean32(given.words[2]);
  commitment.words = clean32(given.words[3]);
  commitment.sender = to_address(clean(given.words[4], 160));
  constexpr std::size_t kOffsetPosition = 4 + 13 * 32;
  const BytesView extra = member_bytes(execution.input(), kOffsetPosition, given.words[5]);
  commitment.extra.assign(extra.begin(), extra.end());
  execution.charge(kGasHashCommitment);
  if (to_uint256(commitment.hash(execution)) != stored) kIncorrectCommitment.revert();
  return commitment;
}

Bytes32 find_block_hash(Execution& execution, std::uint64_t block) {
  execution.charge(kGasReadBlockhash);
  const Bytes32 known = execution.block_hash(block);
  if (!known.is_zero()) {
    execution.charge(kGasKnownBlockhash);
    return known;
  }
  execution.charge(kGasAskStore);
  const Address store = to_address(execution.load_immutable(immutable_slot(kBlockhashStore)));
  const Bytes32 stored = kGetBlockhash(execution, store, Uint256(block));
  if (stored.is_zero()) kBlockhashNotInStore.revert(Uint256(block));
  execution.charge(kGasStoredBlockhash);
  return stored;
}

/// Gas of the checks that a proof went through, the failed one included.
Gas gas_of(const VrfProof& proof, const VrfVerdict& verdict, MemoryMeter& memory) {
  const auto reached = [&](VrfCheck check) { return verdict.failed >= check; };
  const auto parity = [](const CurvePoint& point) { return bit_test(point.y, 0) ? kGasOddPoint : 0; };
  if (!reached(VrfCheck::kGenerator)) return kGasPoint * (1 + static_cast<unsigned>(verdict.failed));
  if (!reached(VrfCheck::kDistinct)) {
    const Gas spared = proof.u_witness.is_zero() ? kGasRecover : 0;  // refused before it is looked for
    return kGasGenerator - spared + parity(proof.public_key);
  }
  const unsigned tries = verdict.hash.tries;
  Gas total = kGasGenerator + parity(proof.public_key) + kGasHash + kGasNegation * verdict.hash.negations;
  if (tries > 1) total += kGasSecondHash + kGasLaterHash * (tries - 2);
  total += memory.grow_by(kMemoryOfHash + kMemoryOfLaterHash * (tries - 1));
  if (reached(VrfCheck::kGammaProduct))
    total += kGasGammaProduct + parity(proof.gamma) + memory.grow_by(kMemoryOfGammaProduct);
  if (reached(VrfCheck::kHashProduct)) total += kGasHashProduct + memory.grow_by(kMemoryOfHashProduct);
  if (reached(VrfCheck::kInverse)) total += kGasChallenge;
  return total;
}

Uint256 check_proof(Execution& execution, const LazyProof& given, const Bytes32& block_hash, MemoryMeter& memory) {
  const auto& w = given.words;
  VrfProof proof;
  proof.public_key = {w[0], w[1]};
  proof.gamma = {w[2], w[3]};
  proof.c = w[4];
  proof.s = w[5];
  proof.seed = to_uint256(execution.keccak(concat({to_bytes32(w[6]), block_hash})));
  proof.u_witness = to_address(clean(w[7], 160));
  proof.c_gamma_witness = {w[8], w[9]};
  proof.s_hash_witness = {w[10], w[11]};
  proof.z_inverse = w[12];
  const VrfVerdict verdict = vrf_verify(proof);
  execution.charge(gas_of(proof, verdict, memory));
  require(verdict.is_valid(), verdict.reason);
  execution.charge(kGasOutput);
  return vrf_output(proof.gamma);
}

Fulfilment verify_fulfilment(Execution& execution, const LazyProof& proof, const RequestCommitment& given,
                             MemoryMeter& memory) {
  execution.charge(kGasFindKey);
  const Bytes32 key = execution.keccak(abi::encode(proof.words[0], proof.words[1]));
  const Uint256 proving_key = execution.load(mapping_slot(execution, kProvingKeys, key));
  if (!kExists.read_flag(proving_key)) kNoSuchProvingKey.revert(key);
  Fulfilment fulfilment;
  fulfilment.max_gas_price = kMaxGas.read_small(proving_key);
  fulfilment.commitment = find_commitment(execution, key, proof.words[6], given);
  const Bytes32 hash = find_block_hash(execution, fulfilment.commitment.block);
  fulfilment.randomness = check_proof(execution, proof, hash, memory);
  return fulfilment;
}

Uint256 validated_gas_price(Execution& execution, bool only_premium, std::uint64_t lane) {
  if (execution.gas_price() <= lane) return execution.gas_price();
  if (!only_premium) kGasPriceExceeded.revert(execution.gas_price(), Uint256(lane));
  execution.charge(kGasCappedPrice);
  return lane;
}

std::vector<Uint256> make_words(Execution& execution, const Uint256& randomness, std::uint32_t count,
                                MemoryMeter& memory) {
  execution.charge(kGasWords + kGasWord * count + memory.grow_by(kMemoryOfWords + kMemoryOfWord * count) -
                   (count == 0 ? kGasNoWords : 0));
  constexpr Gas kGasHashWord = 42;
  execution.charge(kGasHashWord * count);
  return vrf_random_words(randomness, count);
}

/// Calls with exactly this gas, or reverts where there is less.
bool call_with_exact_gas(Execution& execution, Gas gas, const Address& target, BytesView input) {
  if (execution.gas_left() < kGasForExactCheck) revert_empty();
  const Gas usable = execution.gas_left() - kGasForExactCheck;
  if (usable - usable / 64 <= gas) revert_empty();
  execution.charge(kGasCheckConsumer);
  if (!execution.has_code(target)) revert_empty();
  execution.charge(kGasCallConsumer);
  return execution.call(target, 0, input, gas).ok;
}

bool deliver(Execution& execution, const Commitment& commitment, const std::vector<Uint256>& words) {
  const Bytes input = kRawFulfillRandomWords.encode(commitment.request_id, words);
  set_reentrancy_lock(execution, true);
  const bool success = call_with_exact_gas(execution, commitment.callback_gas, commitment.sender, input);
  set_reentrancy_lock(execution, false);
  return success;
}

/// Gas since the meter began and what follows it, as the configuration has it, in wei or juels per unit times units.
Uint256 metered_cost(Execution& execution, const Uint256& price, Gas start, Gas now) {
  const Uint256 gas = kGasAfterPayment.read(execution.load(kConfig)) + start - now;
  return checked_multiply(price, gas);
}

Uint256 native_payment(Execution& execution, Gas start, const Uint256& gas_price, bool only_premium) {
  execution.charge(kGasMeasureNative);
  const Gas now = execution.gas_left();
  execution.charge(kGasPayNative - (only_premium ? kGasPremiumNative : 0));
  const Uint256 cost = metered_cost(execution, gas_price, start, now);
  const Uint256 flat = kWeiPerMillionth * kFlatFeeNative.read(execution.load(kConfig));
  const Uint256 percent = kNativePremium.read(execution.load(kConfig)) + (only_premium ? 0 : 100);
  const Uint256 payment = checked_add(checked_multiply(cost, percent) / 100, flat);
  return payment & ((Uint256(1) << kNativeAmount.bits) - 1);
}

struct LinkPrice {
  Int256 wei;
  bool is_stale = false;
};
LinkPrice link_price(Execution& execution, MemoryMeter& memory) {
  execution.charge(kGasReadFeed);
  const Uint256 staleness = kStaleness.read(execution.load(kConfig));
  const auto round = kLatestRoundData(execution, load_address(execution, kLinkNativeFeed));
  execution.charge(kGasMeasureLink + memory.grow_by(kMemoryOfFeed));
  LinkPrice price{std::get<1>(round)};
  if (staleness == 0) return price;
  execution.charge(kGasCheckStale);
  price.is_stale = staleness < checked_subtract(execution.block().timestamp, std::get<3>(round));
  if (!price.is_stale) return price;
  execution.charge(kGasUseFallback);
  price.wei = from_word(execution.load(kFallbackPrice));
  return price;
}

Uint256 link_payment(Execution& execution, Gas start, const Uint256& gas_price, bool only_premium,
                     const Uint256& request_id, MemoryMeter& memory) {
  const LinkPrice price = link_price(execution, memory);
  if (price.wei <= 0) kInvalidLinkWeiPrice.revert(price.wei);
  const Gas now = execution.gas_left();
  execution.charge(kGasPayLink - (only_premium ? kGasPremiumLink : 0));
  const Uint256 cost = checked_multiply(kJuelsPerLink, metered_cost(execution, gas_price, start, now));
  const Uint256 wei_per_link = to_word(price.wei);
  const Uint256 config = execution.load(kConfig);
  const Uint256 flat_millionths = checked_subtract(kFlatFeeNative.read(config), kFlatFeeLinkDiscount.read(config));
  const Uint256 flat = kJuelsPerLink * kWeiPerMillionth * flat_millionths / wei_per_link;
  const Uint256 percent = kLinkPremium.read(execution.load(kConfig)) + (only_premium ? 0 : 100);
  const Uint256 payment = checked_add(checked_multiply(cost / wei_per_link, percent) / 100, flat);
  if (payment > kMostJuels) kPaymentTooLarge.revert();
  if (price.is_stale) {
    execution.charge(kGasLogFallback);
    kFallbackWeiPerUnitLinkUsed.emit(execution, request_id, from_word(execution.load(kFallbackPrice)));
  }
  return payment;
}

void charge_payment(Execution& execution, const Uint256& subscription, PackedField field, const Uint256& payment) {
  const Uint256 slot = subscription_slot(execution, subscription);
  const Uint256 before = field.read(execution.load(slot));
  require_sufficient_balance(before >= payment);
  execution.store(slot, field.write(execution.load(slot), before - payment));
  add_to_field(execution, kWithdrawable, field, payment);
}

}  // namespace

Uint256 request_random_words(Execution& execution, RandomWordsRequest request) {
  require_not_reentrant(execution);
  const Uint256& subscription = request.words[1];
  require_valid_subscription(load_address(execution, subscription_config_slot(execution, subscription)));
  execution.charge(kGasFindConsumer);
  const Uint256 slot = consumer_slot(execution, execution.sender(), subscription);
  const Uint256 consumer = execution.load(slot);
  if (!kActive.read_flag(consumer)) kInvalidConsumer.revert(subscription, execution.sender());
  check_request(execution, request);

  const Uint256 counted = count_request(consumer);
  const Bytes32 key = to_bytes32(request.words[0]);
  execution.charge(kGasReadArguments);
  Commitment commitment;
  const Bytes32 pre_seed =
      execution.keccak(abi::encode(key, execution.sender(), subscription, Uint256(kNonce.read(counted))));
  commitment.request_id = to_uint256(execution.keccak(abi::encode(key, pre_seed)));
  commitment.block = execution.block().number;
  commitment.subscription = subscription;
  commitment.callback_gas = clean32(request.words[3]);
  commitment.words = clean32(request.words[4]);
  commitment.sender = execution.sender();
  constexpr std::size_t kOffsetPosition = 4;
  commitment.extra = extra_arguments(wants_native(member_bytes(execution.input(), kOffsetPosition, request.words[5])));
  execution.charge(kGasMakeRequest);
  const Bytes32 hash = commitment.hash(execution);
  execution.store(mapping_slot(execution, kCommitments, commitment.request_id), to_uint256(hash));
  execution.charge(kGasLogRequest);
  kRandomWordsRequested.emit(execution, key, commitment.request_id, to_uint256(pre_seed), subscription,
                             static_cast<std::uint16_t>(request.words[2]), commitment.callback_gas, commitment.words,
                             commitment.extra, execution.sender());
  execution.charge(kGasCountRequest);
  execution.load(slot);
  execution.store(slot, counted);
  return commitment.request_id;
}

UintN<96> fulfill_random_words(Execution& execution, LazyProof proof, RequestCommitment given, bool only_premium) {
  require_not_reentrant(execution);
  execution.charge(kGasBeforeMeter);
  const Gas start = execution.gas_left();
  if (execution.input().size() > kLongestFulfilment)
    kMsgDataTooBig.revert(Uint256(execution.input().size()), static_cast<std::uint32_t>(kLongestFulfilment));
  MemoryMeter memory(kMemoryBeforeHash);
  const Fulfilment fulfilment = verify_fulfilment(execution, proof, given, memory);
  const Commitment& commitment = fulfilment.commitment;
  const Uint256 gas_price = validated_gas_price(execution, only_premium, fulfilment.max_gas_price);
  const auto words = make_words(execution, fulfilment.randomness, commitment.words, memory);

  execution.store(mapping_slot(execution, kCommitments, commitment.request_id), 0);
  const bool success = deliver(execution, commitment, words);
  execution.charge(kGasCountFulfilment);
  add_to_field(execution, subscription_slot(execution, commitment.subscription), kRequestCount, 1);
  take_from_field(execution, consumer_slot(execution, commitment.sender, commitment.subscription), kPendingCount, 1);

  const bool native = commitment.extra.back() == 1;
  const Uint256 payment = native
                              ? native_payment(execution, start, gas_price, only_premium)
                              : link_payment(execution, start, gas_price, only_premium, commitment.request_id, memory);
  charge_payment(execution, commitment.subscription, native ? kNativeAmount : kLinkAmount, payment);
  execution.charge(memory.grow_by(kMemoryOfLog));
  kRandomWordsFulfilled.emit(execution, commitment.request_id, fulfilment.randomness, commitment.subscription,
                             UintN<96>{payment}, native, success, only_premium);
  return {payment};
}

}  // namespace orrery::chains::vrf
