#include "sim/event_kinds.h"
#include "sim/network/network_state.h"
#include "sim/world.h"

namespace orrery::sim {

void Network::State::Service::put_on(SimulatedHost& host, const Failing& failed) const {
  switch (spec.effect) {
    case ServiceEffect::kStops:
      return host.keep_down(failed.fault);
    case ServiceEffect::kFlaps:
      return host.start_flapping(failed.fault, spec.name, failed.failure.share);
    case ServiceEffect::kNoLaunch:
      return host.block_launch(failed.fault);
  }
}

void Network::State::Service::take_off(SimulatedHost& host, CauseId fault) const {
  switch (spec.effect) {
    case ServiceEffect::kStops:
      return host.allow_up(fault);
    case ServiceEffect::kFlaps:
      return host.stop_flapping(fault);
    case ServiceEffect::kNoLaunch:
      return host.allow_launch(fault);
  }
}

std::optional<CauseId> Network::zone_down_because(EntityId zone) const {
  const auto& faults = state_->zones[state_->zone_index(zone)].down_by;
  if (faults.empty()) return std::nullopt;
  return faults.front();
}

std::optional<CauseId> Network::service_failed_because(EntityId service) const {
  const auto& failing = state_->service(service).failing;
  if (failing.empty()) return std::nullopt;
  return failing.front().fault;
}

void Network::fail_zone(EntityId zone, CauseId fault) {
  state_->zones[state_->zone_index(zone)].down_by.push_back(fault);
  for (const auto& host : state_->hosts) {
    if (host->zone() == zone) host->keep_down(fault);
  }
}

void Network::restore_zone(EntityId zone, CauseId fault) {
  std::erase(state_->zones[state_->zone_index(zone)].down_by, fault);
  for (const auto& host : state_->hosts) {
    if (host->zone() == zone) host->allow_up(fault);
  }
}

void Network::fail_service(EntityId id, CauseId fault, ServiceFailure failure) {
  State::Service& service = state_->service(id);
  service.failing.push_back({fault, failure});
  for (SimulatedHost* host : service.leaning) service.put_on(*host, service.failing.back());
}

void Network::restore_service(EntityId id, CauseId fault) {
  State::Service& service = state_->service(id);
  Duration tail;
  for (const State::Failing& failing : service.failing) {
    if (failing.fault == fault) tail = failing.failure.tail;
  }
  std::erase_if(service.failing, [&](const State::Failing& failing) { return failing.fault == fault; });
  for (SimulatedHost* host : service.leaning) {
    if (tail == Duration::zero()) {
      service.take_off(*host, fault);
      continue;
    }
    const Duration wait = host->recovery_random_.between(Duration::zero(), tail);
    const EventTag tag{.entity = host->id(), .kind = kRecoveryEvent};
    world_.kernel().schedule_after(
        wait, tag, [state = state_.get(), id, host, fault] { state->service(id).take_off(*host, fault); });
  }
}

void Network::add_path_effect(PathEffect effect) { state_->effects.add(std::move(effect)); }

void Network::remove_path_effects(CauseId fault) { state_->effects.remove(fault); }

}  // namespace orrery::sim
