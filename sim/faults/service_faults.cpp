#include "sim/faults/fault_on_hosts.h"
#include "sim/faults/machine_faults.h"
#include "sim/input_error.h"

namespace orrery::sim {
namespace {

constexpr const char* kServiceTarget = "service";

const char* effect_name(ServiceEffect effect) {
  switch (effect) {
    case ServiceEffect::kStops:
      return "stops";
    case ServiceEffect::kFlaps:
      return "flaps";
    case ServiceEffect::kNoLaunch:
      return "no-launch";
  }
  return "";
}

class FaultOnService : public Fault {
 public:
  FaultOnService(World& world, const FaultSpec& spec, ServiceEffect wanted, ServiceFailure failure)
      : service_(world.entities().require(spec.target, kServiceTarget)), failure_(failure) {
    const ServiceEffect effect = world.network().service(service_).effect;
    if (effect == wanted) return;
    throw InputError({}, "a " + spec.kind + " cannot be put on the service \"" + spec.target + "\"",
                     std::string("its effect is \"") + effect_name(effect) + "\", it would have to be \"" +
                         effect_name(wanted) + "\"");
  }

  void apply(World& world) final {
    row_ = world.kernel().cause();
    world.network().fail_service(service_, row_, failure_);
  }
  void lift(World& world) final { world.network().restore_service(service_, row_); }

 private:
  EntityId service_;
  ServiceFailure failure_;
  CauseId row_;
};

class DnsFailure final : public FaultOnService {
 public:
  DnsFailure(World& world, const FaultSpec& spec)
      : FaultOnService(world, spec, ServiceEffect::kStops, {.tail = checked_tail(spec)}) {}

 private:
  static Duration checked_tail(const FaultSpec& spec) {
    const Duration tail = parameter<Duration>(spec, "tail");
    if (tail < Duration::zero()) throw InputError({}, "the tail of a dns-failure is negative");
    return tail;
  }
};

class LoadBalancerErrors final : public FaultOnService {
 public:
  LoadBalancerErrors(World& world, const FaultSpec& spec)
      : FaultOnService(world, spec, ServiceEffect::kFlaps, {.share = parameter<Fraction>(spec, "share")}) {}
};

class LaunchFailure final : public FaultOnService {
 public:
  LaunchFailure(World& world, const FaultSpec& spec) : FaultOnService(world, spec, ServiceEffect::kNoLaunch, {}) {}
};

}  // namespace

void add_service_faults(Faults& faults) {
  faults.add_kind(kind_of<DnsFailure>("dns-failure", kServiceTarget,
                                      "The service's name resolves to nothing: what leans on it is down.",
                                      {{.name = "tail",
                                        .example = Duration::minutes(15),
                                        .default_value = Duration::minutes(15),
                                        .about = "time after the end within which cached answers expire and each "
                                                 "machine comes back at its own moment"}}));
  faults.add_kind(kind_of<LoadBalancerErrors>(
      "load-balancer-errors", kServiceTarget,
      "Health checks fail falsely: in some minutes a machine behind the balancer is taken out.",
      {{.name = "share",
        .example = Fraction{200'000'000},
        .default_value = std::nullopt,
        .about = "share of minutes in which a machine neither gets nor sends messages"}}));
  faults.add_kind(kind_of<LaunchFailure>("launch-failure", kServiceTarget,
                                         "Running machines go on, but none that stops can start until the end."));
}

}  // namespace orrery::sim
