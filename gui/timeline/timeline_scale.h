#pragma once

#include <cstdint>

#include "sim/time.h"

namespace orrery::gui {

/// Maps a stretch of time onto pixels, linearly.
struct TimeScale {
  sim::Time from, until;
  double left = 0, width = 1;

  double x(sim::Time time) const { return x(time.unix_nanoseconds()); }
  double x(std::int64_t nanoseconds) const {
    const double length = static_cast<double>((until - from).count_nanoseconds());
    return left + width * static_cast<double>(nanoseconds - from.unix_nanoseconds()) / (length <= 0 ? 1 : length);
  }
  sim::Time time(double at) const {
    const double share = width <= 0 ? 0 : (at - left) / width;
    const double length = static_cast<double>((until - from).count_nanoseconds());
    return from + sim::Duration::nanoseconds(static_cast<std::int64_t>(share * length));
  }
  /// The scale after turning a wheel at `at`: `factor` below 1 shows less time. The time under the pointer stays there.
  TimeScale zoomed(double at, double factor) const {
    const sim::Time pivot = time(at);
    const auto scaled = [factor](sim::Duration d) {
      return sim::Duration::nanoseconds(static_cast<std::int64_t>(static_cast<double>(d.count_nanoseconds()) * factor));
    };
    return {pivot - scaled(pivot - from), pivot + scaled(until - pivot), left, width};
  }
};

}  // namespace orrery::gui
