#include "gui/charts/value_scale.h"

#include <algorithm>
#include <cmath>

namespace orrery::gui {
namespace {

// What is drawn from this value up is in thousands, millions, ...: whole digits would take half a narrow chart.
constexpr double kShortFrom = 1e5;

double round_step(double least) {
  const double decade = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (factor * decade >= least * (1 - 1e-9)) return factor * decade;
  }
  return 10 * decade;
}

int decimals_of(double step) {
  for (int decimals = 0; decimals < 12; ++decimals) {
    const double shifted = step * std::pow(10, decimals);
    if (std::abs(shifted - std::round(shifted)) < 1e-6 * shifted) return decimals;
  }
  return 12;
}

QString short_text(double value, int decimals) {
  constexpr const char* kSigns[] = {"", "k", "M", "G", "T"};
  if (std::abs(value) < kShortFrom) return QString::number(value, 'f', decimals);
  std::size_t sign = 0;
  while (std::abs(value) >= 1000 && sign + 1 < std::size(kSigns)) {
    value /= 1000;
    ++sign;
  }
  return QString::number(value, 'g', 4) + kSigns[sign];
}

ValueScale even(double least, double most, int most_ticks) {
  // A line that does not move stands in the middle of what would be a move of a hundredth.
  if (most - least <= std::abs(most) * 1e-12) {
    const double slack = std::max(std::abs(most) * 0.01, 1e-9);
    least -= slack;
    most += slack;
  }
  // Near zero, from zero: then heights can be compared.
  if (least >= 0 && least < (most - least) * 0.3) least = 0;
  double step = round_step((most - least) / (most_ticks - 1));
  ValueScale scale;
  for (;; step = round_step(step * 1.01)) {
    scale.low = std::floor(least / step + 1e-9) * step;
    scale.high = std::ceil(most / step - 1e-9) * step;
    const auto count = static_cast<int>(std::lround((scale.high - scale.low) / step)) + 1;
    // What has values on both sides of zero cannot do with less than three.
    if (count > std::max(most_ticks, 3)) continue;
    scale.ticks.clear();
    for (int i = 0; i < count; ++i) scale.ticks.push_back(scale.low + i * step);
    return scale;
  }
}

ValueScale by_decades(double least, double most, int most_ticks) {
  const int first = static_cast<int>(std::floor(std::log10(least) + 1e-9));
  const int last = std::max(first + 1, static_cast<int>(std::ceil(std::log10(most) - 1e-9)));
  const int apart = (last - first + most_ticks - 2) / (most_ticks - 1);
  ValueScale scale;
  scale.logarithmic = true;
  scale.ticks.clear();
  for (int decade = first; decade < last + apart; decade += apart) scale.ticks.push_back(std::pow(10, decade));
  scale.low = scale.ticks.front();
  scale.high = scale.ticks.back();
  return scale;
}

}  // namespace

ValueScale ValueScale::of(double least, double most, int most_ticks, std::optional<double> floor) {
  most_ticks = std::max(most_ticks, 2);
  if (!(least <= most)) return {};
  if (floor.has_value() && *floor > 0) {
    const double lowest = std::max(least, *floor);
    if (most >= lowest * kSpanOfLogarithm) return by_decades(lowest, most, most_ticks);
  }
  return even(least, most, most_ticks);
}

double ValueScale::place(double value) const {
  const double share = logarithmic
                           ? (std::log10(std::max(value, low)) - std::log10(low)) / (std::log10(high) - std::log10(low))
                           : (value - low) / (high - low);
  return std::clamp(share, 0.0, 1.0);
}

QString ValueScale::label(std::size_t tick) const {
  const double value = ticks.at(tick);
  // A step of a decade has the digits of its own tick.
  const double step = logarithmic ? value : ticks.at(1) - ticks.at(0);
  return short_text(value, decimals_of(step));
}

}  // namespace orrery::gui
