#include "scenarios/world/build_market.h"

#include <memory>
#include <vector>

#include "nodes/market/candle_path.h"
#include "scenarios/world/build_places.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

using Paths = std::vector<std::unique_ptr<nodes::PricePath>>;

void check_price(const PriceEntry& price) {
  const std::string place = price.place.text();
  const int given = (price.candles.empty() ? 0 : 1) + (price.value ? 1 : 0) + (price.ratio.empty() ? 0 : 1);
  if (given != 1) throw sim::InputError(place, "price \"" + price.name + "\": give one of candles, value and ratio");
  if (!price.ratio.empty() && price.ratio.size() != 2) throw sim::InputError(place, "ratio: expected two prices");
}

std::unique_ptr<nodes::PricePath> stated_path(const PriceEntry& price, const Scenario& scenario, Files& files) {
  const std::string place = price.place.text();
  if (price.value) {
    if (price.value->units <= 0) throw sim::InputError(place, "value: expected a price above zero");
    return std::make_unique<nodes::ConstantPath>(*price.value);
  }
  const std::string path = beside(price.place, price.candles);
  nodes::CandleTable table = nodes::parse_candles(files.read(path, place), path);
  const sim::Time end = scenario.start + scenario.duration;
  if (table.end() < end || table.start > scenario.start)
    throw sim::InputError(place,
                          path + " covers " + sim::to_text(table.start, 0) + " to " + sim::to_text(table.end(), 0) +
                              ", not all of the scenario's time",
                          "the scenario goes from " + sim::to_text(scenario.start, 0) + " to " + sim::to_text(end, 0));
  return std::make_unique<nodes::CandlePath>(std::move(table), sim::Seed{scenario.seed}, price.name);
}

/// The path of a price that a ratio names, `paths` being those that stand.
const nodes::PricePath& part_of_ratio(const PriceEntry& ratio, const Reference& part,
                                      const std::vector<PriceEntry>& prices, const Paths& paths) {
  const std::string place = part.place.text();
  if (part.name == ratio.name) throw sim::InputError(place, "\"" + part.name + "\" is a ratio of itself");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    names.push_back(prices[i].name);
    if (prices[i].name != part.name) continue;
    if (!paths[i])
      throw sim::InputError(place, "\"" + part.name + "\" is a ratio that stands later: a ratio of ratios stands last");
    return *paths[i];
  }
  throw sim::InputError(place, "no price is called \"" + part.name + "\"", sim::did_you_mean(part.name, names));
}

/// Of every price in order. Ratios are made last, so that they may name a price that stands later in the file.
Paths price_paths(const Scenario& scenario, Files& files) {
  const std::vector<PriceEntry>& prices = scenario.prices;
  Paths paths(prices.size());
  for (std::size_t i = 0; i < prices.size(); ++i)
    at_place(prices[i].place, [&] {
      check_price(prices[i]);
      if (prices[i].ratio.empty()) paths[i] = stated_path(prices[i], scenario, files);
    });
  for (std::size_t i = 0; i < prices.size(); ++i) {
    if (prices[i].ratio.empty()) continue;
    const auto part = [&](std::size_t which) -> const nodes::PricePath& {
      return part_of_ratio(prices[i], prices[i].ratio[which], prices, paths);
    };
    paths[i] = std::make_unique<nodes::RatioPath>(part(0), part(1));
  }
  return paths;
}

nodes::VenueSpec venue_spec(const VenueEntry& venue, const Scenario& scenario, const sim::World& world) {
  nodes::VenueSpec spec;
  spec.name = venue.name;
  spec.zone = checked_name(world, venue.zone, "zone");
  spec.lag = venue.lag;
  spec.leans_on = checked_names(world, venue.leans_on, "service");
  const auto quote = [&](const std::string& pair) {
    spec.quotes.push_back(
        {pair, static_cast<std::int64_t>(venue.weight), venue.noise, venue.noise_memory, venue.spread});
  };
  for (const Reference& pair : venue.prices) quote(pair.name);
  if (venue.prices.empty())
    for (const PriceEntry& price : scenario.prices) quote(price.name);
  return spec;
}

}  // namespace

void build_market(const Scenario& scenario, Files& files, nodes::Market& market) {
  sim::World& world = market.world();
  Paths paths = price_paths(scenario, files);
  for (std::size_t i = 0; i < paths.size(); ++i)
    at_place(scenario.prices[i].place, [&] { market.add_pair(scenario.prices[i].name, std::move(paths[i])); });
  for (const VenueEntry& venue : scenario.venues)
    at_place(venue.place, [&] { market.add_venue(venue_spec(venue, scenario, world)); });
  for (const ProviderEntry& provider : scenario.providers) {
    at_place(provider.place, [&] {
      nodes::ProviderSpec spec;
      spec.name = provider.name;
      spec.venues = checked_names(world, provider.venues, "venue");
      if (provider.fewest_venues == 0)
        throw sim::InputError(provider.place.text(), "fewest_venues: expected at least 1");
      spec.fewest_venues = provider.fewest_venues;
      spec.outliers.kind = provider.outliers;
      spec.outliers.share = provider.outlier_share;
      spec.refresh = provider.refresh;
      spec.oldest_quote = provider.oldest_quote;
      spec.oldest_answer = provider.oldest_answer;
      spec.processing = provider.processing;
      spec.errors = provider.errors;
      spec.requests_per_minute = provider.requests_per_minute;
      market.add_provider(std::move(spec));
      sim::HostSpec host;
      host.name = provider.name;
      host.zone = checked_name(world, provider.zone, "zone");
      host.leans_on = checked_names(world, provider.leans_on, "service");
      world.network().add_host(std::move(host)).install("provider", market.provider_program(provider.name));
    });
  }
}

}  // namespace orrery::scenarios
