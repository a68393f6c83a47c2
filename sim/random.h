#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/time.h"

namespace orrery::sim {

struct Seed {
  std::uint64_t value = 0;
};

/// A named, counter-based stream of random numbers (Philox4x32-10, Salmon et al., SC 2011, keyed by seed and name).
/// Streams are independent, so adding one component disturbs no other and two variants of a scenario share their luck.
/// All variates come from integers and integer tables: the same on every compiler and machine.
class Random {
 public:
  Random(Seed seed, std::string_view name);

  std::uint64_t next();
  /// Uniform in [0, bound), without bias. `bound` > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high);
  Duration between(Duration low, Duration high);
  /// True with probability `parts_per_billion` / 10^9.
  bool chance(std::uint32_t parts_per_billion);
  /// Exponential with the given mean, truncated at 44 means.
  Duration exponential(Duration mean);
  /// Standard normal times 2^32, truncated at +-6 standard deviations.
  std::int64_t normal_q32();
  /// Generalised Pareto (location, scale > 0, shape in thousandths >= 0), truncated to [low, high]: values outside are
  /// drawn again. When 64 draws miss the range, which takes a range with next to no probability, the nearer end.
  Duration pareto(Duration location, Duration scale, int shape_thousandths, Duration low, Duration high);

 private:
  void refill();

  std::uint64_t key_ = 0;      // half of the hash of seed and name
  std::uint64_t stream_ = 0;   // the other half: the upper half of the counter
  std::uint64_t counter_ = 0;  // blocks drawn so far
  std::array<std::uint64_t, 2> block_{};
  unsigned left_ = 0;  // words of the block that are still to be given out
};

}  // namespace orrery::sim
