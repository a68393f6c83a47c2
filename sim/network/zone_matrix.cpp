#include "sim/network/zone_matrix.h"

#include <algorithm>

#include "sim/input_error.h"
#include "sim/wide_integer.h"

namespace orrery::sim {
namespace {

// Shape of the generalised Pareto jitter, in thousandths; its source is named in docs/network.md.
constexpr int kJitterShape = 1400;
constexpr std::uint32_t kWhole = 1'000'000'000;
// Inside a zone a copy passes a few switches: the jitter is a fraction of the latency and ends early.
constexpr std::int64_t kInternalJitterShare = 5;
constexpr std::int64_t kInternalJitterCap = 8;

constexpr Duration kLongestLatency = Duration::hours(24), kLongestJitter = kLongestLatency * kInternalJitterCap;

void check(const LinkSpec& spec) {
  check_latency(spec.latency);
  if (spec.jitter_scale < Duration::zero() || spec.jitter_cap < Duration::zero()) {
    throw InputError({}, "a jitter is negative", "give a duration such as \"350us\"");
  }
  if (spec.jitter_scale > kLongestJitter || spec.jitter_cap > kLongestJitter) {
    throw InputError({}, "a jitter is longer than eight days", "give a duration such as \"350us\"");
  }
  if (spec.loss.parts_per_billion > kWhole || spec.duplication.parts_per_billion > kWhole) {
    throw InputError({}, "a share of more than 100 %", "give a share such as \"0.1 %\"");
  }
}

}  // namespace

void check_latency(Duration latency) {
  if (latency < Duration::zero()) throw InputError({}, "a latency is negative", "give a duration such as \"35ms\"");
  if (latency > kLongestLatency) {
    throw InputError({}, "a latency is longer than a day", "give a duration such as \"35ms\"");
  }
}

Duration Link::draw_latency(Random& jitter) const {
  if (spec.jitter_scale == Duration::zero() || spec.jitter_cap == Duration::zero()) return spec.latency;
  return spec.latency +
         jitter.pareto(Duration::zero(), spec.jitter_scale, kJitterShape, Duration::zero(), spec.jitter_cap);
}

std::uint32_t ZoneMatrix::add_zone(Duration internal_latency) {
  const auto index = size();
  for (auto& row : links_) row.emplace_back();
  links_.emplace_back(index + 1);
  set(index, index,
      {.latency = internal_latency,
       .jitter_scale = internal_latency / kInternalJitterShare,
       .jitter_cap = internal_latency * kInternalJitterCap,
       .loss = {},
       .duplication = {}});
  return index;
}

void ZoneMatrix::set(std::uint32_t from, std::uint32_t to, const LinkSpec& spec) {
  check(spec);
  links_[from][to] = {spec, true};
}

Duration transfer_time(std::uint64_t bytes, std::uint64_t bytes_per_second) {
  if (bytes_per_second == 0) return Duration::zero();
  const auto nanoseconds = static_cast<Uint128>(bytes) * 1'000'000'000u / bytes_per_second;
  return Duration::nanoseconds(static_cast<std::int64_t>(
      std::min<Uint128>(nanoseconds, static_cast<Uint128>(Duration::hours(24).count_nanoseconds()))));
}

}  // namespace orrery::sim
