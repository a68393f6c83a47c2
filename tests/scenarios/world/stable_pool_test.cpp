// Proves: a stable pool in a scenario follows Curve's invariant: bots bring it to the market's price by trades of the
// right size, it gives way less than a pair as large, and a market can price by it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/amm/stable_swap.h"
#include "nodes/actors/pool.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

using chains::Uint256;

const Uint256 kWholeCoin("1000000000000000000"), kWholeDollar = 1'000'000;

nodes::Pool pool_of(std::uint32_t amplification) {
  nodes::Pool pool;
  pool.quote_decimals = 6;
  pool.amplification = amplification;
  return pool;
}

RC_GTEST_PROP(StableCurve, TradesOfTheRightSizeBringAPoolToThePrice, ()) {
  const nodes::Pool pool = pool_of(*rc::gen::inRange(1u, 3'000u));
  const nodes::PoolReserves before{kWholeCoin * *rc::gen::inRange(100'000, 300'000),
                                   kWholeDollar * *rc::gen::inRange(100'000, 300'000)};
  const Price wanted = nodes::times_ppb(Price::whole(1), *rc::gen::inRange<std::int64_t>(500'000'000, 1'500'000'000));
  const nodes::PoolTrade trade = nodes::trade_towards(pool, before, wanted, 0);
  RC_PRE(trade.amount > 0);
  // What the contract leaves, fee aside.
  const Uint256 a = Uint256(pool.amplification) * 100, lift = kWholeCoin / kWholeDollar;
  const Uint256 d = chains::stable::invariant(before.base, before.quote * lift, a);
  const auto after = [&](const Uint256& amount) -> nodes::PoolReserves {
    if (trade.sells_base)
      return {before.base + amount, chains::stable::other_balance(before.base + amount, d, a) / lift};
    return {chains::stable::other_balance((before.quote + amount) * lift, d, a), before.quote + amount};
  };
  const nodes::PoolReserves left = after(trade.amount);
  RC_ASSERT(nodes::distance_ppb(nodes::spot_price(pool, left), wanted) < 10'000);
  // A hundredth more or less is further away.
  for (const Uint256& other : {Uint256(trade.amount * 99 / 100), Uint256(trade.amount * 101 / 100)})
    if (trade.amount > 1'000'000'000)
      RC_ASSERT(nodes::distance_ppb(nodes::spot_price(pool, after(other)), wanted) >=
                nodes::distance_ppb(nodes::spot_price(pool, left), wanted));
  // What comes out is worth more than what was asked for at least.
  const Uint256 out = trade.sells_base ? before.quote - left.quote : before.base - left.base;
  RC_ASSERT(trade.least <= out);
}

RC_GTEST_PROP(StableCurve, APoolBeginsAtItsPrice, ()) {
  const nodes::Pool pool = pool_of(*rc::gen::inRange(1u, 3'000u));
  const Price price = nodes::times_ppb(Price::whole(1), *rc::gen::inRange<std::int64_t>(500'000'000, 2'000'000'000));
  const nodes::PoolReserves reserves = nodes::reserves_at(pool, kWholeCoin * 100'000, price);
  RC_ASSERT(nodes::distance_ppb(nodes::spot_price(pool, reserves), price) < 10'000);
}

class StableDay : public testing::Test {
 protected:
  static void SetUpTestSuite() { day_ = std::make_unique<RecordedDay>("tests/scenarios/world/stable-day.toml"); }
  static void TearDownTestSuite() { day_.reset(); }

  static double number(const std::string& path) { return day_->number(path); }
  static std::int64_t count(const std::string& path) { return day_->count(path); }

  static inline std::unique_ptr<RecordedDay> day_;
};

/// Curve's curve in doubles and by bisection, for A = 10 and two balances of a million: another way than the
/// contract's.
double invariant_of(double x, double y) {
  constexpr double kA = 10;
  double low = 0, high = x + y;
  for (int i = 0; i < 200; ++i) {
    const double d = (low + high) / 2;
    (2 * kA * (x + y) + d > 2 * kA * d + d * d * d / (4 * x * y) ? low : high) = d;
  }
  return low;
}
double base_left(double quote) {
  double low = 0, high = 2e6;
  for (int i = 0; i < 200; ++i) {
    const double base = (low + high) / 2;
    (invariant_of(base, quote) < 2e6 ? low : high) = base;
  }
  return low;
}
double slope(double base, double quote) {
  const double small = base * 1e-4;
  return (invariant_of(base + small, quote) - invariant_of(base - small, quote)) /
         (invariant_of(base, quote + small) - invariant_of(base, quote - small));
}

TEST_F(StableDay, ArbitrageursBringThePoolToTheMarket) {
  // Nothing is sold while the coin costs a dollar; afterwards no further than to the price, and to within the margin.
  EXPECT_NEAR(number("pool.kept.lowest"), 0.9, 0.9 * 0.002);
  EXPECT_GE(count("pool.kept.trades"), 1);
  EXPECT_LE(count("pool.kept.trades"), 6);
}

TEST_F(StableDay, GivesWayLessThanAPairAsLarge) {
  EXPECT_EQ(count("pool.stable.trades"), 2);
  EXPECT_EQ(count("pool.pair.trades"), 2);
  // The fee of 0.04 % is taken from what comes out and stays in the pool.
  const double without_fee = base_left(2e6), base = without_fee + (1e6 - without_fee) * 0.0004;
  EXPECT_NEAR(number("pool.stable.highest"), slope(base, 2e6), 2e-3);
  EXPECT_NEAR(number("pool.pair.highest"), 2e6 / (1e6 - 1e6 * 997.0 / 1'997), 1e-3);
  EXPECT_LT(number("pool.stable.highest"), number("pool.pair.highest") * 0.6);
  EXPECT_NEAR(number("pool.stable.lowest"), 1, 1e-3) << "the way back";
}

TEST_F(StableDay, AMarketLendsAgainstItsPriceOfTheMoment) {
  const double loan = 100'000 * number("pool.stable.highest") * 0.75;
  EXPECT_EQ(count("lending.bent.borrowers"), 1);
  EXPECT_NEAR(number("lending.bent.owed"), loan, 0.002 * loan);
  std::string answer, words;
  day_->reader().rows("price_read", {}, [&](const sim::RecordedRow& read) {
    answer = std::get<std::string>(read.cell("answer"));
    words = std::get<std::string>(read.cell("words"));
    return false;
  });
  EXPECT_NEAR(std::stod(answer), number("pool.stable.highest"), 1e-9);
  EXPECT_NE(words.find("this one drove it furthest away: from 1 to"), std::string::npos) << words;
}

}  // namespace
}  // namespace orrery::scenarios
