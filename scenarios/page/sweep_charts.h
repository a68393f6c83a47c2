#pragma once

#include <string>

#include "scenarios/page/sweep_rows.h"

namespace orrery::scenarios {

/// How often which values came, with the median and the middle 90 %.
std::string histogram(const SweptFigure& figure);
/// A figure by the groups of a key: every run a dot, the middle 90 % a bar, the mean with its confidence interval.
std::string strips(const SweptFigure& figure, const SweptKey& key);
/// What moves a figure: for each key the means of its groups, widest first, against the spread between runs that were
/// varied in nothing but their seed.
std::string tornado(const SweptFigure& figure, const SweepRows& rows);
/// The mean of a figure for each pair of groups of two keys.
std::string heat_map(const SweptFigure& figure, const SweptKey& across, const SweptKey& down);
/// A share between 0 and 1 with its confidence interval, as a small bar.
std::string share_bar(const Estimate& share);

}  // namespace orrery::scenarios
