#include "sim/network/host_clock.h"

#include <algorithm>

#include "sim/wide_integer.h"

namespace orrery::sim {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

Duration drifted(Duration elapsed, std::int64_t parts_per_billion) {
  const Int128 product = static_cast<Int128>(elapsed.count_nanoseconds()) * parts_per_billion;
  return Duration::nanoseconds(static_cast<std::int64_t>(product / kBillion));
}

}  // namespace

Time HostClock::local(Time now) const {
  if (is_true_) return now;
  Time shown = now;
  for (const Offset& offset : offsets_) {
    shown += offset.spec.skew + drifted(now - offset.since, offset.spec.drift_parts_per_billion);
  }
  return shown;
}

Duration HostClock::true_duration(Duration local) const {
  if (drift_ == 0) return local;
  // Stacked drifts may add up to more than a clock can do; a timer then still fires.
  const std::int64_t drift = std::clamp(drift_, -kBillion / 2, kBillion);
  const Int128 scaled = static_cast<Int128>(local.count_nanoseconds()) * kBillion;
  return Duration::nanoseconds(static_cast<std::int64_t>(scaled / (kBillion + drift)));
}

void HostClock::add(CauseId fault, ClockSpec offset, Time since) {
  offsets_.push_back({fault, offset, since});
  sum_up();
}

void HostClock::remove(CauseId fault) {
  std::erase_if(offsets_, [&](const Offset& offset) { return &offset != offsets_.data() && offset.fault == fault; });
  sum_up();
}

void HostClock::sum_up() {
  drift_ = 0;
  is_true_ = true;
  for (const Offset& offset : offsets_) {
    drift_ += offset.spec.drift_parts_per_billion;
    if (offset.spec.skew != Duration::zero() || offset.spec.drift_parts_per_billion != 0) is_true_ = false;
  }
}

}  // namespace orrery::sim
