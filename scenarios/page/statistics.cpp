#include "scenarios/page/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/assert.h"

namespace orrery::scenarios {

namespace {

constexpr double kZ = 1.959963984540054;  // the 97.5 % quantile of the standard normal distribution

/// The 97.5 % quantile of Student's t: tabled for few degrees of freedom, else by its expansion around the normal
/// (Abramowitz and Stegun 26.7.5), which is right to four digits from there on.
double student_t(std::size_t freedom) {
  constexpr std::array<double, 4> kFew{12.7062, 4.3027, 3.1824, 2.7764};
  if (freedom <= kFew.size()) return kFew[freedom - 1];
  const double n = static_cast<double>(freedom), z = kZ, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
  return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && values[order[j]] == values[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) result[order[k]] = static_cast<double>(i + j - 1) / 2;
    i = j;
  }
  return result;
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

double quantile(const std::vector<double>& ascending, double q) {
  ORRERY_ASSERT(!ascending.empty(), "nothing has no quantile");
  const double place = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return ascending[below] + (place - static_cast<double>(below)) * (ascending[above] - ascending[below]);
}

Estimate mean_of(const std::vector<double>& values) {
  ORRERY_ASSERT(!values.empty(), "nothing has no mean");
  const double n = static_cast<double>(values.size()), mean = sum(values) / n;
  if (values.size() < 2) return {mean, -INFINITY, INFINITY};
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double half = student_t(values.size() - 1) * std::sqrt(squares / (n - 1) / n);
  return {mean, mean - half, mean + half};
}

Estimate median_of(const std::vector<double>& ascending) {
  const double n = static_cast<double>(ascending.size());
  // The largest k for which fewer than k of n fair coins fall heads with a probability of at most 2.5 %.
  double probability = std::pow(0.5, n), below = 0;
  std::size_t k = 0;
  while (below + probability <= 0.025) {
    below += probability;
    probability *= (n - static_cast<double>(k)) / static_cast<double>(k + 1);
    ++k;
  }
  const double median = quantile(ascending, 0.5);
  // Beyond some thousand values the first term leaves the range of numbers; the normal limit is as good there.
  if (n > 1000) k = static_cast<std::size_t>(std::floor(n / 2 - kZ * std::sqrt(n) / 2));
  if (k == 0) return {median, -INFINITY, INFINITY};
  return {median, ascending[k - 1], ascending[ascending.size() - k]};
}

Estimate share_of(std::size_t successes, std::size_t count) {
  if (count == 0) return {0, 0, 1};
  const double n = static_cast<double>(count), share = static_cast<double>(successes) / n, z2 = kZ * kZ;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  return {share, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double rank_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  ORRERY_ASSERT(x.size() == y.size(), "pairs have two halves");
  const std::vector<double> a = ranks(x), b = ranks(y);
  const double mean = (static_cast<double>(x.size()) - 1) / 2;
  double products = 0, squares_a = 0, squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    products += (a[i] - mean) * (b[i] - mean);
    squares_a += (a[i] - mean) * (a[i] - mean);
    squares_b += (b[i] - mean) * (b[i] - mean);
  }
  return squares_a > 0 && squares_b > 0 ? products / std::sqrt(squares_a * squares_b) : 0;
}

double explained_share(const std::vector<double>& values, const std::vector<std::size_t>& groups) {
  ORRERY_ASSERT(values.size() == groups.size(), "every value has a group");
  if (values.empty()) return 0;
  struct Group {
    double total = 0, count = 0;
  };
  std::map<std::size_t, Group> totals;
  const double mean = sum(values) / static_cast<double>(values.size());
  double whole = 0, between = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    totals[groups[i]].total += values[i];
    ++totals[groups[i]].count;
    whole += (values[i] - mean) * (values[i] - mean);
  }
  for (const auto& [number, group] : totals) {
    const double distance = group.total / group.count - mean;
    between += group.count * distance * distance;
  }
  return whole > 0 ? between / whole : 0;
}

}  // namespace orrery::scenarios
