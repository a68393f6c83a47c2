// Proves that a module's figures are the closed form of what its users hold, also when a reorg undoes some of the sales
// and they are mined again.
#include <gtest/gtest.h>

#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

TEST(PegDay, SalesThatAReorgUndoesCountOnce) {
  const RecordedDay day("tests/scenarios/world/peg-day.toml");
  EXPECT_EQ(day.count("chain.ethereum.reorgs"), 1);
  // Three users bring 1,000 gems each by the hundred, of 90 cents for coins of a dollar.
  EXPECT_EQ(day.count("peg.psm.sales"), 3 * 10);
  EXPECT_EQ(day.number("peg.psm.inflow"), 3 * 1'000);
  EXPECT_NEAR(day.number("peg.psm.overpaid"), 3 * 1'000 * 0.1, 0.001);
}

}  // namespace
}  // namespace orrery::scenarios
