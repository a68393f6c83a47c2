#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/network.h"
#include "sim/network/copies_in_flight.h"
#include "sim/network/path_effect.h"
#include "sim/network/simulated_host.h"
#include "sim/network/zone_matrix.h"

namespace orrery::sim {

/// Everything of a network that changes or that its parts share.
struct Network::State {
  struct Zone {
    ZoneSpec spec;
    EntityId id;
    std::vector<CauseId> down_by;
  };
  struct Failing {
    CauseId fault;
    ServiceFailure failure;
  };
  struct Service {
    ServiceSpec spec;
    EntityId id;
    std::vector<Failing> failing;
    std::vector<SimulatedHost*> leaning;

    void put_on(SimulatedHost& host, const Failing& failed) const;
    void take_off(SimulatedHost& host, CauseId fault) const;
  };

  std::vector<Zone> zones;
  ZoneMatrix links;
  std::vector<Service> services;
  std::vector<std::unique_ptr<SimulatedHost>> hosts;
  std::vector<SimulatedHost*> host_of_entity;  // null for what is no host
  PathEffects effects;
  CopiesInFlight in_flight;

  std::uint32_t zone_index(EntityId id) const;
  Service& service(EntityId id);
};

}  // namespace orrery::sim
