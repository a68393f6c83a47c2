// Proves: a flash loan is repaid with its premium, which is the depositors', or nothing of it ever happened, whatever
// its receiver does meanwhile; an attack with one robs a pool that believes a pair's price of the moment, and no other.
#include <gtest/gtest.h>

#include "chains/contracts/external_call.h"
#include "chains/contracts/solidity_contract.h"
#include "tests/chains/contracts/lending/lending_market.h"

namespace orrery::chains {
namespace {

/// What the receiver does with a loan.
enum class Deed : std::uint8_t { kRepay, kKeep, kRefuse, kDeposit, kBorrowMore };

/// Takes flash loans and does with them what its caller wrote into `params`: a Deed.
class FlashReceiver : public SolidityContract {
 public:
  FlashReceiver() {
    add(
        {{"function executeOperation(address asset, uint256 amount, uint256 premium, address initiator, bytes params) "
          "returns (bool)",
          handler_of(
              +[](Execution& execution, Address asset, Uint256 amount, Uint256 premium, Address, Bytes params) -> bool {
                const Address pool = execution.sender();
                const Deed deed = Deed(std::get<0>(abi::decode<std::uint8_t>(params)));
                const Uint256 all = ~Uint256(0);
                if (deed == Deed::kRefuse) return false;
                if (deed == Deed::kKeep) return true;
                if (deed == Deed::kDeposit) {
                  kApprove(execution, asset, pool, all);
                  kSupply(execution, pool, asset, amount, execution.self(), std::uint16_t(0));
                  return true;
                }
                if (deed == Deed::kBorrowMore)
                  kFlashLoan(execution, pool, execution.self(), asset, amount / 2,
                             abi::encode(std::uint8_t(Deed::kRepay)), std::uint16_t(0));
                return kApprove(execution, asset, pool, amount + premium);
              })}});
  }

 private:
  static inline const ExternalFunction<bool, Address, Uint256> kApprove{
      "function approve(address spender, uint256 amount) returns (bool)"};
  static inline const ExternalFunction<void, Address, Uint256, Address, std::uint16_t> kSupply{
      "function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)"};
  static inline const ExternalFunction<void, Address, Address, Uint256, Bytes, std::uint16_t> kFlashLoan{
      "function flashLoanSimple(address receiver, address asset, uint256 amount, bytes params, uint16 code)"};
};

std::vector<ContractKind> receiver_kind() {
  std::vector<ContractKind> kinds;
  kinds.push_back({"FlashReceiver", 100'000, std::make_unique<FlashReceiver>()});
  return kinds;
}

class FlashLoan : public testing::Test {
 protected:
  FlashLoan() {
    for (const auto& [lender, amount] : {std::pair(first_, 300'000), std::pair(second_, 100'000)}) {
      market_.fund(lender, usd_, amount * kDollar);
      EXPECT_EQ(market_.supply(lender, usd_, amount * kDollar), "");
    }
  }
  TransactionOutcome lend(const Uint256& amount, Deed deed) {
    return world_.send(caller_, market_.pool, "flashLoanSimple(address,address,uint256,bytes,uint16)", receiver_,
                       usd_.token, amount, abi::encode(std::uint8_t(deed)), std::uint16_t(0));
  }
  /// To the receiver, which allows the pool nothing before it means to repay.
  void give(const Uint256& amount) {
    ASSERT_TRUE(world_.send(market_.admin, usd_.token, "mint(address,uint256)", receiver_, amount).ok);
  }
  Uint256 cash() { return market_.balance(usd_.token, usd_.claim); }
  void expect_nothing_moved(const Uint256& of_receiver) {
    EXPECT_EQ(cash(), 400'000 * kDollar);
    EXPECT_EQ(market_.balance(usd_.token, receiver_), of_receiver);
    EXPECT_EQ(market_.balance(usd_.claim, receiver_), 0);
    EXPECT_EQ(market_.balance(usd_.claim, first_), 300'000 * kDollar);
    EXPECT_EQ(market_.balance(usd_.claim, second_), 100'000 * kDollar);
  }

  ContractWorld world_{receiver_kind()};
  LendingMarket market_{world_};
  LendingMarket::Asset usd_ = market_.list("USDC", {.decimals = 6}, kCoin);
  Address first_ = world_.account("first"), second_ = world_.account("second"), caller_ = world_.account("caller");
  Address receiver_ = world_.deploy("FlashReceiver", caller_);
};

TEST_F(FlashLoan, IsRepaidWithAPremiumThatTheDepositorsShare) {
  // Five basis points of 200,000.
  give(100 * kDollar);
  const auto outcome = lend(200'000 * kDollar, Deed::kRepay);
  ASSERT_EQ(reason_of(outcome), "");
  EXPECT_EQ(count_logs(outcome, "FlashLoan(address,address,address,uint256,uint8,uint256,uint16)"), 1u);
  EXPECT_EQ(market_.balance(usd_.token, receiver_), 0);
  EXPECT_EQ(cash(), 400'100 * kDollar);
  EXPECT_EQ(market_.balance(usd_.claim, first_), 300'075 * kDollar);
  EXPECT_EQ(market_.balance(usd_.claim, second_), 100'025 * kDollar);
  EXPECT_EQ(market_.owed_to_treasury(usd_), 0);
}

// Aave lifts amounts by 10^9 before it divides them, so a billion tokens of 18 decimals fit.
TEST_F(FlashLoan, OfABillionTokensOfEighteenDecimals) {
  const Uint256 billion = Uint256(1'000'000'000) * lending::kWad;
  market_.fund(first_, usd_, billion);
  ASSERT_EQ(market_.supply(first_, usd_, billion), "");
  give(billion / 2000);
  const auto outcome = lend(billion, Deed::kRepay);
  ASSERT_EQ(reason_of(outcome), "");
  EXPECT_EQ(cash(), billion + billion / 2000 + 400'000 * kDollar);
}

TEST_F(FlashLoan, NeverWasWhenItIsNotRepaid) {
  give(100 * kDollar - 1);
  // Neither kept, nor refused, nor with one unit too little.
  const auto kept = lend(200'000 * kDollar, Deed::kKeep);
  EXPECT_EQ(reason_of(kept), "ERC20: insufficient allowance");
  EXPECT_TRUE(kept.logs.empty());
  EXPECT_EQ(reason_of(lend(200'000 * kDollar, Deed::kRefuse)), "13");
  EXPECT_EQ(reason_of(lend(200'000 * kDollar, Deed::kRepay)), "ERC20: transfer amount exceeds balance");
  expect_nothing_moved(100 * kDollar - 1);
}

TEST_F(FlashLoan, IsNotRepaidByDepositingIt) {
  give(100 * kDollar);
  EXPECT_EQ(reason_of(lend(200'000 * kDollar, Deed::kDeposit)), "ERC20: transfer amount exceeds balance");
  expect_nothing_moved(100 * kDollar);
}

TEST_F(FlashLoan, WithinAFlashLoanCostsBothPremiums) {
  give(150 * kDollar - 1);
  EXPECT_EQ(reason_of(lend(200'000 * kDollar, Deed::kBorrowMore)), "ERC20: transfer amount exceeds balance");
  expect_nothing_moved(150 * kDollar - 1);
  give(1);
  const auto outcome = lend(200'000 * kDollar, Deed::kBorrowMore);
  ASSERT_EQ(reason_of(outcome), "");
  EXPECT_EQ(count_logs(outcome, "FlashLoan(address,address,address,uint256,uint8,uint256,uint16)"), 2u);
  EXPECT_EQ(cash(), 400'150 * kDollar);
  // The second raises what the first has raised: a unit may be lost on the way.
  const Uint256 claims = market_.balance(usd_.claim, first_) + market_.balance(usd_.claim, second_);
  EXPECT_LE(claims, 400'150 * kDollar + 1);
  EXPECT_GE(claims, 400'150 * kDollar - 1);
}

TEST_F(FlashLoan, IsOfWhatIsThereAndOnlyWhereItIsAllowed) {
  give(1'000 * kDollar);
  EXPECT_EQ(reason_of(lend(400'001 * kDollar, Deed::kRepay)), "ERC20: transfer amount exceeds balance");
  EXPECT_EQ(reason_of(world_.send(caller_, market_.pool, "flashLoanSimple(address,address,uint256,bytes,uint16)",
                                  receiver_, caller_, kDollar, Bytes{}, std::uint16_t(0))),
            "82");
  market_.configure(usd_, {.decimals = 6, .flash_loans = false});
  EXPECT_EQ(reason_of(lend(kDollar, Deed::kRepay)), "91");
}

/// A pool that lends dollars against coins, and a pair of 10,000 coins and a million dollars.
class Attack : public testing::Test {
 protected:
  Attack() {
    const Address& admin = market_.admin;
    const Address factory = world_.deploy("UniswapV2Factory", admin, admin);
    router_ = world_.deploy("UniswapV2Router02", admin, factory);
    pair_ = world_.deploy("UniswapV2Pair", admin, factory);
    must(admin, factory, "addPair(address,address,address)", coin_.token, usd_.token, pair_);
    must(admin, coin_.token, "mint(address,uint256)", pair_, Uint256(10'000 * kEther));
    must(admin, usd_.token, "mint(address,uint256)", pair_, Uint256(1'000'000 * kDollar));
    must(admin, pair_, "mint(address)", admin);
    market_.fund(lender_, usd_, 5'000'000 * kDollar);
    EXPECT_EQ(market_.supply(lender_, usd_, 5'000'000 * kDollar), "");
    attack_ = world_.deploy("FlashLoanAttack", admin, attacker_, market_.pool, market_.oracle);
  }
  template <class... Ts>
  void must(const Address& from, const Address& to, std::string_view signature, const Ts&... arguments) {
    const auto outcome = world_.send(from, to, signature, arguments...);
    ORRERY_ASSERT(outcome.ok, std::string(signature) + ": " + reason_of(outcome));
  }
  TransactionOutcome strike(const Address& from, const Uint256& amount) {
    const Bytes order =
        abi::encode_with_selector(selector_of("swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"),
                                  amount, Uint256(0), std::vector{usd_.token, coin_.token}, attack_, ~Uint256(0));
    return world_.send(from, attack_, "strike(address,uint256,address,address,bytes)", usd_.token, amount, coin_.token,
                       router_, order);
  }

  ContractWorld world_;
  LendingMarket market_{world_};
  LendingMarket::Asset coin_ = market_.list("COIN", {}, 100 * kCoin);
  LendingMarket::Asset usd_ = market_.list("USDC", {.decimals = 6}, kCoin);
  Address attacker_ = world_.account("attacker"), lender_ = world_.account("lender"), router_{}, pair_{}, attack_{};
};

TEST_F(Attack, RobsAPoolThatBelievesThePairInOneTransaction) {
  market_.set_source(coin_, world_.deploy("PairSpotPrice", market_.admin, pair_, coin_.token));
  const auto outcome = strike(attacker_, 1'000'000 * kDollar);
  ASSERT_EQ(reason_of(outcome), "");
  // Closed form: the pair gives 10,000 * 997 / 1,997 coins and stands at 2,000,000 / (10,000 - those); three quarters
  // of their worth at that price are lent, of which the million and its premium of 500 are repaid.
  const double coins = 10'000 * 997.0 / 1'997, price = 2'000'000 / (10'000 - coins), loan = 0.75 * coins * price;
  EXPECT_NEAR(static_cast<double>(market_.balance(usd_.token, attacker_)) / 1e6, loan - 1'000'500, 1);
  EXPECT_NEAR(static_cast<double>(market_.balance(usd_.debt, attack_)) / 1e6, loan, 1);
  EXPECT_NEAR(static_cast<double>(market_.balance(coin_.claim, attack_)) / 1e18, coins, 1e-6);
  EXPECT_EQ(market_.balance(usd_.token, attack_), 0);
}

TEST_F(Attack, TakesNoMoreThanThePoolHas) {
  market_.set_source(coin_, world_.deploy("PairSpotPrice", market_.admin, pair_, coin_.token));
  ASSERT_EQ(market_.withdraw(lender_, usd_, 3'900'000 * kDollar), "");
  // A million of 1.1 is lent in the flash: what is left does not make up for the coins.
  EXPECT_EQ(reason_of(strike(attacker_, 1'000'000 * kDollar)), "ERC20: transfer amount exceeds balance");
  ASSERT_EQ(market_.supply(lender_, usd_, 1'000'000 * kDollar), "");
  ASSERT_EQ(reason_of(strike(attacker_, 1'000'000 * kDollar)), "");
  // All 2.1 million were out for a moment: 1.1 of them as the loan.
  EXPECT_EQ(market_.balance(usd_.token, attacker_), 1'100'000 * kDollar - 1'000'500 * kDollar);
  EXPECT_EQ(market_.balance(usd_.token, usd_.claim), 1'000'500 * kDollar);
}

TEST_F(Attack, FailsWhereThePriceIsNotThePairs) {
  const auto outcome = strike(attacker_, 1'000'000 * kDollar);
  EXPECT_EQ(reason_of(outcome), "ERC20: transfer amount exceeds balance");
  EXPECT_TRUE(outcome.logs.empty());
  EXPECT_EQ(market_.balance(usd_.token, pair_), 1'000'000 * kDollar);
  EXPECT_EQ(market_.balance(usd_.token, usd_.claim), 5'000'000 * kDollar);
}

TEST_F(Attack, IsItsOwnersAndNobodyElseLendsToIt) {
  EXPECT_EQ(reason_of(strike(lender_, kDollar)), "Only callable by owner");
  EXPECT_EQ(
      reason_of(world_.send(lender_, market_.pool, "flashLoanSimple(address,address,uint256,bytes,uint16)", attack_,
                            usd_.token, kDollar, abi::encode(coin_.token, router_, Bytes{}), std::uint16_t(0))),
      "not a loan of its own");
}

}  // namespace
}  // namespace orrery::chains
