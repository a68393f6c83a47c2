// Proves that flags of a timeline never cover each other, that none is left out of their numbers, and that flags which
// stand apart stay apart.
#include "gui/timeline/flag_groups.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::gui {
namespace {

constexpr double kFlag = 10, kDigit = 6;

sim::Time at_second(std::int64_t number) { return sim::Time::from_unix_nanoseconds(number * 1'000'000'000); }

const TimeScale kScale{at_second(0), at_second(1000), 10, 500};

RC_GTEST_PROP(FlagGroups, CoverNoneAndLoseNone, ()) {
  std::vector<TimelineFlag> flags;
  std::int64_t time = 0;
  const int count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count && time <= 1000; ++i) {
    flags.push_back({at_second(time), flags.size() + 1, {}, "", *rc::gen::inRange(0, 5) == 0});
    time += *rc::gen::inRange<std::int64_t>(0, 60);
  }
  const std::vector<FlagGroup> groups = group_flags(flags, kScale, kFlag, kDigit);
  std::uint64_t row = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i > 0) RC_ASSERT(groups[i].left >= groups[i - 1].left + groups[i - 1].width);
    RC_ASSERT(groups[i].left + groups[i].width <= kScale.left + kScale.width + 1);
    for (const TimelineFlag& flag : groups[i].flags) RC_ASSERT(flag.row == ++row);
  }
  RC_ASSERT(row == flags.size());
}

TEST(FlagGroups, FlagsThatStandApartAreDrawnByThemselves) {
  const std::vector<FlagGroup> groups =
      group_flags({{at_second(100), 1, {}, "", false}, {at_second(200), 2, {}, "", true}}, kScale, kFlag, kDigit);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].x, 60);
  EXPECT_FALSE(groups[0].has_violation());
  EXPECT_TRUE(groups[1].has_violation());
}

TEST(FlagGroups, AtTheRightEdgeTheyLieToTheLeft) {
  const std::vector<FlagGroup> groups =
      group_flags({{at_second(999), 1, {}, "", false}, {at_second(1000), 2, {}, "", false}}, kScale, kFlag, kDigit);
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].x, 510);
  EXPECT_EQ(groups[0].left, 510 - kFlag - kDigit);
}

TEST(FlagGroups, HundredsOnALongRunAreAFew) {
  std::vector<TimelineFlag> flags;
  for (std::int64_t i = 0; i < 1000; ++i)
    flags.push_back({at_second(i), static_cast<std::uint64_t>(i + 1), {}, "", false});
  EXPECT_LE(group_flags(flags, kScale, kFlag, kDigit).size(), 500 / kFlag);
}

TEST(FlagGroups, WhatIsOutOfSightHasNoFlag) {
  EXPECT_TRUE(group_flags({{at_second(2000), 1, {}, "", false}}, kScale, kFlag, kDigit).empty());
}

TEST(FlagGroups, ThoseOfOneMomentAreGoneThroughOneByOne) {
  const std::vector<TimelineFlag> flags{{at_second(1), 1, {}, "", false},
                                        {at_second(2), 2, {}, "", false},
                                        {at_second(2), 3, {}, "", false},
                                        {at_second(3), 4, {}, "", true}};
  const auto walk = [&](sim::Time now, bool forward) {
    std::vector<std::uint64_t> rows;
    for (const TimelineFlag* at = flag_beside(flags, now, 0, forward); at != nullptr;
         at = flag_beside(flags, at->time, at->row, forward))
      rows.push_back(at->row);
    return rows;
  };
  EXPECT_EQ(walk(at_second(0), true), (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_EQ(walk(at_second(9), false), (std::vector<std::uint64_t>{4, 3, 2, 1}));
  // Where something else is selected a moment's own flags are passed over, as before.
  EXPECT_EQ(walk(at_second(2), true), (std::vector<std::uint64_t>{4}));
  EXPECT_EQ(walk(at_second(2), false), (std::vector<std::uint64_t>{1}));
}

}  // namespace
}  // namespace orrery::gui
