#include "gui/sequence/sequence_time.h"

#include <algorithm>
#include <cmath>

namespace orrery::gui {
namespace {

// Gaps below this are drawn alike in nonlinear time: no path between machines is faster.
constexpr double kShortGap = 100'000;

double weight_of(TimeMode mode, std::int64_t gap) {
  switch (mode) {
    case TimeMode::kLinear:
      return static_cast<double>(gap);
    case TimeMode::kStep:
      return 1;
    case TimeMode::kNonlinear:
      return std::log2(2 + static_cast<double>(gap) / kShortGap);
  }
  return 1;
}

// From days down to nanoseconds, each a divisor of what stands some places before it.
std::vector<std::int64_t> round_steps() {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::vector<std::int64_t> steps;
  for (const std::int64_t seconds : {86'400, 21'600, 3600, 1800, 600, 300, 60, 30, 10, 5})
    steps.push_back(seconds * kSecond);
  for (std::int64_t unit = kSecond; unit > 0; unit /= 10) {
    steps.push_back(unit);
    if (unit >= 10) steps.push_back(unit / 2);
  }
  return steps;
}

// The roundest moment of [from, until).
TimeTick roundest(std::int64_t from, std::int64_t until) {
  static const std::vector<std::int64_t> kSteps = round_steps();
  for (const std::int64_t step : kSteps) {
    const std::int64_t at = (from + step - 1) / step * step;
    if (at >= until) continue;
    const int decimals = at % 1'000'000'000 == 0 ? 0 : at % 1'000'000 == 0 ? 3 : at % 1000 == 0 ? 6 : 9;
    return {at, decimals};
  }
  return {from, 9};
}

}  // namespace

SequenceTime::SequenceTime(TimeMode mode, sim::Time from, sim::Time until, std::vector<std::int64_t> instants)
    : mode_(mode) {
  const std::int64_t first = from.unix_nanoseconds();
  const std::int64_t last = std::max(until.unix_nanoseconds(), first + 1);
  times_ = {first, last};
  if (mode != TimeMode::kLinear) {
    std::erase_if(instants, [&](std::int64_t t) { return t <= first || t >= last; });
    times_.insert(times_.end(), instants.begin(), instants.end());
    std::sort(times_.begin(), times_.end());
    times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
  }
  places_.assign(1, 0.0);
  for (std::size_t i = 1; i < times_.size(); ++i) {
    places_.push_back(places_.back() + weight_of(mode, times_[i] - times_[i - 1]));
  }
  for (double& place : places_) place /= places_.back();
}

double SequenceTime::at(std::int64_t time) const {
  // Outside the span the first and the last stretch go on.
  const auto after = std::upper_bound(times_.begin(), times_.end(), time);
  const auto index = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(after - times_.begin(), 1, static_cast<std::ptrdiff_t>(times_.size()) - 1));
  const double share =
      static_cast<double>(time - times_[index - 1]) / static_cast<double>(times_[index] - times_[index - 1]);
  return places_[index - 1] + share * (places_[index] - places_[index - 1]);
}

std::int64_t SequenceTime::time_at(double place) const {
  const auto after = std::upper_bound(places_.begin(), places_.end(), place);
  const auto index = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(after - places_.begin(), 1, static_cast<std::ptrdiff_t>(places_.size()) - 1));
  const double span = places_[index] - places_[index - 1];
  const double share = span <= 0 ? 0 : (place - places_[index - 1]) / span;
  return times_[index - 1] + static_cast<std::int64_t>(share * static_cast<double>(times_[index] - times_[index - 1]));
}

std::vector<TimeTick> ticks_of(const SequenceTime& time, double pixels, double apart) {
  std::vector<TimeTick> ticks;
  double x = apart / 2;
  while (x < pixels - apart / 2) {
    // Half a label to choose from: further away nothing is rounder by so much that a hole would be worth it.
    const std::int64_t from = time.time_at(x / pixels) + 1;
    const std::int64_t until = time.time_at(std::min(x + apart / 2, pixels - apart / 2) / pixels);
    if (until > from) ticks.push_back(roundest(from, until));
    x = std::max(x + apart / 2, ticks.empty() ? 0 : time.at(ticks.back().time) * pixels + apart);
  }
  return ticks;
}

}  // namespace orrery::gui
