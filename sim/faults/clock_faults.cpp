#include "sim/faults/fault_on_hosts.h"
#include "sim/faults/machine_faults.h"
#include "sim/input_error.h"

namespace orrery::sim {
namespace {

class FaultOnClocks : public FaultOnHosts {
 public:
  FaultOnClocks(World& world, const FaultSpec& spec, ClockSpec offset)
      : FaultOnHosts(world, spec), world_(world), offset_(offset) {}

 private:
  void put_on(SimulatedHost& host, CauseId fault) final {
    host.clock().add(fault, offset_, world_.now());
    world_.faults().count_hit(fault, Hit::kClock);
  }
  void take_off(SimulatedHost& host, CauseId fault) final { host.clock().remove(fault); }

  World& world_;
  ClockSpec offset_;
};

class ClockSkew final : public FaultOnClocks {
 public:
  ClockSkew(World& world, const FaultSpec& spec)
      : FaultOnClocks(world, spec, {.skew = parameter<Duration>(spec, "by")}) {}
};

class ClockDrift final : public FaultOnClocks {
 public:
  ClockDrift(World& world, const FaultSpec& spec)
      : FaultOnClocks(world, spec, {.drift_parts_per_billion = checked_rate(spec) * 1000}) {}

 private:
  static std::int64_t checked_rate(const FaultSpec& spec) {
    constexpr std::int64_t kSteepest = 100'000;
    const std::int64_t rate = parameter<std::int64_t>(spec, "parts_per_million");
    if (rate < -kSteepest || rate > kSteepest) {
      throw InputError({}, "a clock-drift of " + std::to_string(rate) + " parts per million",
                       "give at most 100000, which is 10 %");
    }
    return rate;
  }
};

}  // namespace

void add_clock_faults(Faults& faults) {
  faults.add_kind(kind_of<ClockSkew>("clock-skew", kHostTarget,
                                     "The machine's clock is off by a constant; at the end it is stepped back.",
                                     {{.name = "by",
                                       .example = Duration::seconds(2),
                                       .default_value = std::nullopt,
                                       .about = "how far the clock is ahead; negative: behind"}}));
  faults.add_kind(kind_of<ClockDrift>("clock-drift", kHostTarget,
                                      "The machine's clock and its timers run fast or slow; at the end the clock is "
                                      "stepped back.",
                                      {{.name = "parts_per_million",
                                        .example = std::int64_t{200},
                                        .default_value = std::nullopt,
                                        .about = "how much the clock gains; negative: loses; at most 100000"}}));
}

}  // namespace orrery::sim
