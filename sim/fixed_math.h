#pragma once

#include <cstdint>

#include "sim/wide_integer.h"

namespace orrery::sim {

/// Logarithm, power, cosine and root on fixed-point integers: the same bits on every compiler and machine, which the
/// <cmath> functions do not promise. "Q57" has 57 bits after the binary point. Tables are computed by the compiler from
/// series in integers. Errors are below 2^-48 (absolute for logarithm and cosine, relative for the power).

/// -ln(numerator / 2^64) in Q57, for numerator > 0; between 0 and 44.4.
std::uint64_t negative_log_q57(std::uint64_t numerator);

/// e^x for x in Q57: a mantissa in [1, 2) in Q62 times 2^exponent.
struct Power {
  std::uint64_t mantissa_q62;
  unsigned exponent;
};
Power exp_q57(std::uint64_t x);

/// cos(2 pi turn / 2^64) in Q62; between -2^62 and 2^62.
std::int64_t cosine_q62(std::uint64_t turn);

/// The whole part of the square root.
std::uint64_t square_root(Uint128 square);

}  // namespace orrery::sim
