// The statistics of a report against values from elsewhere: textbooks, tables, closed forms.
#include "scenarios/page/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace orrery::scenarios {
namespace {

TEST(Statistics, QuantilesLieBetweenNeighbours) {
  const std::vector<double> values{1, 2, 3, 4, 10};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(values, 0.9), 7.6);  // numpy.quantile([1, 2, 3, 4, 10], 0.9)
  EXPECT_DOUBLE_EQ(quantile(values, 1), 10);
}

TEST(Statistics, MeanByStudentsT) {
  // Mean 3, standard deviation sqrt(2.5), t(0.975; 4) = 2.7764.
  const Estimate few = mean_of({1, 2, 3, 4, 5});
  EXPECT_NEAR(few.value - few.low, 2.7764 * std::sqrt(2.5 / 5), 1e-4);
  std::vector<double> many(31);
  std::iota(many.begin(), many.end(), 0.0);
  // Variance of 0..30 is 31 * 32 / 12; t(0.975; 30) = 2.0423.
  EXPECT_NEAR(mean_of(many).high - 15, 2.0423 * std::sqrt(31.0 * 32 / 12 / 31), 2e-3);
  EXPECT_TRUE(std::isinf(mean_of({4}).high));
}

TEST(Statistics, MedianByOrderStatistics) {
  // Conover, Practical Nonparametric Statistics: for n = 20 the 6th and the 15th value enclose the median with 95.86 %.
  std::vector<double> values(20);
  std::iota(values.begin(), values.end(), 1.0);
  EXPECT_EQ(median_of(values).low, 6);
  EXPECT_EQ(median_of(values).high, 15);
  // Five values cannot: 1 - 2 / 2^5 is below 95 %. Six can, with the two outermost.
  EXPECT_TRUE(std::isinf(median_of({1, 2, 3, 4, 5}).low));
  EXPECT_EQ(median_of({1, 2, 3, 4, 5, 6}).low, 1);
}

TEST(Statistics, SharesByWilson) {
  // Newcombe, Statistics in Medicine 17 (1998): 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611.
  EXPECT_NEAR(share_of(81, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(share_of(81, 263).high, 0.3662, 5e-5);
  EXPECT_EQ(share_of(0, 20).low, 0);
  EXPECT_NEAR(share_of(0, 20).high, 0.1611, 5e-5);
}

TEST(Statistics, RankCorrelation) {
  // The worked example of Wikipedia's article on Spearman's coefficient: -29/165.
  const std::vector<double> iq{106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
  const std::vector<double> hours{7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
  EXPECT_NEAR(rank_correlation(iq, hours), -29.0 / 165, 1e-12);
  EXPECT_NEAR(rank_correlation({1, 2, 2, 3}, {1, 2, 2, 9}), 1, 1e-12);
  EXPECT_EQ(rank_correlation({1, 2, 3}, {5, 5, 5}), 0);
}

TEST(Statistics, ExplainedShare) {
  EXPECT_DOUBLE_EQ(explained_share({1, 1, 5, 5}, {0, 0, 1, 1}), 1);
  EXPECT_DOUBLE_EQ(explained_share({1, 5, 1, 5}, {0, 0, 1, 1}), 0);
  // Within groups 2 + 2, between them 4 * 2^2: 16 of 20.
  EXPECT_DOUBLE_EQ(explained_share({1, 3, 5, 7}, {0, 0, 1, 1}), 0.8);
}

}  // namespace
}  // namespace orrery::scenarios
