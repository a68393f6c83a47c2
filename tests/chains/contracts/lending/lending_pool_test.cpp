// Proves: the lending pool lends, liquidates and writes off by Aave v3's rules and codes, and what depositors can claim
// is at every moment what stands in cash and debts.
#include "chains/contracts/lending/lending_pool.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>

#include "chains/contracts/checked_math.h"
#include "tests/chains/contracts/lending/lending_market.h"

namespace orrery::chains {
namespace {

class Pool : public testing::Test {
 protected:
  Pool() {
    market_.fund(lender_, usd_, 1'000'000 * kDollar);
    EXPECT_EQ(market_.supply(lender_, usd_, 500'000 * kDollar), "");
    market_.fund(user_, eth_, 100 * kEther);
    EXPECT_EQ(market_.supply(user_, eth_, 10 * kEther), "");
    market_.fund(liquidator_, usd_, 1'000'000 * kDollar);
  }

  ContractWorld world_;
  LendingMarket market_{world_};
  LendingMarket::Asset eth_ = market_.list("WETH", {}, 2'000 * kCoin);
  LendingMarket::Asset usd_ = market_.list("USDC", {.decimals = 6}, kCoin);
  Address user_ = world_.account("user"), lender_ = world_.account("lender"), liquidator_ = world_.account("liq");
};

TEST_F(Pool, LendsUpToTheLoanToValueAndNoFurther) {
  EXPECT_EQ(market_.borrow(user_, usd_, 15'000 * kDollar + 1), "36");
  EXPECT_EQ(market_.borrow(user_, usd_, 15'000 * kDollar), "");
  EXPECT_EQ(market_.balance(usd_.token, user_), 15'000 * kDollar);
  // 20,000 * 0.80 / 15,000
  EXPECT_EQ(market_.health(user_), Uint256("1066666666666666667"));
  EXPECT_EQ(market_.borrow(liquidator_, usd_, kDollar), "34");
  EXPECT_EQ(market_.borrow(user_, usd_, 0), "26");
}

TEST_F(Pool, LetsGoOnlyOfWhatTheDebtDoesNotNeed) {
  ASSERT_EQ(market_.borrow(user_, usd_, 8'000 * kDollar), "");
  EXPECT_EQ(market_.withdraw(user_, eth_, 6 * kEther), "35");
  EXPECT_EQ(market_.withdraw(user_, eth_, 11 * kEther), "32");
  EXPECT_EQ(market_.withdraw(user_, eth_, 4 * kEther), "");
  const auto moved = world_.send(user_, eth_.claim, "transfer(address,uint256)", lender_, Uint256(2 * kEther));
  EXPECT_EQ(reason_of(moved), "35");
  market_.fund(user_, usd_, kDollar);
  EXPECT_EQ(market_.repay(user_, usd_, 3'999 * kDollar), "");
  EXPECT_TRUE(world_.send(user_, eth_.claim, "transfer(address,uint256)", lender_, kEther).ok);
}

TEST_F(Pool, KeepsToItsCaps) {
  market_.configure(eth_, {.supply_cap = 12});
  EXPECT_EQ(market_.supply(user_, eth_, 3 * kEther), "51");
  EXPECT_EQ(market_.supply(user_, eth_, 2 * kEther), "");
  market_.configure(usd_, {.decimals = 6, .borrow_cap = 1'000});
  EXPECT_EQ(market_.borrow(user_, usd_, 1'001 * kDollar), "50");
  EXPECT_EQ(market_.borrow(user_, usd_, 1'000 * kDollar), "");
}

TEST_F(Pool, PaysLiquidatorsTheBonusForHalfTheDebt) {
  ASSERT_EQ(market_.borrow(user_, usd_, 15'000 * kDollar), "");
  EXPECT_EQ(reason_of(market_.liquidate(liquidator_, eth_, usd_, user_, kDollar)), "45");
  market_.set_price(eth_, 1'860 * kCoin);  // health 14,880 / 15,000
  const auto outcome = market_.liquidate(liquidator_, eth_, usd_, user_, ~Uint256(0) >> 128);
  ASSERT_EQ(reason_of(outcome), "");
  EXPECT_EQ(count_logs(outcome, "LiquidationCall(address,address,address,uint256,uint256,address,bool)"), 1u);
  const Uint256 paid = 1'000'000 * kDollar - market_.balance(usd_.token, liquidator_);
  EXPECT_NEAR(static_cast<double>(paid), 7'500e6, 100e6 / 1e3);  // half, and the interest of some minutes
  // Closed form: paid / price * 1.05.
  EXPECT_NEAR(static_cast<double>(market_.balance(eth_.token, liquidator_)),
              static_cast<double>(paid) / 1e6 / 1'860 * 1.05 * 1e18, 1e12);
  EXPECT_GT(market_.health(user_), kEther * 99 / 100);
}

TEST_F(Pool, WritesOffWhatNoCollateralCovers) {
  ASSERT_EQ(market_.borrow(user_, usd_, 15'000 * kDollar), "");
  market_.set_price(eth_, 1'000 * kCoin);
  const auto outcome = market_.liquidate(liquidator_, eth_, usd_, user_, ~Uint256(0) >> 128);
  ASSERT_EQ(reason_of(outcome), "");
  EXPECT_EQ(count_logs(outcome, "DeficitCreated(address,address,uint256)"), 1u);
  const Uint256 paid = 1'000'000 * kDollar - market_.balance(usd_.token, liquidator_);
  EXPECT_NEAR(static_cast<double>(paid), 10'000e6 / 1.05, 1e3);
  EXPECT_NEAR(static_cast<double>(market_.deficit(usd_)), 15'000e6 - 10'000e6 / 1.05, 1e5);
  EXPECT_EQ(market_.balance(usd_.debt, user_), 0);
  EXPECT_EQ(market_.balance(eth_.token, liquidator_), 10 * kEther);

  market_.fund(market_.admin, usd_, 10'000 * kDollar);
  EXPECT_TRUE(world_
                  .send(market_.admin, market_.pool, "eliminateReserveDeficit(address,uint256)", usd_.token,
                        Uint256(10'000 * kDollar))
                  .ok);
  EXPECT_EQ(market_.deficit(usd_), 0);
}

TEST_F(Pool, RefusesToPriceWhatItsSourceRefuses) {
  ASSERT_EQ(market_.borrow(user_, usd_, 1'000 * kDollar), "");
  market_.set_price(eth_, 0);
  EXPECT_NE(market_.borrow(user_, usd_, kDollar), "");
  EXPECT_FALSE(market_.liquidate(liquidator_, eth_, usd_, user_, kDollar).ok);
}

TEST(LendingInterest, AgreesWithCompoundInterest) {
  // Against the closed form (1 + rate/n)^n of doubles; Aave's series leaves out terms from (rate * years)^4 / 24 on.
  for (const double rate : {0.001, 0.05, 0.3, 1.0}) {
    for (const std::uint64_t seconds : {1ull, 3'600ull, 86'400ull, 30 * 86'400ull}) {
      const auto ray = static_cast<Uint256>(boost::multiprecision::cpp_int(rate * 1e15)) * power_of_ten(12);
      const double years = static_cast<double>(seconds) / lending::kSecondsPerYear;
      const double exact = std::exp(static_cast<double>(seconds) * std::log1p(rate / lending::kSecondsPerYear));
      const double compounded = static_cast<double>(lending::compounded_interest(ray, seconds)) / 1e27;
      // The square and the cube of the rate per second lose less than two units of a ray each.
      const double n = static_cast<double>(seconds), cut = (n * n + n * n * n / 3) * 1e-27;
      EXPECT_NEAR(compounded, exact, std::pow(rate * years, 4) / 12 + cut + 1e-13) << rate << " for " << seconds;
      const double linear = static_cast<double>(lending::linear_interest(ray, seconds)) / 1e27;
      EXPECT_NEAR(linear, 1 + rate * years, 1e-13);
    }
  }
}

TEST_F(Pool, DebtsGrowByTheCurveOfUtilisation) {
  market_.configure(usd_, {.decimals = 6, .reserve_factor = 2'000});
  ASSERT_EQ(market_.borrow(user_, usd_, 15'000 * kDollar), "");
  world_.block().timestamp += 365 * 86'400;
  // Utilisation 3 %, slope 4 % at 80 %: 0.15 % a year, a fifth of it to the treasury.
  EXPECT_NEAR(static_cast<double>(market_.balance(usd_.debt, user_)), 15'000e6 * std::exp(0.0015), 1e4);
  ASSERT_EQ(market_.supply(lender_, usd_, kDollar), "");
  const double earned = static_cast<double>(market_.balance(usd_.claim, lender_)) - 500'001e6;
  EXPECT_NEAR(earned, 0.8 * 15'000e6 * 0.0015, 2e4);
  EXPECT_NEAR(static_cast<double>(market_.owed_to_treasury(usd_)), 0.2 * 15'000e6 * 0.0015, 2e4);
}

/// What may be behind the claims on a reserve without being owed to anyone: debts compound, deposits do not. A stretch
/// of x of interest leaves at most debts * (e^x - 1 - x), which is convex, so that a sum over stretches is below the
/// whole; and since the deposits' rate is the debts' interest over all that is there, what is left grows by that rate.
struct Outgrowth {
  Uint256 most_backing;  ///< the most that was ever there: what grew on it stays when depositors leave

  Uint256 most(const Uint256& backing, std::uint64_t elapsed) {
    most_backing = std::max(most_backing, backing);
    constexpr double kHighestRate = 0.79;  // 4 % and 75 % of slopes
    const double interest = kHighestRate * static_cast<double>(elapsed) / lending::kSecondsPerYear;
    const double share = (std::expm1(interest) - interest) * std::exp(interest);
    return static_cast<Uint256>(boost::multiprecision::cpp_int(static_cast<double>(most_backing) * share));
  }
};

/// Claims of depositors and treasury against cash, debts and deficit of one reserve: equal but for rounding and for
/// what debts outgrew deposits by.
void check_reserve(LendingMarket& market, const LendingMarket::Asset& asset, const std::vector<Address>& users,
                   std::uint64_t elapsed, Outgrowth& outgrowth) {
  const Uint256 cash = market.balance(asset.token, asset.claim);
  Uint256 claims = market.owed_to_treasury(asset), debts = 0;
  for (const Address& user : users) {
    claims += market.balance(asset.claim, user);
    debts += market.balance(asset.debt, user);
  }
  claims += market.balance(asset.claim, market.treasury);
  const Uint256 backing = cash + debts + market.deficit(asset);
  RC_ASSERT(claims <= backing + 200);
  RC_ASSERT(backing <= claims + outgrowth.most(backing, elapsed) + 200);
}

RC_GTEST_PROP(LendingAccounting, ValueIsNeitherMadeNorLost, ()) {
  ContractWorld world;
  LendingMarket market(world);
  const ReserveSettings fee{.protocol_fee = 1'000};
  const std::vector<LendingMarket::Asset> assets{market.list("WETH", fee, 2'000 * kCoin),
                                                 market.list("USDC", {.decimals = 6}, kCoin)};
  const std::vector<Uint256> units{kEther, 2'000 * kDollar};
  std::vector<Address> users;
  for (const char* name : {"anna", "bo", "cleo"}) {
    users.push_back(world.account(name));
    for (std::size_t i = 0; i < 2; ++i) market.fund(users.back(), assets[i], 1'000 * units[i]);
  }
  const std::vector<Uint256> supplies{world.read<Uint256>(assets[0].token, "totalSupply()"),
                                      world.read<Uint256>(assets[1].token, "totalSupply()")};
  const std::uint64_t began = world.block().timestamp;
  std::array<Outgrowth, 2> outgrowth;
  const int steps = *rc::gen::inRange(10, 40);
  for (int step = 0; step < steps; ++step) {
    const Address user = *rc::gen::elementOf(users), other = *rc::gen::elementOf(users);
    const std::size_t which = *rc::gen::inRange<std::size_t>(0, 2);
    const auto& asset = assets[which];
    const Uint256 amount = units[which] * *rc::gen::inRange(1, 300'000) / 1'000;
    switch (*rc::gen::inRange(0, 7)) {
      case 0:
        market.supply(user, asset, amount);
        break;
      case 1:
        market.withdraw(user, asset, amount);
        break;
      case 2:
        market.borrow(user, asset, amount);
        break;
      case 3:
        market.repay(user, asset, amount);
        break;
      case 4:
        market.set_price(assets[0], Int256(*rc::gen::inRange(200, 4'000)) * kCoin);
        break;
      case 5:
        market.liquidate(user, asset, assets[1 - which], other, amount, *rc::gen::arbitrary<bool>());
        break;
      default:
        world.block().timestamp += *rc::gen::inRange<std::uint64_t>(1, 10 * 86'400);
        break;
    }
    for (std::size_t i = 0; i < 2; ++i)
      check_reserve(market, assets[i], users, world.block().timestamp - began, outgrowth[i]);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    Uint256 held = market.balance(assets[i].token, assets[i].claim);
    for (const Address& user : users) held += market.balance(assets[i].token, user);
    RC_ASSERT(held == supplies[i]);
  }
}

}  // namespace
}  // namespace orrery::chains
