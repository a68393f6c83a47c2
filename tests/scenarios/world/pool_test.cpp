// Proves: a market that believes a pool's price of the moment lends against a price that somebody made for five
// minutes; one that takes the average, or waits an hour, does not; arbitrageurs bring a pool to the market's price.
#include <gtest/gtest.h>

#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

class PoolDay : public testing::Test {
 protected:
  static void SetUpTestSuite() { day_ = std::make_unique<RecordedDay>("tests/scenarios/world/pool-day.toml"); }
  static void TearDownTestSuite() { day_.reset(); }

  static double number(const std::string& path) { return day_->number(path); }
  static std::int64_t count(const std::string& path) { return day_->count(path); }

  static inline std::unique_ptr<RecordedDay> day_;
};

// A million into 10,000 coins and a million, less the fee: 10,000 * 997 / 1,997 coins come out.
constexpr double kCoinsOut = 10'000 * 997.0 / 1'997;
constexpr double kMadePrice = 2'000'000 / (10'000 - kCoinsOut);

TEST_F(PoolDay, TheTradeMovesEveryPoolAlike) {
  for (const char* pool : {"spot-pool", "average-pool", "delayed-pool"}) {
    EXPECT_EQ(count("pool." + std::string(pool) + ".trades"), 2) << pool;
    EXPECT_NEAR(number("pool." + std::string(pool) + ".highest"), kMadePrice, 0.001) << pool;
  }
}

TEST_F(PoolDay, OnlyTheMarketOfTheMomentLendsAgainstTheMadePrice) {
  const double loan = 1'000 * kMadePrice * 0.75, worth = 1'000 * 100;
  EXPECT_NEAR(number("lending.spot.bad_debt"), loan - worth, 0.002 * loan);
  for (const char* market : {"average", "delayed"}) {
    EXPECT_EQ(number("lending." + std::string(market) + ".bad_debt"), 0) << market;
    EXPECT_EQ(count("lending." + std::string(market) + ".borrowers"), 0) << market;
  }
}

TEST_F(PoolDay, ArbitrageursBringThePoolToTheMarketAndBack) {
  EXPECT_NEAR(number("pool.kept-pool.lowest"), 80, 0.8);
  EXPECT_GE(count("pool.kept-pool.trades"), 2);
  EXPECT_LE(number("pool.kept-pool.highest"), 101);
}

}  // namespace
}  // namespace orrery::scenarios
