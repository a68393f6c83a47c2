#include "sim/input_error.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/assert.h"

namespace orrery::sim {
namespace {

// Proves the one line that a user sees.
TEST(InputError, SaysPlaceMessageAndHint) {
  EXPECT_STREQ(InputError("a.toml:3:5", "no such zone", "zones are listed under [[zone]]").what(),
               "a.toml:3:5: no such zone (zones are listed under [[zone]])");
  EXPECT_STREQ(InputError("", "no such zone").what(), "no such zone");
  const std::vector<std::string> zones{"aws/us-east-1", "gcp/us-east4"};
  const InputError error("", "unknown zone \"aws/us-esat-1\"", did_you_mean("aws/us-esat-1", zones));
  EXPECT_STREQ(error.at("b.toml:1:1").what(),
               "b.toml:1:1: unknown zone \"aws/us-esat-1\" (did you mean \"aws/us-east-1\"?)");
  EXPECT_EQ(error.at("b.toml:1:1").place(), "b.toml:1:1");
}

// Proves that slips of the finger find their word and other words find none.
TEST(NearestName, FindsWhatWasMeant) {
  const std::vector<std::string> names{"heartbeat", "deviation", "latency", "loss", "n", "f"};
  const auto nearest = [&names](std::string_view word) { return nearest_name(word, names); };
  EXPECT_EQ(nearest("heartbeat"), "heartbeat");
  EXPECT_EQ(nearest("hearbeat"), "heartbeat") << "a letter missing";
  EXPECT_EQ(nearest("heartbeaat"), "heartbeat") << "a letter too many";
  EXPECT_EQ(nearest("haertbeat"), "heartbeat") << "two letters swapped";
  EXPECT_EQ(nearest("Deviation"), "deviation") << "upper case";
  EXPECT_EQ(nearest("latency_ms"), "latency") << "a unit in the name";
  EXPECT_EQ(nearest("los"), "loss");
  EXPECT_EQ(nearest("lat"), "latency") << "the beginning of a name";
  EXPECT_EQ(nearest("temperature"), "");
  EXPECT_EQ(nearest("x"), "") << "every letter is one edit from every other";
  EXPECT_EQ(nearest(""), "");
  EXPECT_EQ(nearest_name("a", {}), "");
  EXPECT_EQ(did_you_mean("temperature", names), "");
}

// Proves that the first of equally near names is taken, so that messages do not change with the platform.
TEST(NearestName, TakesTheFirstOfEquals) {
  EXPECT_EQ(nearest_name("node-3", std::vector<std::string>{"node-1", "node-2"}), "node-1");
  EXPECT_EQ(nearest_name("eth", std::vector<std::string>{"ethereum", "eth-usd", "eth-eur"}), "eth-usd");
}

// Proves the exit code of a broken invariant and that it says what it protects.
TEST(AssertDeathTest, EndsWithThree) {
  EXPECT_EXIT(ORRERY_ASSERT(1 + 1 == 3, "sums are right"), ::testing::ExitedWithCode(3),
              "broken invariant: sums are right");
  ORRERY_ASSERT(1 + 1 == 2, "sums are right");
}

}  // namespace
}  // namespace orrery::sim
