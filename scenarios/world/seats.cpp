#include "scenarios/world/seats.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/world/build_places.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

// Amounts are drawn in thousandths of a token.
constexpr std::int64_t kDrawUnit = Price::kOne / 1'000;

}  // namespace

void check_population(FeedWorkshop& shop, const PopulationEntry& entry) {
  constexpr std::uint32_t kMost = 10'000;
  if (entry.name.empty()) throw sim::InputError(entry.place.text(), "name: expected a name");
  if (entry.count > kMost) throw sim::InputError(entry.place.text(), fmt::format("count: expected at most {}", kMost));
  if (entry.poll < kShortestPoll)
    throw sim::InputError(entry.place.text(), "poll: expected at least " + exact_text(kShortestPoll));
  if (entry.starts_within < sim::Duration::zero())
    throw sim::InputError(entry.place.text(), "starts_within: expected zero or more");
  // Of a population of none, which a sweep may begin with, nobody else looks at these.
  checked_name(shop.world(), entry.zone, "zone");
  checked_names(shop.world(), entry.leans_on, "service");
  for (const Reference& rpc : entry.rpc) at_place(rpc.place, [&] { shop.ledgers.endpoint(rpc.name); });
}

Seat make_seat(FeedWorkshop& shop, const PopulationEntry& entry, chains::Chain& chain, std::uint32_t number) {
  sim::HostSpec host;
  host.name = fmt::format("{}/{}", entry.name, number);
  host.zone = checked_name(shop.world(), entry.zone, "zone");
  host.leans_on = checked_names(shop.world(), entry.leans_on, "service");
  Seat seat{shop.world().network().add_host(host), {}};
  nodes::ChainActorSpec& spec = seat.spec;
  spec.poll = entry.poll;
  spec.latest_start = entry.starts_within;
  spec.chain =
      chain_access(shop, chain, endpoints_of(shop, entry.rpc, chain.name(), entry.name, entry.place), host.name);
  set_gas(spec.chain.transmitter, entry, entry.place);
  return seat;
}

Price drawn_holding(FeedWorkshop& shop, const HoldersEntry& entry, const Seat& seat) {
  if (entry.holds.units < 0) throw sim::InputError(entry.place.text(), "holds: expected zero or more");
  const Price most = entry.holds_at_most.value_or(entry.holds);
  if (most < entry.holds) throw sim::InputError(entry.place.text(), "holds_at_most: expected at least holds");
  if (most == entry.holds) return most;
  // In thousandths above `holds`, or finer where the range is.
  const nodes::Int128 range = most.units - entry.holds.units;
  const nodes::Int128 step = range >= kDrawUnit ? nodes::Int128(kDrawUnit) : nodes::Int128(1);
  sim::Random random = shop.world().random("holding/" + seat.host.name());
  const std::int64_t offset = random.between(0, static_cast<std::int64_t>(range / step));
  return {entry.holds.units + static_cast<nodes::Int128>(offset) * step};
}

void give(FeedWorkshop& shop, const chains::Chain& chain, const Seat& seat, const chains::Address& token, int decimals,
          Price amount) {
  shop.deployer(chain.name())
      .call(token, "mint(address,uint256)",
            {{seat.account()}, {static_cast<chains::Uint256>(nodes::to_answer(amount, decimals))}});
}

nodes::PriceSourcesSpec prices_of(FeedWorkshop& shop, const std::vector<Reference>& providers, const Reference& price) {
  nodes::PriceSourcesSpec sources;
  at_place(price.place, [&] { sources.pair = shop.market.pair(price.name); });
  for (const Reference& provider : providers)
    at_place(provider.place, [&] {
      if (shop.market.provider(provider.name).quotes(sources.pair))
        sources.providers.push_back(shop.market.provider_address(provider.name));
    });
  if (sources.providers.empty() && !providers.empty())
    throw sim::InputError(providers.front().place.text(), fmt::format("none of these providers quotes {}", price.name));
  sources.fewest_answers = std::min(sources.fewest_answers, sources.providers.size());
  return sources;
}

}  // namespace orrery::scenarios
