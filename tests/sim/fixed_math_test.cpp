#include "sim/fixed_math.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstdint>

namespace orrery::sim {
namespace {

// The C library's long double functions are the independent reference here; simulations never call them.
constexpr long double kQ57 = 0x1p57L, kQ62 = 0x1p62L, kTolerance = 0x1p-48L;

// Proves the logarithm over all 64 octaves, next to powers of two and at both ends.
RC_GTEST_PROP(FixedMath, LogarithmAgreesWithTheLibrary, (std::uint64_t word)) {
  for (unsigned shift = 0; shift < 64; ++shift) {
    for (const std::uint64_t numerator : {(word >> shift) | 1, std::uint64_t{1} << shift, ~std::uint64_t{0} >> shift}) {
      const long double expected = -std::log(static_cast<long double>(numerator) / 0x1p64L);
      const long double error = static_cast<long double>(negative_log_q57(numerator)) / kQ57 - expected;
      RC_ASSERT(std::fabs(error) < kTolerance);
    }
  }
}

// Proves the power up to e^64, relative to its size.
RC_GTEST_PROP(FixedMath, PowerAgreesWithTheLibrary, (std::uint64_t word)) {
  for (unsigned shift = 1; shift < 64; ++shift) {
    const std::uint64_t x = word >> shift;
    const Power power = exp_q57(x);
    RC_ASSERT((power.mantissa_q62 >> 62) == 1u);
    const long double expected = std::exp(static_cast<long double>(x) / kQ57);
    const long double value =
        std::ldexp(static_cast<long double>(power.mantissa_q62) / kQ62, static_cast<int>(power.exponent));
    RC_ASSERT(std::fabs(value / expected - 1) < kTolerance);
  }
}

// Proves the cosine in every quarter of the turn and at its corners.
RC_GTEST_PROP(FixedMath, CosineAgreesWithTheLibrary, (std::uint64_t word)) {
  for (std::uint64_t quarter = 0; quarter < 4; ++quarter) {
    for (const std::uint64_t turn : {word + (quarter << 62), quarter << 62, (quarter << 62) - 1}) {
      const long double angle = 2 * 3.14159265358979323846264338327950288L * (static_cast<long double>(turn) / 0x1p64L);
      RC_ASSERT(std::fabs(static_cast<long double>(cosine_q62(turn)) / kQ62 - std::cos(angle)) < kTolerance);
    }
  }
}

// Proves the root by its definition: its square is not above, the next one's is.
RC_GTEST_PROP(FixedMath, RootIsTheWholePart, (std::uint64_t high, std::uint64_t low)) {
  const auto check = [](Uint128 square) {
    const Uint128 root = square_root(square);
    RC_ASSERT(root * root <= square);
    if (root != ~std::uint64_t{0}) RC_ASSERT((root + 1) * (root + 1) > square);
  };
  const Uint128 word = static_cast<Uint128>(high) << 64 | low;
  for (unsigned shift = 0; shift < 128; ++shift) {
    check(word >> shift);
    check(~Uint128{0} >> shift);
    check(Uint128{1} << shift);
  }
  const Uint128 square = static_cast<Uint128>(low) * low;
  check(square);
  if (square != 0) check(square - 1);
}

}  // namespace
}  // namespace orrery::sim
