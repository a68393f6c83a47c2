// Proves: a request in a block is answered by a proof over that block's hash, for words that the consumer gets and that
// the subscription pays for; what is paid in is paid out again; limits, the lock and old block hashes hold. Statuses,
// reverts, logs and payments step by step: tests/known_answers.
#include "chains/contracts/vrf/vrf_coordinator.h"

#include <gtest/gtest.h>

#include "chains/contracts/event.h"
#include "chains/contracts/storage_layout.h"
#include "chains/crypto/vrf.h"
#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains::vrf_coordinator {
namespace {

const Event kGot("event Got(uint256 requestId, uint256[] words)");
const Event kCalledBack("event CalledBack(bool ok, bytes output)");
const Uint256 kLink = Uint256(1'000'000'000) * 1'000'000'000;
constexpr std::uint64_t kGwei = 1'000'000'000;

/// How a custom error without arguments reads.
std::string refusal(std::string_view error) {
  Bytes data(4);
  for (unsigned i = 0; i < 4; ++i) data[i] = static_cast<std::uint8_t>(selector_of(error) >> (24 - 8 * i));
  return to_text(decode_revert(data));
}

/// Asks for words, and calls the coordinator again from its callback where it was told to.
class Consumer : public SolidityContract {
 public:
  Consumer() {
    add({
        {"constructor()", handler_of(+[](Execution&) {})},
        {"function ask(address coordinator, bytes input)", handler_of(ask)},
        {"function callBack(bytes input)", handler_of(call_back)},
        {"function rawFulfillRandomWords(uint256 requestId, uint256[] words)", handler_of(fulfill)},
    });
    add({&kGot, &kCalledBack});
  }

 private:
  static void ask(Execution& execution, Address coordinator, Bytes input) {
    auto result = execution.call(coordinator, 0, input);
    if (!result.ok) throw Revert{std::move(result.output)};
  }
  static void call_back(Execution& execution, Bytes input) {
    store_string(execution, 0, std::string(input.begin(), input.end()));
  }
  static void fulfill(Execution& execution, Uint256 id, std::vector<Uint256> words) {
    kGot.emit(execution, id, words);
    const std::string input = load_string(execution, 0);
    if (input.empty()) return;
    const auto result = execution.call(execution.sender(), 0, Bytes(input.begin(), input.end()));
    kCalledBack.emit(execution, result.ok, result.output);
  }
};

std::vector<ContractKind> with_consumer() {
  std::vector<ContractKind> kinds;
  auto code = std::make_unique<Consumer>();
  auto abi = code->abi();
  kinds.push_back({"Consumer", 100'000, std::move(code), std::move(abi)});
  return kinds;
}

struct Request {
  Uint256 id, pre_seed;
  std::uint64_t block = 0;
  std::uint32_t callback_gas = 0, words = 0;
  bool native = false;
};

class VrfCoordinatorTest : public testing::Test {
 protected:
  VrfCoordinatorTest() {
    world_.block().number = 1'000;
    world_.block().hash_of = [](std::uint64_t number) { return keccak256("block " + std::to_string(number)); };
    world_.send(owner_, link_, "grantMintRole(address)", owner_);
    world_.send(owner_, link_, "mint(address,uint256)", owner_, Uint256(1'000 * kLink));
    EXPECT_TRUE(world_.send(owner_, coordinator_, "setLINKAndLINKNativeFeed(address,address)", link_, feed_).ok);
    EXPECT_TRUE(set_config(/*staleness=*/3'600).ok);
    const CurvePoint key = to_curve_point(curve_.public_key(key_));
    EXPECT_TRUE(world_
                    .send(owner_, coordinator_, "registerProvingKey(uint256[2],uint64)",
                          std::array<Uint256, 2>{key.x, key.y}, std::uint64_t(100 * kGwei))
                    .ok);
    subscription_ = created(owner_);
    add_consumer(subscription_, consumer_);
  }

  TransactionOutcome set_config(std::uint32_t staleness) {
    return world_.send(owner_, coordinator_, "setConfig(uint16,uint32,uint32,uint32,int256,uint32,uint32,uint8,uint8)",
                       std::uint16_t(3), std::uint32_t(2'500'000), staleness, std::uint32_t(30'000),
                       Int256(kLink / 200), std::uint32_t(0), std::uint32_t(0), std::uint8_t(24), std::uint8_t(20));
  }
  Uint256 created(const Address& by) {
    const auto outcome = world_.send(by, coordinator_, "createSubscription()");
    return to_uint256(outcome.output);
  }
  void add_consumer(const Uint256& id, const Address& consumer) {
    EXPECT_TRUE(world_.send(owner_, coordinator_, "addConsumer(uint256,address)", id, consumer).ok);
  }
  void fund(const Uint256& id, const Uint256& juels) {
    const auto outcome =
        world_.send(owner_, link_, "transferAndCall(address,uint256,bytes)", coordinator_, juels, abi::encode(id));
    EXPECT_TRUE(outcome.ok) << reason_of(outcome);
  }
  void fund_native(const Uint256& id, const Uint256& wei) {
    const Bytes input = abi::encode_with_selector(selector_of("fundSubscriptionWithNative(uint256)"), id);
    EXPECT_TRUE(world_.send_raw(owner_, coordinator_, input, wei).ok);
  }

  TransactionOutcome ask(const Uint256& id, std::uint32_t callback_gas, std::uint32_t words, bool native) {
    const Bytes extra = abi::encode_with_selector(selector_of("VRF ExtraArgsV1"), native);
    const Bytes input =
        abi::encode_with_selector(selector_of("requestRandomWords((bytes32,uint256,uint16,uint32,uint32,bytes))"),
                                  std::tuple(key_hash_, id, std::uint16_t(3), callback_gas, words, extra));
    return world_.send(owner_, consumer_, "ask(address,bytes)", coordinator_, input);
  }
  Request asked(std::uint32_t callback_gas = 300'000, std::uint32_t words = 2, bool native = false) {
    const auto outcome = ask(subscription_, callback_gas, words, native);
    EXPECT_TRUE(outcome.ok) << reason_of(outcome);
    const BytesView data = outcome.logs.at(0).data;
    return {to_uint256(data.first(32)),
            to_uint256(data.subspan(32, 32)),
            world_.block().number,
            callback_gas,
            words,
            native};
  }
  Bytes fulfilment(const Request& request, bool only_premium = false) {
    const Bytes32 hash = keccak256("block " + std::to_string(request.block));
    const VrfProof proof = vrf_prove(curve_, key_, vrf_seed(request.pre_seed, hash));
    const auto pair = [](const CurvePoint& point) { return std::array<Uint256, 2>{point.x, point.y}; };
    const Bytes extra = abi::encode_with_selector(selector_of("VRF ExtraArgsV1"), request.native);
    return abi::encode_with_selector(
        selector_of("fulfillRandomWords((uint256[2],uint256[2],uint256,uint256,uint256,address,uint256[2],uint256[2],"
                    "uint256),(uint64,uint256,uint32,uint32,address,bytes),bool)"),
        std::tuple(pair(proof.public_key), pair(proof.gamma), proof.c, proof.s, request.pre_seed, proof.u_witness,
                   pair(proof.c_gamma_witness), pair(proof.s_hash_witness), proof.z_inverse),
        std::tuple(request.block, subscription_, request.callback_gas, request.words, consumer_, extra), only_premium);
  }
  TransactionOutcome fulfill(const Request& request) {
    return world_.send_raw(node_, coordinator_, fulfilment(request));
  }
  Uint256 expected_output(const Request& request) {
    const Bytes32 hash = keccak256("block " + std::to_string(request.block));
    return vrf_output(vrf_prove(curve_, key_, vrf_seed(request.pre_seed, hash)).gamma);
  }
  Uint256 total(std::string_view name) { return world_.read<UintN<96>>(coordinator_, name).value; }
  std::tuple<Uint256, Uint256> balances(const Uint256& id) {
    const auto result = world_.call(Address{}, coordinator_, "getSubscription(uint256)", id);
    return {read_word(result.output.data()), read_word(result.output.data() + 32)};
  }
  /// The payment, whether it was in native coins, and whether the callback succeeded, as the last log says.
  static std::tuple<Uint256, bool, bool> settlement(const TransactionOutcome& outcome) {
    const BytesView data = outcome.logs.back().data;
    const auto word = [&](std::size_t i) { return to_uint256(data.subspan(32 * i, 32)); };
    return {word(1), word(2) == 1, word(3) == 1};
  }

  ContractWorld world_{with_consumer()};
  const Secp256k1 curve_;
  const PrivateKey key_ = PrivateKey::from_seed(bytes_of("vrf key"));
  const Bytes32 key_hash_ = vrf_key_hash(to_curve_point(curve_.public_key(key_)));
  const Address owner_ = world_.account("owner"), node_ = world_.account("node");
  const Address link_ = world_.deploy("LinkToken", owner_);
  const Address feed_ = world_.deploy("FixedPrice", owner_, Int256(kLink / 250), std::uint8_t(18));
  const Address store_ = world_.deploy("BlockhashStore", owner_);
  const Address coordinator_ = world_.deploy("VRFCoordinatorV2_5", owner_, store_);
  const Address consumer_ = world_.deploy("Consumer", owner_);
  Uint256 subscription_;
};

TEST_F(VrfCoordinatorTest, DeliversTheWordsThatTheProofStandsFor) {
  fund(subscription_, 10 * kLink);
  const Request request = asked(300'000, 5);
  const auto outcome = fulfill(request);
  ASSERT_TRUE(outcome.ok) << reason_of(outcome);
  ASSERT_EQ(outcome.logs.size(), 2u);
  EXPECT_EQ(outcome.logs[0].address, consumer_);
  const auto [id, words] = abi::decode<Uint256, std::vector<Uint256>>(outcome.logs[0].data);
  EXPECT_EQ(id, request.id);
  EXPECT_EQ(words, vrf_random_words(expected_output(request), 5));
  EXPECT_EQ(reason_of(fulfill(request)), refusal("NoCorrespondingRequest()")) << "each request is answered once";
}

TEST_F(VrfCoordinatorTest, PaysByGasAndPremiumInEitherCoin) {
  fund(subscription_, 10 * kLink);
  fund_native(subscription_, kLink);
  for (const bool native : {false, true}) {
    const auto [link_before, native_before] = balances(subscription_);
    const auto outcome = fulfill(asked(300'000, 2, native));
    ASSERT_TRUE(outcome.ok) << reason_of(outcome);
    const auto [payment, in_native, success] = settlement(outcome);
    EXPECT_TRUE(success);
    EXPECT_EQ(in_native, native);
    const auto [link_after, native_after] = balances(subscription_);
    EXPECT_EQ(link_before - link_after, native ? Uint256(0) : payment);
    EXPECT_EQ(native_before - native_after, native ? payment : Uint256(0));
    // The configured 30'000 gas stand for what the meter does not see: calldata, the transaction, the payment.
    const Uint256 wei_with_premium = world_.gas_price * outcome.gas_used * (native ? 124 : 120) / 100;
    const Uint256 fair = native ? wei_with_premium : Uint256(wei_with_premium * 250);  // 0.004 coins a LINK
    EXPECT_GT(payment * 100, fair * 75);  // the first payment of a kind opens a word of storage behind the meter
    EXPECT_LT(payment * 100, fair * 110);
  }
}

TEST_F(VrfCoordinatorTest, WhatWasPaidInIsPaidOut) {
  const Address treasury = world_.account("treasury"), home = world_.account("home");
  fund(subscription_, 10 * kLink);
  fund_native(subscription_, kLink);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(fulfill(asked()).ok);
    ASSERT_TRUE(fulfill(asked(300'000, 1, /*native=*/true)).ok);
  }
  EXPECT_EQ(total("s_totalBalance()"), 10 * kLink);
  EXPECT_EQ(total("s_totalNativeBalance()"), kLink);
  const auto [link_left, native_left] = balances(subscription_);
  ASSERT_TRUE(world_.send(owner_, coordinator_, "withdraw(address)", treasury).ok);
  ASSERT_TRUE(world_.send(owner_, coordinator_, "withdrawNative(address)", treasury).ok);
  ASSERT_TRUE(world_.send(owner_, coordinator_, "cancelSubscription(uint256,address)", subscription_, home).ok);
  EXPECT_EQ(world_.read<Uint256>(link_, "balanceOf(address)", home), link_left);
  EXPECT_EQ(world_.read<Uint256>(link_, "balanceOf(address)", treasury), 10 * kLink - link_left);
  EXPECT_EQ(world_.state().balance(home), native_left);
  EXPECT_EQ(world_.state().balance(treasury), kLink - native_left);
  EXPECT_EQ(total("s_totalBalance()"), 0);
  EXPECT_EQ(total("s_totalNativeBalance()"), 0);
  EXPECT_EQ(reason_of(world_.call(Address{}, coordinator_, "getSubscription(uint256)", subscription_)),
            refusal("InvalidSubscription()"));
}

TEST_F(VrfCoordinatorTest, KnowsHashesOf256BlocksAndAsksTheStoreForOlderOnes) {
  fund(subscription_, 10 * kLink);
  const Request fresh = asked(), stored = asked(), lost = asked();
  world_.block().number = fresh.block + 255;  // the transaction's own block comes on top
  EXPECT_TRUE(fulfill(fresh).ok);
  world_.block().number = stored.block + 200;
  ASSERT_TRUE(world_.send(owner_, store_, "store(uint256)", Uint256(stored.block)).ok);
  world_.block().number = lost.block + 256;
  EXPECT_EQ(reason_of(fulfill(lost)), "blockhash not found in store");
  EXPECT_TRUE(fulfill(stored).ok);
}

TEST_F(VrfCoordinatorTest, AFailedCallbackIsPaidAndARequestOnceCancelledIsNot) {
  fund(subscription_, 10 * kLink);
  const auto outcome = fulfill(asked(/*callback_gas=*/1'000));
  ASSERT_TRUE(outcome.ok) << reason_of(outcome);
  const auto [payment, native, success] = settlement(outcome);
  EXPECT_FALSE(success);
  EXPECT_GT(payment, 0);
  const Request pending = asked();
  EXPECT_EQ(reason_of(world_.send(owner_, coordinator_, "cancelSubscription(uint256,address)", subscription_, owner_)),
            refusal("PendingRequestExists()"));
  EXPECT_TRUE(world_.send(owner_, coordinator_, "ownerCancelSubscription(uint256)", subscription_).ok);
  EXPECT_FALSE(fulfill(pending).ok);
}

TEST_F(VrfCoordinatorTest, NothingOfItCanBeCalledFromACallback) {
  fund(subscription_, 10 * kLink);
  const auto refused = [&](const Bytes& input) {
    world_.send(owner_, consumer_, "callBack(bytes)", input);
    const auto outcome = fulfill(asked(1'000'000));
    EXPECT_TRUE(outcome.ok) << reason_of(outcome);
    const auto [ok, output] = abi::decode<bool, Bytes>(outcome.logs.at(1).data);
    return ok ? "allowed" : to_text(decode_revert(output));
  };
  EXPECT_EQ(refused(abi::encode_with_selector(selector_of("createSubscription()"))), refusal("Reentrant()"));
  EXPECT_EQ(refused(abi::encode_with_selector(selector_of("fundSubscriptionWithNative(uint256)"), subscription_)),
            refusal("Reentrant()"));
  EXPECT_EQ(refused(fulfilment(asked())), refusal("Reentrant()"));
  EXPECT_EQ(refused(abi::encode_with_selector(selector_of("getSubscription(uint256)"), subscription_)), "allowed");
}

TEST_F(VrfCoordinatorTest, TakesAHundredConsumersAndNoMore) {
  const Uint256 crowd = created(owner_);
  for (unsigned i = 0; i < 100; ++i) add_consumer(crowd, world_.account("consumer " + std::to_string(i)));
  EXPECT_EQ(reason_of(world_.send(owner_, coordinator_, "addConsumer(uint256,address)", crowd, consumer_)),
            refusal("TooManyConsumers()"));
  add_consumer(crowd, world_.account("consumer 7"));
  EXPECT_TRUE(
      world_.send(owner_, coordinator_, "removeConsumer(uint256,address)", crowd, world_.account("consumer 7")).ok);
  add_consumer(crowd, consumer_);
}

TEST_F(VrfCoordinatorTest, RequestIdsCountOnWhenAConsumerReturns) {
  fund(subscription_, 10 * kLink);
  const Request first = asked();
  ASSERT_TRUE(fulfill(first).ok);
  ASSERT_TRUE(world_.send(owner_, coordinator_, "removeConsumer(uint256,address)", subscription_, consumer_).ok);
  EXPECT_FALSE(ask(subscription_, 1'000, 1, false).ok);
  add_consumer(subscription_, consumer_);
  const Request second = asked();
  const Bytes32 pre_seed = keccak256(abi::encode(key_hash_, consumer_, subscription_, Uint256(2)));
  EXPECT_EQ(to_bytes32(second.pre_seed), pre_seed);
  EXPECT_EQ(to_bytes32(second.id), keccak256(abi::encode(key_hash_, pre_seed)));
}

TEST(BlockhashStore, KeepsOnlyWhatTheChainOrAKnownHeaderSays) {
  ContractWorld world;
  world.block().number = 5'000;
  const Bytes32 parent = keccak256("parent");
  Bytes header(600);
  header[0] = 0xf9;
  header[3] = 0xa0;
  std::ranges::copy(parent.data, header.begin() + 4);
  const Bytes32 child = keccak256(header);
  world.block().hash_of = [&](std::uint64_t number) { return number == 4'900 ? child : keccak256("other"); };
  const Address owner = world.account("owner"), store = world.deploy("BlockhashStore", owner);
  EXPECT_EQ(reason_of(world.send(owner, store, "store(uint256)", Uint256(4'000))), "blockhash(n) failed");
  EXPECT_EQ(reason_of(world.send(owner, store, "storeVerifyHeader(uint256,bytes)", Uint256(4'899), header)),
            "header has unknown blockhash");
  ASSERT_TRUE(world.send(owner, store, "store(uint256)", Uint256(4'900)).ok);
  ASSERT_TRUE(world.send(owner, store, "storeVerifyHeader(uint256,bytes)", Uint256(4'899), header).ok);
  EXPECT_EQ(world.read<Bytes32>(store, "getBlockhash(uint256)", Uint256(4'900)), child);
  EXPECT_EQ(world.read<Bytes32>(store, "getBlockhash(uint256)", Uint256(4'899)), parent);
  ASSERT_TRUE(world.send(owner, store, "storeEarliest()").ok);
  EXPECT_EQ(world.read<Bytes32>(store, "getBlockhash(uint256)", Uint256(world.block().number - 256)),
            keccak256("other"));
  EXPECT_EQ(reason_of(world.call(owner, store, "getBlockhash(uint256)", Uint256(1))), "blockhash not found in store");
}

}  // namespace
}  // namespace orrery::chains::vrf_coordinator
