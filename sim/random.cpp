#include "sim/random.h"

#include <cstddef>

#include "sim/assert.h"
#include "sim/fixed_math.h"
#include "sim/philox.h"
#include "sim/wide_integer.h"

namespace orrery::sim {
namespace {

/// Seed and name through Philox as a one-way chain (Davies-Meyer): each 8 bytes of the name are the key of one link.
PhiloxBlock hash_of(Seed seed, std::string_view name) {
  PhiloxBlock state{seed.value, name.size()};
  for (std::size_t i = 0; i <= name.size(); i += 8) {
    std::uint64_t word = 0;
    for (std::size_t j = i; j < name.size() && j < i + 8; ++j) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(name[j])) << (8 * (j - i));
    }
    const PhiloxBlock next = philox4x32_10(state, word);
    state = {state[0] ^ next[0], state[1] ^ next[1]};
  }
  return state;
}

std::int64_t at_most_max(Uint128 value) {
  return value > static_cast<Uint128>(INT64_MAX) ? INT64_MAX : static_cast<std::int64_t>(value);
}

/// scale (e^(shape E) - 1) / shape for a shape in thousandths; the largest Duration when it is larger.
std::int64_t pareto_excess(std::int64_t scale, std::uint64_t shape_thousandths, std::uint64_t exponential_q57) {
  const Uint128 power_of = static_cast<Uint128>(exponential_q57) * shape_thousandths / 1000;
  if (power_of >> 63 != 0) return INT64_MAX;  // e^64 nanoseconds are more than 64 bits
  const Power power = exp_q57(static_cast<std::uint64_t>(power_of));
  if (power.exponent > 62) return INT64_MAX;
  const Uint128 growth = (static_cast<Uint128>(power.mantissa_q62) << power.exponent) - (Uint128{1} << 62);
  const Uint128 growth_q40 = growth >> 22;
  if (growth_q40 >> 64 == 0) {  // as good as always, and then every product below fits
    const Uint128 ratio_q40 = growth_q40 * 1000 / shape_thousandths;
    if (ratio_q40 >> 64 == 0) return at_most_max((ratio_q40 * static_cast<std::uint64_t>(scale)) >> 40);
    return at_most_max((ratio_q40 >> 40) * static_cast<std::uint64_t>(scale));
  }
  const Uint128 ratio = (growth_q40 >> 40) * 1000 / shape_thousandths;
  return ratio >> 64 != 0 ? INT64_MAX : at_most_max(ratio * static_cast<std::uint64_t>(scale));
}

}  // namespace

Random::Random(Seed seed, std::string_view name) {
  const PhiloxBlock hash = hash_of(seed, name);
  key_ = hash[0];
  stream_ = hash[1];
}

void Random::refill() {
  block_ = philox4x32_10({counter_, stream_}, key_);
  ++counter_;
  left_ = 2;
}

std::uint64_t Random::next() {
  if (left_ == 0) refill();
  return block_[2 - left_--];
}

std::uint64_t Random::below(std::uint64_t bound) {
  ORRERY_ASSERT(bound > 0, "there is no number below zero");
  // Lemire, "Fast random integer generation in an interval", 2019: the few products that would favour some are redrawn.
  Uint128 product = static_cast<Uint128>(next()) * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const std::uint64_t unfair = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < unfair) product = static_cast<Uint128>(next()) * bound;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  ORRERY_ASSERT(low <= high, "a range has its low end first");
  const std::uint64_t others = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const std::uint64_t offset = others == UINT64_MAX ? next() : below(others + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

Duration Random::between(Duration low, Duration high) {
  return Duration::nanoseconds(between(low.count_nanoseconds(), high.count_nanoseconds()));
}

bool Random::chance(std::uint32_t parts_per_billion) { return below(1'000'000'000) < parts_per_billion; }

Duration Random::exponential(Duration mean) {
  ORRERY_ASSERT(mean >= Duration::zero(), "a mean waiting time is not negative");
  const std::uint64_t exponential_q57 = negative_log_q57(next() | 1);
  const auto size = static_cast<std::uint64_t>(mean.count_nanoseconds());
  return Duration::nanoseconds(at_most_max((static_cast<Uint128>(size) * exponential_q57) >> 57));
}

std::int64_t Random::normal_q32() {
  constexpr std::int64_t kLimit = std::int64_t{6} << 32;
  for (;;) {
    // Box and Muller: the length of a normal vector in the plane is the root of twice an exponential, its direction
    // is uniform.
    const std::uint64_t twice_q56 = negative_log_q57(next() | 1);
    const std::uint64_t length_q44 = square_root(static_cast<Uint128>(twice_q56) << 32);
    const std::int64_t direction_q62 = cosine_q62(next());
    const auto value = static_cast<std::int64_t>((static_cast<Int128>(length_q44) * direction_q62) >> (44 + 62 - 32));
    if (value >= -kLimit && value <= kLimit) return value;
  }
}

Duration Random::pareto(Duration location, Duration scale, int shape_thousandths, Duration low, Duration high) {
  ORRERY_ASSERT(low <= high, "a range has its low end first");
  ORRERY_ASSERT(scale > Duration::zero() && shape_thousandths >= 0, "a scale is positive and a shape not negative");
  constexpr int kTries = 64;
  const auto shape = static_cast<std::uint64_t>(shape_thousandths);
  std::int64_t value = 0;
  for (int tried = 0; tried < kTries; ++tried) {
    std::int64_t excess = 0;
    if (shape == 0) {
      excess = exponential(scale).count_nanoseconds();
    } else {
      excess = pareto_excess(scale.count_nanoseconds(), shape, negative_log_q57(next() | 1));
    }
    if (__builtin_add_overflow(location.count_nanoseconds(), excess, &value)) value = INT64_MAX;
    if (value >= low.count_nanoseconds() && value <= high.count_nanoseconds()) return Duration::nanoseconds(value);
  }
  // Next to nothing of the distribution lies in the range: the end that it was cut off at is the nearest.
  return value < low.count_nanoseconds() ? low : high;
}

}  // namespace orrery::sim
