// Proves: the stable pool keeps Curve's invariant and pays by it, the stability module pays one for one, and neither
// makes or loses a coin.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>

#include "chains/contracts/amm/peg_stability_module.h"
#include "chains/contracts/amm/stable_swap.h"
#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

const Uint256 kWad = 1'000'000'000'000'000'000, kMicro = 1'000'000;

/// Curve's invariant A n^n S + D = A D n^n + D^(n+1) / (n^n P) for n = 2, solved for D by bisection on doubles: another
/// way than the contract's. What Curve's contracts call A is the paper's A times n^(n-1).
double invariant_of(double x, double y, double a) {
  double low = 0, high = x + y;
  for (int i = 0; i < 200; ++i) {
    const double d = (low + high) / 2;
    (2 * a * (x + y) + d > 2 * a * d + d * d * d / (4 * x * y) ? low : high) = d;
  }
  return low;
}

RC_GTEST_PROP(StableSwapInvariant, AgreesWithABisectionOfItsEquation, ()) {
  const Uint256 x = kWad * *rc::gen::inRange(1, 1'000'000), y = kWad * *rc::gen::inRange(1, 1'000'000);
  const int a = *rc::gen::inRange(1, 5'000);
  const Uint256 d = stable::invariant(x, y, Uint256(a) * 100);
  const double expected = invariant_of(static_cast<double>(x), static_cast<double>(y), a);
  RC_ASSERT(std::abs(static_cast<double>(d) / expected - 1) < 1e-9);
  // The other balance at that invariant is the one that it was made of.
  const Uint256 back = stable::other_balance(x, d, Uint256(a) * 100);
  RC_ASSERT(std::abs(static_cast<double>(back) / static_cast<double>(y) - 1) < 1e-9);
}

struct StableWorld {
  StableWorld() {
    dai = token("DAI", 18, 10'000'000 * kWad);
    usdc = token("USDC", 6, 10'000'000 * kMicro);
  }
  Address token(const std::string& name, unsigned decimals, const Uint256& each) {
    const Address address = world.deploy("ERC20", owner, name, name, static_cast<std::uint8_t>(decimals));
    for (const Address& holder : {owner, trader}) must(owner, address, "mint(address,uint256)", holder, each);
    return address;
  }
  template <class... Ts>
  void must(const Address& from, const Address& to, std::string_view signature, const Ts&... arguments) {
    const auto outcome = world.send(from, to, signature, arguments...);
    ORRERY_ASSERT(outcome.ok, std::string(signature) + ": " + reason_of(outcome));
  }
  void allow(const Address& spender) {
    for (const Address& coin : {dai, usdc})
      for (const Address& holder : {owner, trader})
        must(holder, coin, "approve(address,uint256)", spender, ~Uint256(0));
  }
  Uint256 balance(const Address& token, const Address& account) {
    return world.read<Uint256>(token, "balanceOf(address)", account);
  }
  void check_supply() {
    for (const auto& [coin, each] : {std::pair(dai, 10'000'000 * kWad), std::pair(usdc, 10'000'000 * kMicro)})
      RC_ASSERT(world.read<Uint256>(coin, "totalSupply()") == Uint256(2 * each));
  }
  Address stable_pool(const Uint256& a, const Uint256& fee) {
    const Address pool = world.deploy("StableSwap", owner, std::string("Pool"), std::string("P"),
                                      std::array<Address, 2>{dai, usdc}, a, fee, Uint256(5'000'000'000));
    allow(pool);
    return pool;
  }

  ContractWorld world;
  Address owner = world.account("owner"), trader = world.account("trader"), dai, usdc;
};

RC_GTEST_PROP(StableSwapInvariant, CostsAtTheMarginWhatALittleTradeGives, ()) {
  const Uint256 x = kWad * *rc::gen::inRange(1'000, 1'000'000), y = kWad * *rc::gen::inRange(1'000, 1'000'000);
  const Uint256 a = Uint256(*rc::gen::inRange(1, 5'000)) * 100;
  // The slope of the curve on which the invariant stays, between one part in 10^7 below and above.
  const Uint256 d = stable::invariant(x, y, a), step = x / 10'000'000;
  const Uint256 given = stable::other_balance(x - step, d, a) - stable::other_balance(x + step, d, a);
  const double slope = static_cast<double>(given) / static_cast<double>(Uint256(2 * step));
  const double price = static_cast<double>(stable::marginal_price(x, y, a)) / 1e18;
  RC_ASSERT(std::abs(price / slope - 1) < 1e-6);
}

TEST(StableSwap, PaysByTheInvariantAndTakesItsFee) {
  StableWorld w;
  const Address pool = w.stable_pool(100, 4'000'000);  // 0.04 %
  w.must(w.owner, pool, "add_liquidity(uint256[2],uint256)",
         std::array<Uint256, 2>{1'000'000 * kWad, 1'000'000 * kMicro}, Uint256(0));
  EXPECT_EQ(w.world.read<Uint256>(pool, "get_virtual_price()"), kWad);
  const double d = invariant_of(1e6, 1e6, 100), x = 1e6 + 1e5;
  // What the other balance becomes, by bisection.
  double low = 0, high = 1e6;
  for (int i = 0; i < 200; ++i) {
    const double y = (low + high) / 2;
    (invariant_of(x, y, 100) < d ? low : high) = y;
  }
  const Uint256 before = w.balance(w.usdc, w.trader);
  const Address& t = w.trader;
  EXPECT_EQ(reason_of(w.world.send(t, pool, "exchange(int128,int128,uint256,uint256)", IntN<128>{0}, IntN<128>{1},
                                   Uint256(100'000 * kWad), Uint256(100'000 * kMicro))),
            "Exchange resulted in fewer coins than expected");
  w.must(t, pool, "exchange(int128,int128,uint256,uint256)", IntN<128>{0}, IntN<128>{1}, Uint256(100'000 * kWad),
         Uint256(0));
  const double got = static_cast<double>(Uint256(w.balance(w.usdc, t) - before)) / 1e6;
  EXPECT_NEAR(got, (1e6 - low) * (1 - 0.0004), 1e-3);
  EXPECT_GT(w.world.read<Uint256>(pool, "get_virtual_price()"), kWad) << "half of the fee is the providers'";
  EXPECT_FALSE(
      w.world.send(t, pool, "exchange(int128,int128,uint256,uint256)", IntN<128>{0}, IntN<128>{0}, kWad, Uint256(0))
          .ok);
}

TEST(StableSwap, ShowsAPriceThatTradesMoveAsTheyMoveItsBalances) {
  StableWorld w;
  const Address pool = w.stable_pool(100, 4'000'000);
  w.must(w.owner, pool, "add_liquidity(uint256[2],uint256)",
         std::array<Uint256, 2>{1'000'000 * kWad, 1'000'000 * kMicro}, Uint256(0));
  const Address of_dai = w.world.deploy("StableSpotPrice", w.owner, pool, w.dai);
  const Address of_usdc = w.world.deploy("StableSpotPrice", w.owner, pool, w.usdc);
  const auto answer = [&](const Address& source) { return w.world.read<Int256>(source, "latestAnswer()"); };
  EXPECT_EQ(answer(of_dai), 100'000'000);
  EXPECT_EQ(answer(of_usdc), 100'000'000);
  w.must(w.trader, pool, "exchange(int128,int128,uint256,uint256)", IntN<128>{0}, IntN<128>{1}, Uint256(900'000 * kWad),
         Uint256(0));
  // The slope of the curve by bisection, at what is left in the pool.
  const auto balance = [&](unsigned i) {
    return static_cast<double>(w.world.read<Uint256>(pool, "balances(uint256)", Uint256(i))) / (i == 0 ? 1e18 : 1e6);
  };
  const double x = balance(0), y = balance(1), small = 1;
  const double slope = (invariant_of(x + small, y, 100) - invariant_of(x - small, y, 100)) /
                       (invariant_of(x, y + small, 100) - invariant_of(x, y - small, 100));
  EXPECT_NEAR(static_cast<double>(answer(of_dai)) / 1e8, slope, 1e-5);
  EXPECT_NEAR(static_cast<double>(answer(of_usdc)) / 1e8, 1 / slope, 1e-5);
  EXPECT_LT(slope, 0.95);
  const Bytes input = deployment_input("StableSpotPrice", abi::encode(pool, w.owner));
  EXPECT_EQ(reason_of(w.world.send_raw(w.owner, std::nullopt, input)), "base is not in the pool");
}

RC_GTEST_PROP(StableSwapAccounting, ProvidersNeverLoseAndCoinsStay, ()) {
  StableWorld w;
  const Address pool = w.stable_pool(*rc::gen::inRange(10, 2'000), 4'000'000);
  w.must(w.owner, pool, "add_liquidity(uint256[2],uint256)", std::array<Uint256, 2>{500'000 * kWad, 400'000 * kMicro},
         Uint256(0));
  Uint256 price = w.world.read<Uint256>(pool, "get_virtual_price()");
  const int steps = *rc::gen::inRange(3, 12);
  for (int step = 0; step < steps; ++step) {
    const Uint256 amount = *rc::gen::inRange(1, 200'000);
    const bool first = *rc::gen::arbitrary<bool>();
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        w.must(w.trader, pool, "exchange(int128,int128,uint256,uint256)", IntN<128>{first ? 0 : 1},
               IntN<128>{first ? 1 : 0}, Uint256(amount * (first ? kWad : kMicro)), Uint256(0));
        break;
      case 1:
        w.must(w.trader, pool, "add_liquidity(uint256[2],uint256)",
               std::array<Uint256, 2>{first ? Uint256(amount * kWad) : Uint256(0), Uint256(amount * kMicro)},
               Uint256(0));
        break;
      default:
        w.must(w.owner, pool, "remove_liquidity(uint256,uint256[2])", Uint256(w.balance(pool, w.owner) / 5),
               std::array<Uint256, 2>{0, 0});
        break;
    }
    const Uint256 now = w.world.read<Uint256>(pool, "get_virtual_price()");
    RC_ASSERT(now + 10 >= price);  // rounding of a removal
    price = now;
    for (unsigned i = 0; i < 2; ++i)
      RC_ASSERT(w.balance(i == 0 ? w.dai : w.usdc, pool) >=
                w.world.read<Uint256>(pool, "balances(uint256)", Uint256(i)));
    w.check_supply();
  }
}

TEST(PegStabilityModule, PaysOneForOneLessItsFeeUntilItsCoinsAreGone) {
  StableWorld w;
  const Address psm = w.world.deploy("PegStabilityModule", w.owner, w.dai, w.usdc, w.owner);
  w.allow(psm);
  w.must(w.owner, w.dai, "transfer(address,uint256)", psm, Uint256(1'000 * kWad));
  w.must(w.trader, psm, "sellGem(address,uint256)", w.trader, Uint256(600 * kMicro));
  EXPECT_EQ(w.balance(w.dai, w.trader), 10'000'600 * kWad);
  EXPECT_EQ(reason_of(w.world.send(w.trader, psm, "sellGem(address,uint256)", w.trader, Uint256(401 * kMicro))),
            "ERC20: transfer amount exceeds balance");
  Bytes32 tout;
  tout.data[0] = 't', tout.data[1] = 'o', tout.data[2] = 'u', tout.data[3] = 't';
  EXPECT_EQ(reason_of(w.world.send(w.trader, psm, "file(bytes32,uint256)", tout, kWad)), "Only callable by owner");
  w.must(w.owner, psm, "file(bytes32,uint256)", tout, Uint256(kWad / 100));
  w.must(w.trader, psm, "buyGem(address,uint256)", w.trader, Uint256(100 * kMicro));
  EXPECT_EQ(w.balance(w.dai, w.trader), 10'000'600 * kWad - 101 * kWad);
  EXPECT_EQ(w.balance(w.usdc, psm), 500 * kMicro);
  w.must(w.owner, psm, "chug()");
  EXPECT_EQ(w.balance(w.dai, psm), 500 * kWad) << "coins of both kinds are together what was put in";
  EXPECT_EQ(reason_of(w.world.send(w.owner, psm, "chug()")), "PSM/nothing-to-chug");
}

}  // namespace
}  // namespace orrery::chains
