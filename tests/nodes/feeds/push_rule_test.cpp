// Proves that the baselines' rule is the feeds' rule: the deviation cases of the real median plugin
// (tests/vectors/ocr/median_plugin.json) and the heartbeat strictly after its time.
#include "nodes/feeds/push_rule.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace orrery::nodes {
namespace {

const sim::Time kUpdated = sim::Time::from_unix_seconds(1'760'900'000);

TEST(PushRule, DeviatesAsTheRealPluginDoes) {
  std::ifstream in(ORRERY_SOURCE_DIR "/tests/vectors/ocr/median_plugin.json");
  const auto vectors = nlohmann::json::parse(in);
  int checked = 0;
  for (const auto& sample : vectors.at("deviation")) {
    const auto threshold = std::stoull(sample.at("thresholdPPB").get<std::string>());
    const chains::Int256 before(sample.at("old").get<std::string>()), after(sample.at("new").get<std::string>());
    // The plugin reports at a threshold of zero even when nothing changed; the baselines have no use for that.
    if (threshold == 0 && before == after) continue;
    const PushRule rule{threshold, sim::Duration::hours(1)};
    EXPECT_EQ(is_push_due(rule, {before, kUpdated}, after, kUpdated), sample.at("deviates").get<bool>()) << sample;
    ++checked;
  }
  EXPECT_GT(checked, 8);
}

TEST(PushRule, TheHeartbeatIsDueStrictlyAfterItsTimeAndTheFirstAnswerAtOnce) {
  const PushRule rule;
  EXPECT_FALSE(is_push_due(rule, {100, kUpdated}, 100, kUpdated + sim::Duration::seconds(3600)));
  EXPECT_TRUE(is_push_due(rule, {100, kUpdated}, 100, kUpdated + sim::Duration::seconds(3601)));
  EXPECT_TRUE(is_push_due(rule, {}, 100, kUpdated));
}

}  // namespace
}  // namespace orrery::nodes
