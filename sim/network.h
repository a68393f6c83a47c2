#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/entity.h"
#include "sim/fault.h"
#include "sim/host.h"
#include "sim/random.h"
#include "sim/time.h"

namespace orrery::sim {

class World;
class SimulatedHost;
struct PathEffect;

/// A path between two zones. Latency of a message = base + jitter + size / bandwidth. Jitter is a generalised Pareto,
/// truncated (the shape 1.4 of the source has no mean): see docs/network.md for the source of the defaults. Bandwidth
/// is what one host has towards the other zone: its messages queue behind each other, not behind those of others.
struct LinkSpec {
  Duration latency = {};  ///< one way, without jitter
  Duration jitter_scale = Duration::microseconds(350);
  Duration jitter_cap = Duration::milliseconds(50);
  Fraction loss = {};
  Fraction duplication = {};
  std::uint64_t bytes_per_second = 0;  ///< 0: unlimited
};

struct ZoneSpec {
  std::string name;                                         ///< "aws/us-east-1"
  std::string cloud = {};                                   ///< "aws"; empty: the part before '/'
  Duration internal_latency = Duration::microseconds(250);  ///< between machines of this zone
};

struct ClockSpec {
  Duration skew = {};  ///< local = true + skew + drift
  std::int64_t drift_parts_per_billion = 0;
};

struct HostSpec {
  std::string name;
  std::string zone;
  EntityId parent = {};                    ///< its network, or none
  std::vector<std::string> leans_on = {};  ///< services that must answer for it to work
  ClockSpec clock = {};
  std::uint64_t storage_bytes = 1ull << 30;
  /// Mean time between replacements of the machine by a new one, as autoscaled instances have; absent: never. What was
  /// synced stays, as on an attached volume.
  std::optional<Duration> recycle = {};
};

/// How a host suffers when a service it leans on fails.
/// A service is what hosts lean on without talking to it in messages: a cloud's database API, its load balancers, its
/// launch plane. `kStops`: what leans on it is down while it fails. `kFlaps`: a share of what it would deliver is lost,
/// chosen per minute and host. `kNoLaunch`: running hosts go on, but none that stops can start.
enum class ServiceEffect : std::uint8_t { kStops, kFlaps, kNoLaunch };
struct ServiceSpec {
  std::string name;  ///< "aws/us-east-1/dynamodb"
  std::string zone;
  ServiceEffect effect = ServiceEffect::kStops;
};

/// How a service fails: for kFlaps the share of minutes in which a host cannot be reached, for kStops how long after
/// the repair the last host is back (each draws its own moment), as when DNS caches expire.
struct ServiceFailure {
  Fraction share = {};
  Duration tail = {};
};

/// Zones, services, hosts and the paths between them; carries messages with latency, jitter, loss, duplication and
/// bandwidth, unless a fault forbids it. Every drop knows why. Memory: zones^2 + hosts.
class Network {
 public:
  explicit Network(World& world);
  ~Network();

  EntityId add_zone(ZoneSpec spec);
  EntityId add_service(ServiceSpec spec);
  /// Both directions. Throws InputError for an unknown zone.
  void set_link(std::string_view zone_a, std::string_view zone_b, LinkSpec spec);
  /// Throws InputError naming every pair of zones that something but services stands in and that have no link.
  void check_links() const;

  /// Adds a host that is down until start_all() or start(). Its zone and its services must be there.
  SimulatedHost& add_host(HostSpec spec);
  SimulatedHost& host(EntityId id);
  const SimulatedHost& host(EntityId id) const;
  /// Null when the entity is no host.
  SimulatedHost* find_host(EntityId id);
  const std::vector<std::unique_ptr<SimulatedHost>>& hosts() const;
  /// Starts every host that is not kept down, in the order of adding.
  void start_all();

  /// "aws" of the zone "aws/us-east-1", unless its spec says otherwise.
  const std::string& cloud(EntityId zone) const;
  const ServiceSpec& service(EntityId id) const;
  /// The fault that keeps a zone down, or none: for what stands in a zone without being a host (validators, gossip).
  std::optional<CauseId> zone_down_because(EntityId zone) const;
  /// The fault that keeps a service down, or none.
  std::optional<CauseId> service_failed_because(EntityId service) const;
  /// One-way latency of a path between zones for actors that are no hosts, drawn from their own stream; absent when a
  /// zone is down, or a fault blocks the path or loses what goes over it; `because` is then told which.
  std::optional<Duration> draw_latency(EntityId from_zone, EntityId to_zone, Random& random,
                                       std::vector<CauseId>* because = nullptr) const;

  /// What faults do. Each is keyed by the fault's row, so that lifting one leaves the others.
  void fail_zone(EntityId zone, CauseId fault);
  void restore_zone(EntityId zone, CauseId fault);
  void fail_service(EntityId service, CauseId fault, ServiceFailure failure);
  void restore_service(EntityId service, CauseId fault);
  void add_path_effect(PathEffect effect);
  void remove_path_effects(CauseId fault);

  /// Copies, not sendings. When nothing is under way: sent + duplicated = delivered + lost + blocked + dead.
  struct Counters {
    std::uint64_t sent = 0, delivered = 0, lost = 0, blocked = 0, dead = 0, duplicated = 0, bytes = 0;
  };
  const Counters& counters() const { return counters_; }

 private:
  friend class SimulatedHost;
  struct State;
  World& world_;
  std::unique_ptr<State> state_;
  Counters counters_;
};

}  // namespace orrery::sim
