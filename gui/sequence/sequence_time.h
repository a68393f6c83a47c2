#pragma once

#include <cstdint>
#include <vector>

#include "sim/time.h"

namespace orrery::gui {

/// How time runs along a space-time diagram.
enum class TimeMode : std::uint8_t {
  kLinear,     ///< as it passes
  kStep,       ///< every instant at which something happens is as far from the next
  kNonlinear,  ///< long pauses are drawn short: a gap takes room by its logarithm
};

/// Maps instants to [0, 1] over a span, and back. Monotonic in every mode; straight between instants.
class SequenceTime {
 public:
  SequenceTime() = default;
  /// `instants` of what happens, in any order; those outside the span count for nothing.
  SequenceTime(TimeMode mode, sim::Time from, sim::Time until, std::vector<std::int64_t> instants);

  double at(std::int64_t time) const;
  std::int64_t time_at(double place) const;
  TimeMode mode() const { return mode_; }

 private:
  TimeMode mode_ = TimeMode::kLinear;
  std::vector<std::int64_t> times_{0, 1};
  std::vector<double> places_{0, 1};
};

/// A moment that is written under a diagram.
struct TimeTick {
  std::int64_t time = 0;
  int decimals = 0;  ///< of a second that it takes to write it: 0, 3, 6 or 9
};
/// Moments between 0 and `pixels` that are at least `apart` pixels from each other: the roundest ones, and wherever
/// there is room. For time that does not pass evenly, whose round steps may all fall into one pause.
std::vector<TimeTick> ticks_of(const SequenceTime& time, double pixels, double apart);

}  // namespace orrery::gui
