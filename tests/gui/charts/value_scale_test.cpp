// Proves that a chart's scale holds all values between round ticks, no more than fit, that their labels tell them
// apart, and that what spans decades is drawn by its logarithm.
#include "gui/charts/value_scale.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace orrery::gui {
namespace {

std::vector<std::string> labels(const ValueScale& scale) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < scale.ticks.size(); ++i) all.push_back(scale.label(i).toStdString());
  return all;
}

TEST(ValueScale, TicksAreRoundAndLabelsHaveTheDigitsThatTellThemApart) {
  EXPECT_EQ(labels(ValueScale::of(0, 95, 6, {})), (std::vector<std::string>{"0", "20", "40", "60", "80", "100"}));
  EXPECT_EQ(labels(ValueScale::of(0.2, 0.95, 3, {})), (std::vector<std::string>{"0.0", "0.5", "1.0"}));
  EXPECT_EQ(labels(ValueScale::of(4000, 4090, 4, {})), (std::vector<std::string>{"4000", "4050", "4100"}));
  EXPECT_EQ(labels(ValueScale::of(0, 150'000, 3, {})), (std::vector<std::string>{"0", "100k", "200k"}));
}

TEST(ValueScale, HoldsEveryValueWithNoMoreTicksThanAskedFor) {
  for (const double least : {-3.7, 0.0, 0.000123, 11.98, 4123.4}) {
    for (const double span : {0.0, 1e-6, 0.37, 9.99, 1234.5, 8e6}) {
      for (const int most_ticks : {2, 3, 4, 6}) {
        const ValueScale scale = ValueScale::of(least, least + span, most_ticks, {});
        const double rounding = 1e-9 * std::max(1.0, span);
        EXPECT_LE(scale.low, least + rounding);
        EXPECT_GE(scale.high, least + span - rounding);
        EXPECT_GE(scale.ticks.size(), 2u);
        EXPECT_LE(scale.ticks.size(), static_cast<std::size_t>(std::max(most_ticks, 3))) << least << " " << span;
        const auto all = labels(scale);
        EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size()) << least << " " << span;
        EXPECT_DOUBLE_EQ(scale.place(scale.low), 0);
        EXPECT_DOUBLE_EQ(scale.place(scale.high), 1);
      }
    }
  }
}

TEST(ValueScale, WhatSpansDecadesIsDrawnByItsLogarithm) {
  const ValueScale prices = ValueScale::of(0.0005, 1.1, 6, 1e-12);
  EXPECT_TRUE(prices.logarithmic);
  EXPECT_EQ(labels(prices), (std::vector<std::string>{"0.0001", "0.001", "0.01", "0.1", "1", "10"}));
  EXPECT_NEAR(prices.place(0.1), 0.6, 1e-9);
  EXPECT_FALSE(ValueScale::of(0.9, 1.1, 6, 1e-12).logarithmic);
  EXPECT_FALSE(ValueScale::of(0.0005, 1.1, 6, {}).logarithmic);
  // What is below the floor stands at the bottom, and fewer ticks stand further apart.
  const ValueScale off = ValueScale::of(0, 70'000, 4, 0.05);
  EXPECT_TRUE(off.logarithmic);
  EXPECT_LE(off.ticks.size(), 4u);
  EXPECT_DOUBLE_EQ(off.place(0), 0);
  EXPECT_LE(off.low, 0.05);
  EXPECT_GE(off.high, 70'000);
}

TEST(ValueScale, WhatHasNoValuesHasAScale) {
  const ValueScale nothing = ValueScale::of(1e300, -1e300, 4, {});
  EXPECT_EQ(nothing.ticks.size(), 2u);
  EXPECT_EQ(labels(nothing), (std::vector<std::string>{"0", "1"}));
}

}  // namespace
}  // namespace orrery::gui
