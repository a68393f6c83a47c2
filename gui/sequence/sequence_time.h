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

}  // namespace orrery::gui
