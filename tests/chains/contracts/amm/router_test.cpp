// Proves: the router trades and adds liquidity as v2-periphery's does (known answers of its own tests), keeps limits
// and deadlines with the right reasons, follows a path of pairs, and only the factory's setter adds pairs.
#include <gtest/gtest.h>

#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

const Uint256 kToken("1000000000000000000");
const Uint256 kLater = ~Uint256(0);
using Amounts = std::vector<Uint256>;

class Router : public testing::Test {
 protected:
  void SetUp() override {
    factory_ = world_.deploy("UniswapV2Factory", owner_, owner_);
    router_ = world_.deploy("UniswapV2Router02", owner_, factory_);
    for (Address* address : {&a_, &b_, &c_}) *address = token();
    pair_ = pool(a_, b_);
  }
  Address token() {
    const Address address =
        world_.deploy("ERC20", owner_, std::string("T"), std::string("T"), static_cast<std::uint8_t>(18));
    must(address, "mint(address,uint256)", owner_, Uint256(1'000'000 * kToken));
    must(address, "approve(address,uint256)", router_, Uint256(~Uint256(0)));
    return address;
  }
  Address pool(const Address& a, const Address& b) {
    const Address pair = world_.deploy("UniswapV2Pair", owner_, factory_);
    must(factory_, "addPair(address,address,address)", a, b, pair);
    return pair;
  }
  template <class... Ts>
  void must(const Address& to, std::string_view what, const Ts&... arguments) {
    const auto outcome = world_.send(owner_, to, what, arguments...);
    ORRERY_ASSERT(outcome.ok, std::string(what) + ": " + reason_of(outcome));
  }
  auto add(const Address& a, const Address& b, const Uint256& wish_a, const Uint256& wish_b, const Uint256& least_a = 0,
           const Uint256& least_b = 0) {
    return world_.send(owner_, router_, "addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)",
                       a, b, wish_a, wish_b, least_a, least_b, owner_, kLater);
  }
  auto sell(const Uint256& amount, const Uint256& least, const std::vector<Address>& path,
            const Uint256& deadline = kLater) {
    return world_.send(owner_, router_, "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)", amount,
                       least, path, trader_, deadline);
  }
  auto buy(const Uint256& amount, const Uint256& most, const std::vector<Address>& path) {
    return world_.send(owner_, router_, "swapTokensForExactTokens(uint256,uint256,address[],address,uint256)", amount,
                       most, path, trader_, kLater);
  }
  Uint256 balance(const Address& token, const Address& holder) {
    return world_.read<Uint256>(token, "balanceOf(address)", holder);
  }

  ContractWorld world_;
  Address owner_ = world_.account("owner"), trader_ = world_.account("trader"), factory_{}, router_{}, a_{}, b_{}, c_{},
          pair_{};
};

TEST_F(Router, SellsAndBuysAtTheKnownAmounts) {
  ASSERT_TRUE(add(a_, b_, 5 * kToken, 10 * kToken).ok);
  ASSERT_TRUE(sell(kToken, 0, {a_, b_}).ok);
  EXPECT_EQ(balance(b_, trader_), Uint256("1662497915624478906"));
}

TEST_F(Router, BuysAnExactAmount) {
  ASSERT_TRUE(add(a_, b_, 5 * kToken, 10 * kToken).ok);
  const Uint256 before = balance(a_, owner_), price("557227237267357629");
  EXPECT_EQ(reason_of(buy(kToken, price - 1, {a_, b_})), "UniswapV2Router: EXCESSIVE_INPUT_AMOUNT");
  ASSERT_TRUE(buy(kToken, price, {a_, b_}).ok);
  EXPECT_EQ(balance(b_, trader_), kToken);
  EXPECT_EQ(before - balance(a_, owner_), price);
}

TEST_F(Router, TheLibraryAnswersAsItsTestsDo) {
  const auto ask = [&](std::string_view what, int x, int y, int z) {
    return world_.read<Uint256>(router_, what, Uint256(x), Uint256(y), Uint256(z));
  };
  const auto refused = [&](std::string_view what, int x, int y, int z) {
    return reason_of(world_.call(owner_, router_, what, Uint256(x), Uint256(y), Uint256(z)));
  };
  EXPECT_EQ(ask("quote(uint256,uint256,uint256)", 1, 100, 200), 2);
  EXPECT_EQ(ask("quote(uint256,uint256,uint256)", 2, 200, 100), 1);
  EXPECT_EQ(ask("getAmountOut(uint256,uint256,uint256)", 2, 100, 100), 1);
  EXPECT_EQ(ask("getAmountIn(uint256,uint256,uint256)", 1, 100, 100), 2);
  EXPECT_EQ(refused("quote(uint256,uint256,uint256)", 0, 100, 200), "UniswapV2Library: INSUFFICIENT_AMOUNT");
  EXPECT_EQ(refused("getAmountOut(uint256,uint256,uint256)", 2, 0, 100), "UniswapV2Library: INSUFFICIENT_LIQUIDITY");
  EXPECT_EQ(refused("getAmountIn(uint256,uint256,uint256)", 0, 100, 100),
            "UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT");
  EXPECT_EQ(
      reason_of(world_.call(owner_, router_, "getAmountsOut(uint256,address[])", Uint256(2), std::vector<Address>{a_})),
      "UniswapV2Library: INVALID_PATH");
}

TEST_F(Router, KeepsLimitsAndDeadlines) {
  ASSERT_TRUE(add(a_, b_, 5 * kToken, 10 * kToken).ok);
  EXPECT_EQ(reason_of(sell(kToken, 2 * kToken, {a_, b_})), "UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT");
  EXPECT_EQ(reason_of(sell(kToken, 0, {a_, b_}, 1)), "UniswapV2Router: EXPIRED");
  EXPECT_EQ(reason_of(sell(2'000'000 * kToken, 0, {a_, b_})), "TransferHelper: TRANSFER_FROM_FAILED");
  EXPECT_EQ(balance(b_, trader_), 0);
}

TEST_F(Router, AddsLiquidityInTheRatioOfThePair) {
  ASSERT_TRUE(add(a_, b_, kToken, 4 * kToken).ok);
  EXPECT_EQ(balance(pair_, owner_), 2 * kToken - 1'000);
  EXPECT_EQ(reason_of(add(a_, b_, kToken, 8 * kToken, 0, 5 * kToken)), "UniswapV2Router: INSUFFICIENT_B_AMOUNT");
  EXPECT_EQ(reason_of(add(a_, b_, 3 * kToken, 4 * kToken, 2 * kToken)), "UniswapV2Router: INSUFFICIENT_A_AMOUNT");
  ASSERT_TRUE(add(a_, b_, 3 * kToken, 4 * kToken).ok);
  EXPECT_EQ(balance(a_, pair_), 2 * kToken);
  EXPECT_EQ(balance(b_, pair_), 8 * kToken);
}

TEST_F(Router, GivesLiquidityBack) {
  ASSERT_TRUE(add(a_, b_, kToken, 4 * kToken).ok);
  must(pair_, "approve(address,uint256)", router_, Uint256(~Uint256(0)));
  const auto out =
      world_.send(owner_, router_, "removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)", a_, b_,
                  Uint256(2 * kToken - 1'000), Uint256(0), Uint256(0), trader_, kLater);
  ASSERT_TRUE(out.ok) << reason_of(out);
  EXPECT_EQ(balance(a_, trader_), kToken - 500);
  EXPECT_EQ(balance(b_, trader_), 4 * kToken - 2'000);
}

TEST_F(Router, TradesAlongAPath) {
  pool(b_, c_);
  ASSERT_TRUE(add(a_, b_, 100 * kToken, 100 * kToken).ok);
  ASSERT_TRUE(add(b_, c_, 100 * kToken, 300 * kToken).ok);
  const auto amounts =
      world_.read<Amounts>(router_, "getAmountsOut(uint256,address[])", kToken, std::vector<Address>{a_, b_, c_});
  ASSERT_EQ(amounts.size(), 3u);
  ASSERT_TRUE(sell(kToken, amounts.back(), {a_, b_, c_}).ok);
  EXPECT_EQ(balance(c_, trader_), amounts.back());
  EXPECT_EQ(balance(b_, trader_), 0);
  const auto back =
      world_.read<Amounts>(router_, "getAmountsIn(uint256,address[])", kToken, std::vector<Address>{c_, b_, a_});
  ASSERT_TRUE(buy(kToken, back.front(), {c_, b_, a_}).ok);
  EXPECT_EQ(balance(a_, trader_), kToken);
}

TEST_F(Router, OnlyTheSetterAddsPairsAndEachOnce) {
  const Address pair = world_.deploy("UniswapV2Pair", owner_, factory_);
  const auto add_as = [&](const Address& who, const Address& a, const Address& b) {
    return reason_of(world_.send(who, factory_, "addPair(address,address,address)", a, b, pair));
  };
  EXPECT_EQ(add_as(trader_, a_, c_), "UniswapV2: FORBIDDEN");
  EXPECT_EQ(add_as(owner_, b_, a_), "UniswapV2: PAIR_EXISTS");
  EXPECT_EQ(add_as(owner_, a_, a_), "UniswapV2: IDENTICAL_ADDRESSES");
  EXPECT_EQ(world_.read<Uint256>(factory_, "allPairsLength()"), 1);
  EXPECT_EQ(world_.read<Address>(factory_, "getPair(address,address)", b_, a_), pair_);
}

}  // namespace
}  // namespace orrery::chains
