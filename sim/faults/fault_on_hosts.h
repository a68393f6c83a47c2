#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/fault.h"
#include "sim/network/named_hosts.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"

namespace orrery::sim {

/// A fault that does the same to each host it names. What it puts on a host is keyed by its own row.
class FaultOnHosts : public Fault {
 public:
  FaultOnHosts(const World& world, const FaultSpec& spec) : hosts_(parse_hosts(world, spec.target)) {}

  void apply(World& world) final {
    row_ = world.kernel().cause();
    for (const EntityId host : hosts_) put_on(world.network().host(host), row_);
  }
  void lift(World& world) final {
    for (const EntityId host : hosts_) take_off(world.network().host(host), row_);
  }

 private:
  virtual void put_on(SimulatedHost& host, CauseId fault) = 0;
  virtual void take_off(SimulatedHost& host, CauseId fault) = 0;

  std::vector<EntityId> hosts_;
  CauseId row_;
};

inline constexpr const char* kHostTarget = "host";

/// A kind whose faults are made as F(world, spec).
template <class F>
// NOLINTNEXTLINE(performance-unnecessary-value-param): the linter does not see a move into a named member
FaultKind kind_of(std::string name, std::string target, std::string about, std::vector<ParameterSpec> parameters = {}) {
  return {.name = std::move(name),
          .target = std::move(target),
          .about = std::move(about),
          .parameters = std::move(parameters),
          .make = [](World& world, const FaultSpec& spec) -> std::unique_ptr<Fault> {
            return std::make_unique<F>(world, spec);
          }};
}

}  // namespace orrery::sim
