#pragma once

#include <cstddef>
#include <vector>

namespace orrery::scenarios {

/// A value with the ends of its 95 % confidence interval.
struct Estimate {
  double value = 0, low = 0, high = 0;
};

/// The q-quantile of ascending values, between neighbours linearly (type 7 of Hyndman and Fan, 1996). Not for none.
double quantile(const std::vector<double>& ascending, double q);
/// The mean, by Student's t.
Estimate mean_of(const std::vector<double>& values);
/// The median; its interval are order statistics, by the binomial distribution, so it holds for every distribution.
Estimate median_of(const std::vector<double>& ascending);
/// A share of `count`, by Wilson's score.
Estimate share_of(std::size_t successes, std::size_t count);
/// Spearman's rank correlation, ties at their mean rank; 0 when one of the two does not vary.
double rank_correlation(const std::vector<double>& x, const std::vector<double>& y);
/// The share of the variance of `values` that their grouping explains (eta squared); 0 when nothing varies.
double explained_share(const std::vector<double>& values, const std::vector<std::size_t>& groups);

}  // namespace orrery::scenarios
