// Proves: the pair keeps the constant product by Uniswap v2's closed forms, accumulates its price by the second, lends
// for the length of a call, and neither makes nor loses tokens.
#include "chains/contracts/amm/uniswap_v2_pair.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "chains/contracts/external_call.h"
#include "chains/crypto/hash.h"
#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

const Uint256 kUnit("1000000000000000000");

/// A borrower in the flash: gives back to the pair what `data` says, (token, amount), from its own balance.
class FlashBorrower : public SolidityContract {
 public:
  FlashBorrower() {
    add({{"function uniswapV2Call(address sender, uint256 amount0, uint256 amount1, bytes data)",
          handler_of(+[](Execution& execution, Address, Uint256, Uint256, Bytes data) {
            const auto [token, amount] = abi::decode<Address, Uint256>(data);
            static const ExternalFunction<bool, Address, Uint256> kTransfer(
                "function transfer(address to, uint256 amount) returns (bool)");
            kTransfer(execution, token, execution.sender(), amount);
          })}});
  }
};

std::vector<ContractKind> borrower_kind() {
  std::vector<ContractKind> kinds;
  kinds.push_back({"FlashBorrower", 100'000, std::make_unique<FlashBorrower>()});
  return kinds;
}

struct PairWorld {
  PairWorld() {
    for (int i = 0; i < 2; ++i) {
      tokens.push_back(world.deploy("ERC20", owner, std::string("T"), std::string("T"), std::uint8_t(18)));
      give(owner, tokens.back(), 1'000'000 * kUnit);
      give(trader, tokens.back(), 1'000'000 * kUnit);
    }
    pair = world.deploy("UniswapV2Pair", owner, owner);
    must(owner, pair, "initialize(address,address)", tokens[0], tokens[1]);
  }
  template <class... Ts>
  void must(const Address& from, const Address& to, std::string_view signature, const Ts&... arguments) {
    const auto outcome = world.send(from, to, signature, arguments...);
    ORRERY_ASSERT(outcome.ok, std::string(signature) + ": " + reason_of(outcome));
  }
  void give(const Address& account, const Address& token, const Uint256& amount) {
    must(owner, token, "mint(address,uint256)", account, amount);
  }
  void provide(const Uint256& first, const Uint256& second) {
    must(owner, tokens[0], "transfer(address,uint256)", pair, first);
    must(owner, tokens[1], "transfer(address,uint256)", pair, second);
    must(owner, pair, "mint(address)", owner);
  }
  Uint256 balance(const Address& token, const Address& account) {
    return world.read<Uint256>(token, "balanceOf(address)", account);
  }
  std::string swap(const Uint256& out0, const Uint256& out1, const Address& to, const Bytes& data = {}) {
    return reason_of(world.send(trader, pair, "swap(uint256,uint256,address,bytes)", out0, out1, to, data));
  }

  ContractWorld world{borrower_kind()};
  Address owner = world.account("owner"), trader = world.account("trader"), pair;
  std::vector<Address> tokens;
};

/// UniswapV2Library.getAmountOut.
Uint256 amount_out(const Uint256& in, const Uint256& reserve_in, const Uint256& reserve_out) {
  return in * 997 * reserve_out / (reserve_in * 1'000 + in * 997);
}

TEST(UniswapV2Pair, FirstLiquidityIsTheRootLessTheLockedPart) {
  PairWorld w;
  w.provide(4 * kUnit, 9 * kUnit);
  EXPECT_EQ(w.balance(w.pair, w.owner), 6 * kUnit - 1'000);
  EXPECT_EQ(w.balance(w.pair, Address{}), 1'000);
  EXPECT_EQ(w.world.read<Uint256>(w.pair, "totalSupply()"), 6 * kUnit);
}

TEST(UniswapV2Pair, GivesExactlyTheClosedFormAndNotOneUnitMore) {
  PairWorld w;
  w.provide(1'000 * kUnit, 200'000 * kUnit);
  const Uint256 in = 7 * kUnit, out = amount_out(in, 1'000 * kUnit, 200'000 * kUnit);
  w.must(w.trader, w.tokens[0], "transfer(address,uint256)", w.pair, in);
  EXPECT_EQ(w.swap(0, out + 1, w.trader), "UniswapV2: K");
  EXPECT_EQ(w.swap(0, out, w.trader), "");
  EXPECT_EQ(w.swap(0, 1, w.trader), "UniswapV2: INSUFFICIENT_INPUT_AMOUNT");
  EXPECT_EQ(w.swap(0, 0, w.trader), "UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT");
  EXPECT_EQ(w.swap(0, 200'000 * kUnit, w.trader), "UniswapV2: INSUFFICIENT_LIQUIDITY");
}

TEST(UniswapV2Pair, AccumulatesThePriceBeforeTheTradeOverItsSeconds) {
  PairWorld w;
  w.provide(1'000 * kUnit, 200'000 * kUnit);
  const Uint256 before = w.world.read<Uint256>(w.pair, "price0CumulativeLast()");
  const std::uint64_t then = w.world.block().timestamp;
  w.must(w.trader, w.tokens[0], "transfer(address,uint256)", w.pair, Uint256(500 * kUnit));
  EXPECT_EQ(w.swap(0, amount_out(500 * kUnit, 1'000 * kUnit, 200'000 * kUnit), w.trader), "");
  const Uint256 elapsed = w.world.block().timestamp - then;
  const Uint256 after = w.world.read<Uint256>(w.pair, "price0CumulativeLast()");
  EXPECT_EQ(after - before, (Uint256(200) << 112) * elapsed) << "the trade itself moves the average by nothing yet";
}

TEST(UniswapV2Pair, LendsInTheFlashForThreePerMille) {
  PairWorld w;
  w.provide(1'000 * kUnit, 1'000 * kUnit);
  const Address borrower = w.world.deploy("FlashBorrower", w.owner);
  w.give(borrower, w.tokens[0], 10 * kUnit);
  const Uint256 lent = 100 * kUnit, owed = lent * 1'000 / 997 + 1;
  EXPECT_EQ(w.swap(lent, 0, borrower, abi::encode(w.tokens[0], Uint256(owed - 1))), "UniswapV2: K");
  EXPECT_EQ(w.swap(lent, 0, borrower, abi::encode(w.tokens[0], owed)), "");
}

TEST(UniswapV2Pair, PermitsByASignature) {
  PairWorld w;
  const auto key = w.world.key("signer");
  const Uint256 value = 5, deadline = w.world.block().timestamp + 1'000;
  const Bytes32 type = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
  const Bytes32 message = keccak256(abi::encode(type, key.address, w.trader, value, Uint256(0), deadline));
  // EIP-712, written out here on its own.
  const Bytes32 domain = keccak256(
      abi::encode(keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                  keccak256("Uniswap V2"), keccak256("1"), Uint256(1), w.pair));
  Bytes preimage{0x19, 0x01};
  preimage.insert(preimage.end(), domain.data.begin(), domain.data.end());
  preimage.insert(preimage.end(), message.data.begin(), message.data.end());
  const auto signature = w.world.signatures().sign_secp256k1(key, keccak256(preimage));
  const Bytes32 r = Bytes32::from(BytesView(signature.data).first(32));
  const Bytes32 s = Bytes32::from(BytesView(signature.data).subspan(32, 32));
  const auto permit = [&](const Uint256& amount) {
    return reason_of(w.world.send(w.trader, w.pair, "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                                  key.address, w.trader, amount, deadline,
                                  static_cast<std::uint8_t>(signature.data[64] + 27), r, s));
  };
  EXPECT_EQ(permit(value + 1), "UniswapV2: INVALID_SIGNATURE");
  EXPECT_EQ(permit(value), "");
  EXPECT_EQ(w.world.read<Uint256>(w.pair, "allowance(address,address)", key.address, w.trader), value);
  EXPECT_EQ(permit(value), "UniswapV2: INVALID_SIGNATURE") << "the nonce is used up";
}

RC_GTEST_PROP(UniswapV2PairAccounting, TradesRaiseTheProductAndKeepEveryToken, ()) {
  PairWorld w;
  w.provide(1'000 * kUnit, 50'000 * kUnit);
  const int steps = *rc::gen::inRange(3, 15);
  for (int step = 0; step < steps; ++step) {
    const Uint256 r0 = w.balance(w.tokens[0], w.pair), r1 = w.balance(w.tokens[1], w.pair);
    const Uint256 amount = kUnit * *rc::gen::inRange(1, 100'000) / 1'000;
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        w.must(w.trader, w.tokens[0], "transfer(address,uint256)", w.pair, amount);
        RC_ASSERT(w.swap(0, amount_out(amount, r0, r1), w.trader).empty());
        break;
      case 1:
        w.must(w.trader, w.tokens[1], "transfer(address,uint256)", w.pair, amount);
        RC_ASSERT(w.swap(amount_out(amount, r1, r0), 0, w.trader).empty());
        break;
      case 2:
        w.provide(amount, amount * r1 / r0 + 1);
        break;
      default: {
        const Uint256 shares = w.balance(w.pair, w.owner) / 10;
        const Uint256 supply = w.world.read<Uint256>(w.pair, "totalSupply()");
        const Uint256 held = w.balance(w.tokens[0], w.owner);
        w.must(w.owner, w.pair, "transfer(address,uint256)", w.pair, shares);
        w.must(w.owner, w.pair, "burn(address)", w.owner);
        RC_ASSERT(w.balance(w.tokens[0], w.owner) - held == shares * r0 / supply);
        continue;
      }
    }
    RC_ASSERT(w.balance(w.tokens[0], w.pair) * w.balance(w.tokens[1], w.pair) >= r0 * r1);
  }
  for (const Address& token : w.tokens)
    RC_ASSERT(w.balance(token, w.pair) + w.balance(token, w.owner) + w.balance(token, w.trader) ==
              w.world.read<Uint256>(token, "totalSupply()"));
}

}  // namespace
}  // namespace orrery::chains
