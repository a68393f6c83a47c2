#include "sim/fixed_math.h"

#include <array>
#include <bit>
#include <cstddef>

namespace orrery::sim {
namespace {

constexpr std::size_t kSteps = 256;  // table entries: an octave, or a quarter of a turn, is cut into so many
constexpr unsigned kStepBits = 8;

constexpr std::uint64_t multiply_high(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>((static_cast<Uint128>(a) * b) >> 64);
}
constexpr std::int64_t multiply_q62(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>((static_cast<Int128>(a) * b) >> 62);
}

/// ln(1 + 1 / n) in Q62, as 2 atanh(1 / (2n + 1)).
constexpr std::uint64_t log_of_step_q62(std::uint64_t n) {
  const Uint128 z = 2 * n + 1;
  Uint128 power = (static_cast<Uint128>(2) << 100) / z;  // Q100 keeps the rounding of 256 summands below Q62
  Uint128 sum = 0;
  for (unsigned k = 1; power != 0; k += 2) {
    sum += power / k;
    power /= z * z;
  }
  return static_cast<std::uint64_t>(sum >> 38);
}

constexpr std::array<std::uint64_t, kSteps + 1> make_logs_q62() {
  std::array<std::uint64_t, kSteps + 1> logs{};
  for (std::size_t i = 0; i < kSteps; ++i) logs[i + 1] = logs[i] + log_of_step_q62(kSteps + i);
  return logs;
}
/// ln(1 + i / 256) in Q62; the last is ln 2.
constexpr auto kLogsQ62 = make_logs_q62();
constexpr std::uint64_t kLog2Q62 = 3196577161300663915;  // round(ln 2 * 2^62), from the published decimals of ln 2

constexpr std::array<std::uint64_t, kSteps> make_reciprocals() {
  std::array<std::uint64_t, kSteps> reciprocals{};
  for (std::size_t i = 0; i < kSteps; ++i) {
    reciprocals[i] = static_cast<std::uint64_t>((static_cast<Uint128>(kSteps) << 63) / (kSteps + i));
  }
  return reciprocals;
}
/// 1 / (1 + i / 256) in Q63.
constexpr auto kReciprocalsQ63 = make_reciprocals();

/// e^x in Q62 for 0 <= x < 1 in Q62, by its series.
constexpr std::uint64_t exp_series_q62(std::uint64_t x) {
  std::uint64_t term = std::uint64_t{1} << 62, sum = 0;
  for (std::uint64_t k = 1; term != 0; ++k) {
    sum += term;
    term = static_cast<std::uint64_t>((static_cast<Uint128>(term) * x) >> 62) / k;
  }
  return sum;
}
constexpr std::array<std::uint64_t, kSteps> make_powers_q62() {
  std::array<std::uint64_t, kSteps> powers{};
  for (std::size_t i = 0; i < kSteps; ++i) powers[i] = exp_series_q62(kLog2Q62 / kSteps * i);
  return powers;
}
/// 2^(i / 256) in Q62.
constexpr auto kPowersQ62 = make_powers_q62();

constexpr std::uint64_t kTurnQ60 = 7244019458077122842;  // round(2 pi * 2^60), from the published decimals of pi

/// Angle in Q62 radians, at most a quarter turn (below 2, so it fits).
constexpr std::int64_t cosine_series_q62(std::int64_t angle) {
  const std::int64_t square = multiply_q62(angle / 2, angle / 2);  // a quarter of the square, so that it fits in Q62
  std::int64_t term = std::int64_t{1} << 62, sum = term;
  for (std::int64_t k = 1; term != 0; ++k) {
    term = -(multiply_q62(term, square) * 2 / (k * (2 * k - 1)));
    sum += term;
  }
  return sum;
}
constexpr std::array<std::int64_t, kSteps + 1> make_cosines_q62() {
  std::array<std::int64_t, kSteps + 1> cosines{};
  for (std::size_t i = 0; i <= kSteps; ++i) {
    cosines[i] = cosine_series_q62(static_cast<std::int64_t>(kTurnQ60 / kSteps * i));  // Q60 / 4 * 4: a quarter in Q62
  }
  return cosines;
}
/// cos of i / 256 of a quarter turn, in Q62; read backwards it is the sine.
constexpr auto kCosinesQ62 = make_cosines_q62();

/// A root of 64 bits, rounded up, for each upper byte of a square of 128 bits.
constexpr std::array<std::uint64_t, kSteps> make_roots() {
  std::array<std::uint64_t, kSteps> roots{};
  std::uint64_t root = 1;  // the least that is not below 16 times the root of what the byte can stand for
  for (std::size_t byte = 0; byte < kSteps; ++byte) {
    while (root * root < (byte + 1) * 256) ++root;
    roots[byte] = root >= 256 ? ~std::uint64_t{0} : root << 56;
  }
  return roots;
}
constexpr auto kRoots = make_roots();

}  // namespace

std::uint64_t negative_log_q57(std::uint64_t numerator) {
  const auto shift = static_cast<unsigned>(std::countl_zero(numerator));
  const std::uint64_t mantissa = numerator << shift;  // Q63, in [1, 2)
  const std::size_t step = (mantissa >> (63 - kStepBits)) & (kSteps - 1);
  const std::uint64_t beyond = mantissa & ((std::uint64_t{1} << (63 - kStepBits)) - 1);
  // ln(1 + x) for x < 2^-8 by five terms of its series; x in Q64.
  const std::uint64_t x = multiply_high(beyond, kReciprocalsQ63[step]) << 2;
  std::uint64_t series = (std::uint64_t{1} << 62) / 4 - multiply_high(x, (std::uint64_t{1} << 62) / 5);
  series = (std::uint64_t{1} << 62) / 3 - multiply_high(x, series);
  series = (std::uint64_t{1} << 62) / 2 - multiply_high(x, series);
  series = (std::uint64_t{1} << 62) - multiply_high(x, series);
  const std::uint64_t log_q62 = kLogsQ62[step] + multiply_high(x, series);
  // -ln(m 2^(63 - shift) / 2^64) = (shift + 1) ln 2 - ln m, where ln m may come out a hair above ln 2.
  const Int128 result = static_cast<Int128>(kLog2Q62) * (shift + 1) - log_q62;
  return result < 0 ? 0 : static_cast<std::uint64_t>(result >> 5);
}

Power exp_q57(std::uint64_t x) {
  // x / ln 2 splits into whole octaves, a table step, and what is left.
  constexpr std::uint64_t kLog2Q57 = kLog2Q62 >> 5;
  const auto octaves = static_cast<unsigned>(x / kLog2Q57);
  const Uint128 rest = (static_cast<Uint128>(x) << 5) - static_cast<Uint128>(kLog2Q62) * octaves;
  // Rounding of the quotient can leave the rest a hair outside its octave; the table's ends absorb it.
  const std::uint64_t rest_q62 = static_cast<Int128>(rest) < 0 ? 0 : static_cast<std::uint64_t>(rest);
  constexpr std::uint64_t kStepQ62 = kLog2Q62 / kSteps;
  std::uint64_t step = rest_q62 / kStepQ62;
  if (step >= kSteps) step = kSteps - 1;
  const std::uint64_t r = (rest_q62 - step * kStepQ62) << 2;  // Q64, below ln 2 / 256
  std::uint64_t series = (std::uint64_t{1} << 62) / 24 + multiply_high(r, (std::uint64_t{1} << 62) / 120);
  series = (std::uint64_t{1} << 62) / 6 + multiply_high(r, series);
  series = (std::uint64_t{1} << 62) / 2 + multiply_high(r, series);
  series = (std::uint64_t{1} << 62) + multiply_high(r, series);
  const std::uint64_t base = kPowersQ62[step];
  std::uint64_t mantissa = base + 4 * multiply_high(base, multiply_high(r, series));
  unsigned exponent = octaves;
  if (mantissa >> 63 != 0) {
    mantissa >>= 1;
    ++exponent;
  }
  return {mantissa, exponent};
}

std::int64_t cosine_q62(std::uint64_t turn) {
  const auto quarter = static_cast<unsigned>(turn >> 62);
  const bool backwards = (quarter & 1) != 0;
  const std::uint64_t within = (std::uint64_t{1} << 62) - 1;
  const std::uint64_t folded = backwards ? within - (turn & within) : turn & within;
  const std::size_t step = folded >> (62 - kStepBits);
  const std::uint64_t beyond = folded & ((std::uint64_t{1} << (62 - kStepBits)) - 1);
  // A quarter turn is 2^62 units; the rest of the angle in Q62 radians is below 2^-7.
  const auto angle = static_cast<std::int64_t>((static_cast<Uint128>(beyond) * kTurnQ60) >> 62);
  const std::int64_t square = multiply_q62(angle, angle);
  constexpr std::int64_t kOne = std::int64_t{1} << 62;
  const std::int64_t cosine = kOne - square / 2 + multiply_q62(square, square) / 24;
  const std::int64_t sine = multiply_q62(angle, kOne - square / 6 + multiply_q62(square, square) / 120);
  const std::int64_t value = multiply_q62(kCosinesQ62[step], cosine) - multiply_q62(kCosinesQ62[kSteps - step], sine);
  return quarter == 1 || quarter == 2 ? -value : value;
}

std::uint64_t square_root(Uint128 square) {
  if (square == 0) return 0;
  const auto high = static_cast<std::uint64_t>(square >> 64);
  const int zeros = high != 0 ? std::countl_zero(high) : 64 + std::countl_zero(static_cast<std::uint64_t>(square));
  const int shift = zeros / 2;  // the root of a square shifted by 2n is shifted by n
  const Uint128 scaled = square << (2 * shift);
  // Newton's steps fall from any guess that is not too small, and stop at the whole part.
  std::uint64_t guess = kRoots[static_cast<std::size_t>(scaled >> 120)];
  for (;;) {
    const Uint128 next = (scaled / guess + guess) >> 1;
    if (next >= guess) return guess >> shift;
    guess = static_cast<std::uint64_t>(next);
  }
}

}  // namespace orrery::sim
