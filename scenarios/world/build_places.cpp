#include "scenarios/world/build_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "scenarios/world/latency_table.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

sim::LinkSpec default_link(const LatencyEntry& entry, sim::Duration latency) {
  return {latency, entry.jitter_scale, entry.jitter_cap, entry.loss, {}, entry.bytes_per_second};
}

/// Every pair has a path: the scenario's own [[link]] first, then the table, then the plain default where there is no
/// table. A pair that a table lacks is left out and reported when hosts need it.
void build_links(const Scenario& scenario, Files& files, sim::World& world) {
  sim::Network& network = world.network();
  const LatencyEntry& latency = scenario.latency;
  if (latency.file.empty()) {
    for (std::size_t i = 0; i < scenario.zones.size(); ++i)
      for (std::size_t j = i + 1; j < scenario.zones.size(); ++j)
        network.set_link(scenario.zones[i].name, scenario.zones[j].name, default_link(latency, latency.between_zones));
  } else {
    const std::string path = beside(latency.place, latency.file);
    for (const LatencyRow& row : parse_latency_table(files.read(path, latency.place.text()), path)) {
      const bool both = !world.entities().find(row.zone_a).is_none() && !world.entities().find(row.zone_b).is_none();
      if (both) network.set_link(row.zone_a, row.zone_b, default_link(latency, row.one_way));
    }
  }
  std::set<std::pair<std::string, std::string>> linked;
  for (const LinkEntry& link : scenario.links) {
    if (link.between.size() != 2)
      throw sim::InputError(link.place.text(),
                            fmt::format("between: expected two zones, found {}", link.between.size()));
    const auto zones = checked_names(world, link.between, "zone");
    if (zones[0] == zones[1]) throw sim::InputError(link.place.text(), "between: expected two different zones");
    if (!linked.emplace(std::minmax(zones[0], zones[1])).second)
      throw sim::InputError(link.place.text(),
                            fmt::format("\"{}\" and \"{}\" have a link already", zones[0], zones[1]));
    network.set_link(
        zones[0], zones[1],
        {link.latency, link.jitter_scale, link.jitter_cap, link.loss, link.duplication, link.bytes_per_second});
  }
}

}  // namespace

const std::string& checked_name(const sim::World& world, const Reference& reference, std::string_view kind) {
  try {
    world.entities().require(reference.name, kind);
  } catch (const sim::InputError& error) {
    throw error.at(reference.place.text());
  }
  return reference.name;
}

std::vector<std::string> checked_names(const sim::World& world, const std::vector<Reference>& references,
                                       std::string_view kind) {
  std::vector<std::string> names;
  for (const Reference& reference : references) names.push_back(checked_name(world, reference, kind));
  return names;
}

void build_places(const Scenario& scenario, Files& files, sim::World& world) {
  if (scenario.zones.empty())
    throw sim::InputError(scenario.place.text(), "there is no zone; expected at least one [[zone]]");
  for (const ZoneEntry& zone : scenario.zones)
    at_place(zone.place, [&] { world.network().add_zone({zone.name, {}, zone.internal_latency}); });
  for (const ServiceEntry& service : scenario.services) {
    at_place(service.place, [&] {
      const sim::ServiceEffect effect = service.effect == "flaps"       ? sim::ServiceEffect::kFlaps
                                        : service.effect == "no-launch" ? sim::ServiceEffect::kNoLaunch
                                                                        : sim::ServiceEffect::kStops;
      world.network().add_service({service.name, checked_name(world, service.zone, "zone"), effect});
    });
  }
  build_links(scenario, files, world);
}

}  // namespace orrery::scenarios
