// Proves that the prices of a scenario may stand in any order, ratios before what they are made of, and that a table of
// candles states all of its time.
#include <gtest/gtest.h>

#include "sim/input_error.h"
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

TEST(BuildMarket, ATableThatEndsBeforeItsScenarioIsRefused) {
  const std::string prices = "price=[{ name = \"COIN/USD\", candles = \"" ORRERY_SOURCE_DIR
                             "/tests/scenarios/world/falling.csv\" }]";  // three hours
  EXPECT_NO_THROW(RecordedDay("tests/scenarios/recording/one-source.toml", {prices, "duration=3h", "expect=[]"}));
  EXPECT_THROW(RecordedDay("tests/scenarios/recording/one-source.toml", {prices, "duration=181min"}), sim::InputError);
  EXPECT_THROW(RecordedDay("tests/scenarios/recording/one-source.toml", {prices, "start=\"2024-12-31T23:59:00Z\""}),
               sim::InputError);
}

}  // namespace
}  // namespace orrery::scenarios
