// Proves: who has nothing robs a market that reads a pool's price of the moment in one transaction, and fails in one on
// a market that reads a network's feed.
#include <gtest/gtest.h>

#include "chains/contracts/abi_types.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

TEST(FlashDay, OnlyTheMarketOfThePoolIsRobbed) {
  const RecordedDay day("tests/scenarios/world/flash-day.toml");
  // 10,000 * 997 / 1,997 coins for the million; three quarters of their worth at the price that this leaves are lent.
  const double coins = 10'000 * 997.0 / 1'997, price = 2'000'000 / (10'000 - coins), loan = 0.75 * coins * price;
  EXPECT_NEAR(day.number("pool.spot-pool.highest"), price, 0.001);
  EXPECT_NEAR(day.number("lending.spot.owed"), loan, 0.001 * loan);
  EXPECT_NEAR(day.number("lending.spot.bad_debt"), loan - coins * 100, 0.001 * loan);
  EXPECT_EQ(day.count("lending.spot.borrowers"), 1);

  EXPECT_EQ(day.count("pool.fed-pool.trades"), 0);
  EXPECT_EQ(day.number("lending.fed.owed"), 0);
  EXPECT_EQ(day.number("lending.fed.bad_debt"), 0);
}

TEST(FlashDay, EachAttackIsOneTransaction) {
  const RecordedDay day("tests/scenarios/world/flash-day.toml");
  std::vector<std::int64_t> outcomes;
  std::vector<sim::CauseId> robberies;
  const chains::Selector strike = chains::selector_of("strike(address,uint256,address,address,bytes)");
  day.reader().rows("transaction", {}, [&](const sim::RecordedRow& row) {
    const auto* input = std::get_if<sim::Bytes>(&row.cell("input"));
    if (input == nullptr || input->size() < 4 || chains::to_uint256(chains::BytesView(*input).first(4)) != strike)
      return true;
    outcomes.push_back(std::get<std::int64_t>(row.cell("status")));
    return true;
  });
  std::sort(outcomes.begin(), outcomes.end());
  EXPECT_EQ(outcomes, (std::vector<std::int64_t>{0, 1}));
}

// The chain takes the transaction back and mines it again: the debt is there once.
TEST(FlashDay, AnAttackThatAReorgUndoesComesAgain) {
  const RecordedDay day("tests/scenarios/world/flash-day.toml",
                        {"chain=[{ name = \"ethereum\", preset = \"proof-of-work\" }]",
                         "fault=[{ kind = \"reorg\", target = \"ethereum\", depth = 40, start = "
                         "\"2025-01-01T03:27:00Z\" }]"});
  EXPECT_EQ(day.count("chain.ethereum.reorgs"), 1);
  EXPECT_EQ(day.count("pool.spot-pool.trades"), 1);
  EXPECT_EQ(day.count("lending.spot.borrowers"), 1);
  EXPECT_EQ(day.count("pool.fed-pool.trades"), 0);
}

// Whoever crashes after his attack finds the debt that it left, and strikes no second time.
TEST(FlashDay, AnAttackerThatRestartsStrikesNoMore) {
  const RecordedDay day("tests/scenarios/world/flash-day.toml",
                        {"fault=[{ kind = \"crash\", target = \"spot-attacker/0\", start = "
                         "\"2025-01-01T03:25:00Z\", lasts = \"5min\" }]"});
  EXPECT_EQ(day.count("pool.spot-pool.trades"), 1);
}

}  // namespace
}  // namespace orrery::scenarios
