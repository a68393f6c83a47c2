// Proves that the strip of rounds names the current epoch always and others as far as there is room.
#include "gui/round/round_strip.h"

#include <gtest/gtest.h>

namespace orrery::gui {
namespace {

using Epoch = RoundStrip::Epoch;

TEST(RoundStripLabels, TheCurrentEpochIsNamedAtTheVeryEnd) {
  const std::vector<Epoch> epochs{{0, 80, 20}, {40, 80, 20}, {90, 80, 20}, {150, 80, 20, true}};
  const auto labels = RoundStrip::labels(epochs, 0, 200, 8);
  ASSERT_TRUE(labels[3].has_value());
  EXPECT_EQ(labels[3]->left, 120);
  EXPECT_FALSE(labels[3]->is_brief);
  for (const std::size_t other : {0u, 1u, 2u}) {
    ASSERT_TRUE(labels[other].has_value()) << other;
    EXPECT_TRUE(labels[other]->is_brief) << other;
  }
}

TEST(RoundStripLabels, NamesAreInFullWhereTheyFitAndNeverCoverEachOther) {
  const std::vector<Epoch> epochs{{0, 80, 20}, {100, 80, 20, true}, {200, 80, 20}, {210, 80, 20}, {290, 80, 20}};
  const auto labels = RoundStrip::labels(epochs, 0, 300, 8);
  EXPECT_FALSE(labels[0]->is_brief);
  EXPECT_FALSE(labels[1]->is_brief);
  EXPECT_FALSE(labels[2].has_value());
  EXPECT_FALSE(labels[4].has_value());
}

}  // namespace
}  // namespace orrery::gui
