#include "nodes/market/market.h"

#include <algorithm>

#include "nodes/market/provider_program.h"
#include "sim/input_error.h"

namespace orrery::nodes {
namespace {

template <class T>
T& require_named(const std::vector<std::unique_ptr<T>>& all, std::string_view name, std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& one : all) {
    if (one->spec().name == name) return *one;
    names.push_back(one->spec().name);
  }
  throw sim::InputError("", "no " + std::string(kind) + " is called \"" + std::string(name) + "\"",
                        sim::did_you_mean(name, names));
}

}  // namespace

Market::Market(sim::World& world) : world_(world), reach_(world.random("market/reach")) {}

std::vector<std::string> Market::pair_names() const {
  std::vector<std::string> names;
  for (const Pair& pair : pairs_) names.push_back(pair.name);
  return names;
}

PairId Market::add_pair(std::string name, std::unique_ptr<PricePath> true_path) {
  for (const Pair& pair : pairs_) {
    if (pair.name == name) throw sim::InputError("", "there are two prices called \"" + name + "\"");
  }
  pairs_.push_back({std::move(name), std::move(true_path)});
  return {static_cast<std::uint32_t>(pairs_.size() - 1)};
}

PairId Market::pair(std::string_view name) const {
  for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
    if (pairs_[i].name == name) return {i};
  }
  throw sim::InputError("", "no price is called \"" + std::string(name) + "\"", sim::did_you_mean(name, pair_names()));
}

Venue& Market::add_venue(VenueSpec spec) {
  if (spec.quotes.empty()) throw sim::InputError("", "venue \"" + spec.name + "\" quotes no price");
  std::vector<Venue::Quoted> quoted;
  for (const VenueQuoteSpec& quote : spec.quotes) {
    const PairId id = pair(quote.pair);
    if (std::any_of(quoted.begin(), quoted.end(), [id](const Venue::Quoted& other) { return other.pair == id; })) {
      throw sim::InputError("", "venue \"" + spec.name + "\" quotes " + quote.pair + " twice");
    }
    if (quote.volume < 1 || quote.volume > 1'000'000) {
      throw sim::InputError("", "the volume of " + quote.pair + " at venue \"" + spec.name + "\" is not 1 to 1000000");
    }
    quoted.push_back({id, &path(id)});
  }
  std::vector<sim::EntityId> services;
  for (const std::string& name : spec.leans_on) {
    const sim::EntityId service = world_.entities().require(name, "service");
    if (world_.network().service(service).effect == sim::ServiceEffect::kFlaps) {
      throw sim::InputError("", "venue \"" + spec.name + "\" leans on \"" + name + "\", which flaps",
                            "venues lean on services that stop; state flapping as venue-outage faults");
    }
    services.push_back(service);
  }
  const sim::EntityId zone = world_.entities().require(spec.zone, "zone");
  const sim::EntityId id = world_.add_entity("venue", spec.name, {}, zone);
  return *venues_.emplace_back(
      std::make_unique<Venue>(world_.seed(), std::move(spec), quoted, id, zone, std::move(services)));
}

Provider& Market::add_provider(ProviderSpec spec) {
  for (const auto& other : providers_) {
    if (other->spec().name == spec.name) {
      throw sim::InputError("", "there are two providers called \"" + spec.name + "\"");
    }
  }
  std::vector<const Venue*> read;
  for (const std::string& name : spec.venues) read.push_back(&venue(name));
  if (spec.venues.empty()) {
    for (const auto& every : venues_) read.push_back(every.get());
  }
  if (read.empty() || spec.fewest_venues > read.size()) {
    throw sim::InputError("", "provider \"" + spec.name + "\" has " + std::to_string(read.size()) +
                                  " venues and needs " + std::to_string(std::max<std::size_t>(1, spec.fewest_venues)));
  }
  if (spec.refresh <= sim::Duration::zero()) {
    throw sim::InputError("", "the refresh of provider \"" + spec.name + "\" is not above zero");
  }
  return *providers_.emplace_back(std::make_unique<Provider>(world_.seed(), std::move(spec), std::move(read)));
}

Venue& Market::venue(std::string_view name) { return require_named(venues_, name, "venue"); }
Provider& Market::provider(std::string_view name) { return require_named(providers_, name, "provider"); }

sim::ProgramFactory Market::provider_program(std::string_view name) {
  Provider& described = provider(name);
  return [this, &described](sim::Host& host) -> std::unique_ptr<sim::Program> {
    return std::make_unique<ProviderProgram>(host, *this, described);
  };
}

sim::HostPort Market::provider_address(std::string_view name) const {
  return {world_.entities().require(name, "host"), world_.port(kPriceService)};
}

Provider::Reach Market::reach(sim::EntityId from_host, const Venue& venue) {
  sim::Network& network = world_.network();
  if (const auto down = network.zone_down_because(venue.zone())) return {false, *down};
  for (const sim::EntityId service : venue.services()) {
    if (network.service(service).effect == sim::ServiceEffect::kNoLaunch) continue;
    if (const auto failed = network.service_failed_because(service)) return {false, *failed};
  }
  const sim::EntityId from_zone = world_.entities()[from_host].zone;
  return {network.draw_latency(from_zone, venue.zone(), reach_).has_value(), {}};
}

SourceOverlay Market::stamped(SourceOverlay overlay) {
  overlay.id = next_overlay_++;
  overlay.since = world_.now();
  overlay.cause = world_.kernel().cause();
  return overlay;
}

std::uint64_t Market::put_on(Venue& venue, SourceOverlay overlay) {
  overlay = stamped(std::move(overlay));
  const std::uint64_t id = overlay.id;
  venue.put_on(std::move(overlay));
  return id;
}

std::uint64_t Market::put_on(Provider& provider, SourceOverlay overlay) {
  overlay = stamped(std::move(overlay));
  const std::uint64_t id = overlay.id;
  if (overlay.kind == SourceOverlay::Kind::kFreeze) {
    const sim::EntityId host = world_.entities().require(provider.spec().name, "host");
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      std::optional<sim::Time> ignored;
      const auto reaches = [this](sim::EntityId from, const Venue& venue) { return reach(from, venue); };
      const auto found = provider.look(PairId{i}, overlay.since - provider.lag(PairId{i}), reaches, host).price;
      overlay.frozen.push_back(found ? provider.overlays().held(*found, PairId{i}, overlay.since, ignored)
                                     : std::nullopt);
    }
  }
  provider.put_on(std::move(overlay));
  return id;
}

}  // namespace orrery::nodes
