// Proves that a difference names what differs and nothing else: between two nodes of which one is down, between two
// moments of one node, and between facts that only one side has.
#include "gui/inspector/diff_facts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

std::vector<std::string> names_that_differ(const std::vector<FactDifference>& lines) {
  std::vector<std::string> names;
  for (const FactDifference& line : lines)
    if (line.differs()) names.push_back(line.name);
  return names;
}

TEST(DiffFacts, TheNthOfANameStandsBesideTheNth) {
  const auto lines = diff_facts({{"a", "1", 0, {}}, {"b", "2", 0, {}}, {"b", "3", 0, {}}},
                                {{"b", "2", 0, {}}, {"b", "4", 0, {}}, {"c", "5", 0, {}}});
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0].there, "");
  EXPECT_FALSE(lines[1].differs());
  EXPECT_EQ(lines[2].there, "4");
  EXPECT_EQ(lines[3].here, "");
  EXPECT_EQ(names_that_differ(lines), (std::vector<std::string>{"a", "b", "c"}));
}

// node-2 is down from 00:50 to 01:20, the others are not.
TEST(DiffFacts, ANodeThatIsDownDiffersByThatAndByItsFault) {
  const sim::RecordingReader reader(hello_recording());
  const std::atomic<bool> stop{false};
  const auto same = OtherRecording::read(hello_recording(), stop);
  ASSERT_EQ(same->problem, "");
  const auto facts = [&](const char* name, const char* clock) {
    return entity_facts(same->world, same->states, same->world.find(name), at(clock));
  };
  const auto lines = diff_facts(facts("eth-usd/node-2", "01:00:00"), facts("eth-usd/node-1", "01:00:00"));
  const auto names = names_that_differ(lines);
  EXPECT_NE(std::find(names.begin(), names.end(), "status"), names.end());
  EXPECT_NE(std::find(names.begin(), names.end(), "fault"), names.end());
  EXPECT_EQ(std::find(names.begin(), names.end(), "zone"), names.end());
  const auto before = diff_facts(facts("eth-usd/node-2", "01:00:00"), facts("eth-usd/node-2", "00:40:00"));
  EXPECT_FALSE(names_that_differ(before).empty());
  EXPECT_TRUE(
      names_that_differ(diff_facts(facts("eth-usd/node-2", "01:00:00"), facts("eth-usd/node-2", "01:00:00"))).empty());
}

TEST(DiffFacts, AnotherRecordingThatIsNoneIsTold) {
  const std::atomic<bool> stop{false};
  EXPECT_NE(OtherRecording::read(beside_hello("nothing.sqlite"), stop)->problem, "");
}

}  // namespace
}  // namespace orrery::gui
