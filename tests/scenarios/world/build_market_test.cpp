// Proves that the prices of a scenario may stand in any order, ratios before what they are made of.
#include <gtest/gtest.h>

#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

TEST(BuildMarket, ARatioMayNamePricesThatStandLater) {
  const RecordedDay day("tests/scenarios/world/undone-day.toml",
                        {"price=[{ name = \"ETH/LINK\", ratio = [\"ETH/USD\", \"LINK/USD\"] }, { name = \"ETH/USD\", "
                         "value = \"200\" }, { name = \"LINK/USD\", value = \"8\" }]",
                         "venue=[{ name = \"exchange\", zone = \"west\", noise = \"0 %\", spread = \"0 %\" }]",
                         "network.feed.price=ETH/LINK"});
  EXPECT_EQ(day.figure<Price>("feed.feed.last_answer"), Price::whole(25));
  EXPECT_EQ(day.figure<Price>("feed.median.last_answer"), Price::whole(200));
}

}  // namespace
}  // namespace orrery::scenarios
