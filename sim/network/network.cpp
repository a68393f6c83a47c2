#include "sim/network.h"

#include <algorithm>
#include <set>

#include "sim/assert.h"
#include "sim/input_error.h"
#include "sim/input_limits.h"
#include "sim/network/network_state.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

void check(const HostSpec& spec) {
  if (spec.recycle && (*spec.recycle <= Duration::zero() || *spec.recycle > kLongestInput)) {
    throw InputError({}, "a host is recycled after a positive time of at most 50 years", "leave it out for never");
  }
  if (spec.clock.skew > kLongestInput || spec.clock.skew < -kLongestInput) {
    throw InputError({}, "a clock is off by more than 50 years", "give a duration such as \"30ms\"");
  }
  constexpr std::int64_t kSteepestDrift = 100'000'000;
  if (spec.clock.drift_parts_per_billion > kSteepestDrift || spec.clock.drift_parts_per_billion < -kSteepestDrift) {
    throw InputError({}, "a clock drifts by more than 10 %", "real clocks drift by some parts in a million");
  }
}

}  // namespace

Network::Network(World& world) : world_(world), state_(std::make_unique<State>()) {}

Network::~Network() = default;

std::uint32_t Network::State::zone_index(EntityId id) const {
  const auto found = std::find_if(zones.begin(), zones.end(), [&](const Zone& zone) { return zone.id == id; });
  ORRERY_ASSERT(found != zones.end(), "a zone of this network");
  return static_cast<std::uint32_t>(found - zones.begin());
}

Network::State::Service& Network::State::service(EntityId id) {
  const auto found =
      std::find_if(services.begin(), services.end(), [&](const Service& service) { return service.id == id; });
  ORRERY_ASSERT(found != services.end(), "a service of this network");
  return *found;
}

EntityId Network::add_zone(ZoneSpec spec) {
  check_latency(spec.internal_latency);
  if (spec.cloud.empty()) spec.cloud = spec.name.substr(0, spec.name.find('/'));
  const EntityId id = world_.add_entity("zone", spec.name);
  state_->links.add_zone(spec.internal_latency);
  for (const auto& host : state_->hosts) host->uplink_free_.push_back(world_.now());
  state_->zones.push_back({std::move(spec), id, {}});
  return id;
}

EntityId Network::add_service(ServiceSpec spec) {
  const EntityId zone = world_.entities().require(spec.zone, "zone");
  const EntityId id = world_.add_entity("service", spec.name, EntityId::none(), zone);
  state_->services.push_back({std::move(spec), id, {}, {}});
  return id;
}

void Network::set_link(std::string_view zone_a, std::string_view zone_b, LinkSpec spec) {
  const std::uint32_t a = state_->zone_index(world_.entities().require(zone_a, "zone"));
  const std::uint32_t b = state_->zone_index(world_.entities().require(zone_b, "zone"));
  state_->links.set(a, b, spec);
  state_->links.set(b, a, spec);
}

void Network::check_links() const {
  std::set<std::uint32_t> inhabited;
  // Validators and venues talk, too, without being hosts; a service is only leant on.
  for (const Entity& entity : world_.entities().all()) {
    if (!entity.zone.is_none() && entity.kind != "service") inhabited.insert(state_->zone_index(entity.zone));
  }
  std::string missing;
  for (const std::uint32_t a : inhabited) {
    for (const std::uint32_t b : inhabited) {
      if (a >= b || state_->links.link(a, b).is_set) continue;
      if (!missing.empty()) missing += ", ";
      missing += state_->zones[a].spec.name + " <-> " + state_->zones[b].spec.name;
    }
  }
  if (!missing.empty()) {
    throw InputError({}, "zones in use have no latency between them: " + missing, "add a link for each pair");
  }
}

SimulatedHost& Network::add_host(HostSpec spec) {
  const EntityId zone = world_.entities().require(spec.zone, "zone");
  std::vector<EntityId> services;
  for (const std::string& name : spec.leans_on) {
    const EntityId service = world_.entities().require(name, "service");
    if (std::find(services.begin(), services.end(), service) == services.end()) services.push_back(service);
  }
  check(spec);
  const EntityId id = world_.add_entity("host", spec.name, spec.parent, zone);
  const std::uint32_t zone_index = state_->zone_index(zone);
  state_->hosts.push_back(std::make_unique<SimulatedHost>(world_, *this, id, zone, zone_index, std::move(spec)));
  SimulatedHost& host = *state_->hosts.back();
  host.uplink_free_.assign(state_->zones.size(), world_.now());
  state_->host_of_entity.resize(id.index + 1, nullptr);
  state_->host_of_entity[id.index] = &host;
  for (const CauseId fault : state_->zones[zone_index].down_by) host.keep_down(fault);
  for (const EntityId service_id : services) {
    State::Service& service = state_->service(service_id);
    service.leaning.push_back(&host);
    for (const State::Failing& failing : service.failing) service.put_on(host, failing);
  }
  return host;
}

SimulatedHost* Network::find_host(EntityId id) {
  return id.index < state_->host_of_entity.size() ? state_->host_of_entity[id.index] : nullptr;
}

SimulatedHost& Network::host(EntityId id) {
  SimulatedHost* const found = find_host(id);
  ORRERY_ASSERT(found != nullptr, "a host of this network");
  return *found;
}

const SimulatedHost& Network::host(EntityId id) const { return const_cast<Network*>(this)->host(id); }

const std::vector<std::unique_ptr<SimulatedHost>>& Network::hosts() const { return state_->hosts; }

void Network::start_all() {
  for (const auto& host : state_->hosts) host->start();
}

const std::string& Network::cloud(EntityId zone) const { return state_->zones[state_->zone_index(zone)].spec.cloud; }

const ServiceSpec& Network::service(EntityId id) const { return state_->service(id).spec; }

std::optional<Duration> Network::draw_latency(EntityId from_zone, EntityId to_zone, Random& random,
                                              std::vector<CauseId>* because) const {
  const auto tell = [because](CauseId fault) {
    if (because != nullptr) because->push_back(fault);
    return std::nullopt;
  };
  const Link& link = state_->links.link(state_->zone_index(from_zone), state_->zone_index(to_zone));
  ORRERY_ASSERT(link.is_set, "every pair of zones that talk has a link");
  const Duration latency = link.draw_latency(random);
  if (const auto fault = zone_down_because(from_zone)) return tell(*fault);
  if (const auto fault = zone_down_because(to_zone)) return tell(*fault);
  if (state_->effects.empty()) return latency;
  const PathVerdict verdict = state_->effects.judge({}, from_zone, {}, to_zone, world_.faults());
  if (verdict.blocked || verdict.lost) {
    world_.faults().count_hit(verdict.fault, Hit::kCopy);
    return tell(verdict.fault);
  }
  return latency + verdict.delay;
}

}  // namespace orrery::sim
