#include <algorithm>

#include "sim/faults/fault_on_hosts.h"
#include "sim/faults/machine_faults.h"
#include "sim/input_error.h"
#include "sim/network/path_effect.h"

namespace orrery::sim {
namespace {

// "a <-> b", "a -> b" or "a" (against everything else).
constexpr const char* kPathTarget = "path";

/// The name of a fault's own stream. Faults that agree in everything else are numbered, so that two losses of a half
/// leave a quarter and not a half.
std::string stream_of(World& world, const FaultSpec& spec) {
  const std::string name =
      "fault/" + spec.kind + "/" + spec.target + "/" + std::to_string(spec.start.unix_nanoseconds());
  const auto& others = world.faults().scheduled();
  const auto same = std::count_if(others.begin(), others.end(), [&](const auto& other) {
    return other->spec.kind == spec.kind && other->spec.target == spec.target && other->spec.start == spec.start;
  });
  return same == 0 ? name : name + "/" + std::to_string(same);
}

class FaultOnPath : public Fault {
 public:
  FaultOnPath(World& world, const FaultSpec& spec)
      : effect_{.where = parse_path_selector(world, spec.target), .luck = world.random(stream_of(world, spec))} {}

  void apply(World& world) final {
    effect_.fault = world.kernel().cause();
    world.network().add_path_effect(effect_);
  }
  void lift(World& world) final { world.network().remove_path_effects(effect_.fault); }

 protected:
  PathEffect effect_;
};

class Partition final : public FaultOnPath {
 public:
  Partition(World& world, const FaultSpec& spec) : FaultOnPath(world, spec) { effect_.blocks = true; }
};

class Loss final : public FaultOnPath {
 public:
  Loss(World& world, const FaultSpec& spec) : FaultOnPath(world, spec) {
    effect_.loss = parameter<Fraction>(spec, "share");
  }
};

class Delay final : public FaultOnPath {
 public:
  Delay(World& world, const FaultSpec& spec) : FaultOnPath(world, spec) {
    effect_.delay = parameter<Duration>(spec, "by");
    effect_.delay_jitter = parameter<Duration>(spec, "jitter");
    if (effect_.delay < Duration::zero() || effect_.delay_jitter < Duration::zero()) {
      throw InputError({}, "a delay fault has a negative duration", "messages come later, never earlier");
    }
  }
};

class Duplication final : public FaultOnPath {
 public:
  Duplication(World& world, const FaultSpec& spec) : FaultOnPath(world, spec) {
    effect_.duplication = parameter<Fraction>(spec, "share");
  }
};

class SlowBandwidth final : public FaultOnPath {
 public:
  SlowBandwidth(World& world, const FaultSpec& spec) : FaultOnPath(world, spec) {
    const std::int64_t rate = parameter<std::int64_t>(spec, "bytes_per_second");
    if (rate <= 0) throw InputError({}, "a slow-bandwidth fault needs a positive bytes_per_second");
    effect_.bytes_per_second = static_cast<std::uint64_t>(rate);
  }
};

ParameterSpec share(std::string about) {
  return {.name = "share", .example = Fraction{50'000'000}, .default_value = std::nullopt, .about = std::move(about)};
}

}  // namespace

void add_path_faults(Faults& faults) {
  faults.add_kind(kind_of<Partition>("partition", kPathTarget, "Nothing sent over the path arrives."));
  faults.add_kind(kind_of<Loss>("loss", kPathTarget, "A share of what is sent over the path is lost.",
                                {share("share of the copies that are lost")}));
  faults.add_kind(kind_of<Delay>("delay", kPathTarget, "What is sent over the path takes longer.",
                                 {{.name = "by",
                                   .example = Duration::milliseconds(200),
                                   .default_value = std::nullopt,
                                   .about = "added to the latency of every copy"},
                                  {.name = "jitter",
                                   .example = Duration::milliseconds(50),
                                   .default_value = Duration::zero(),
                                   .about = "up to so much on top, uniformly"}}));
  faults.add_kind(kind_of<Duplication>("duplication", kPathTarget, "A share of what is sent over the path comes twice.",
                                       {share("share of the copies that come twice")}));
  faults.add_kind(kind_of<SlowBandwidth>("slow-bandwidth", kPathTarget,
                                         "Each machine on the path has less bandwidth towards the other side's zones.",
                                         {{.name = "bytes_per_second",
                                           .example = std::int64_t{125'000},
                                           .default_value = std::nullopt,
                                           .about = "bytes a second that remain for each machine and zone"}}));
}

}  // namespace orrery::sim
