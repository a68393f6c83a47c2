#include "scenarios/world/build_actors.h"

#include <fmt/format.h>

#include "nodes/actors/borrower.h"
#include "nodes/actors/liquidator.h"
#include "nodes/actors/opportunist.h"
#include "scenarios/world/build_lending.h"
#include "scenarios/world/build_places.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

using chains::Uint256;

// Amounts are drawn in thousandths of a token.
constexpr std::int64_t kDrawUnit = Price::kOne / 1'000;

std::vector<sim::HostPort> endpoints_of(FeedWorkshop& shop, const PopulationEntry& entry, const chains::Chain& chain) {
  std::vector<sim::HostPort> endpoints;
  for (const Reference& rpc : entry.rpc) {
    at_place(rpc.place, [&] {
      chains::RpcService& endpoint = shop.ledgers.endpoint(rpc.name);
      if (endpoint.spec().chain != chain.name())
        throw sim::InputError(rpc.place.text(), fmt::format("endpoint \"{}\" serves {}, but the market is on {}",
                                                            rpc.name, endpoint.spec().chain, chain.name()));
      endpoints.push_back(endpoint.address());
    });
  }
  if (endpoints.empty()) throw sim::InputError(entry.place.text(), "rpc: expected at least one endpoint");
  return endpoints;
}

/// What one of the population has: between holds and holds_at_most.
Price drawn_holding(FeedWorkshop& shop, const PopulationEntry& entry, const std::string& name) {
  if (!entry.holds_at_most) return entry.holds;
  const auto thousandths = [](Price price) { return static_cast<std::int64_t>(price.units / kDrawUnit); };
  const std::int64_t low = thousandths(entry.holds), high = thousandths(*entry.holds_at_most);
  if (low > high) throw sim::InputError(entry.place.text(), "holds_at_most: expected at least holds");
  return {static_cast<nodes::Int128>(shop.world().random("holding/" + name).between(low, high)) * kDrawUnit};
}

}  // namespace

nodes::PriceSourcesSpec prices_of(FeedWorkshop& shop, const std::vector<Reference>& providers, const Reference& price) {
  nodes::PriceSourcesSpec sources;
  sources.pair = shop.market.pair(price.name);
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

Seat make_seat(FeedWorkshop& shop, const PopulationEntry& entry, chains::Chain& chain, const nodes::LendingAsset& held,
               std::uint32_t number) {
  sim::HostSpec host;
  host.name = fmt::format("{}/{}", entry.name, number);
  host.zone = checked_name(shop.world(), entry.zone, "zone");
  host.leans_on = checked_names(shop.world(), entry.leans_on, "service");
  Seat seat{shop.world().network().add_host(host), {}};
  nodes::LendingActorSpec& spec = seat.spec;
  spec.poll = entry.poll;
  spec.latest_start = entry.starts_within;
  spec.endpoints = endpoints_of(shop, entry, chain);
  spec.transmitter.chain_id = chain.spec().chain_id;
  spec.transmitter.account = fund_account(shop, chain, host.name);
  spec.tables = shop.tables;
  spec.signatures = &shop.ledgers.signatures();
  const Price holding = drawn_holding(shop, entry, host.name);
  if (holding.units < 0) throw sim::InputError(entry.place.text(), "holds: expected zero or more");
  shop.deployer(chain.name())
      .call(held.token, "mint(address,uint256)",
            {{spec.transmitter.account->address}, {static_cast<Uint256>(nodes::to_answer(holding, held.decimals))}});
  return seat;
}

void check_population(const PopulationEntry& entry) {
  constexpr std::uint32_t kMost = 10'000;
  if (entry.count > kMost) throw sim::InputError(entry.place.text(), fmt::format("count: expected at most {}", kMost));
  if (entry.poll <= sim::Duration::zero()) throw sim::InputError(entry.place.text(), "poll: expected more than zero");
  if (entry.starts_within < sim::Duration::zero())
    throw sim::InputError(entry.place.text(), "starts_within: expected zero or more");
}

namespace {

/// One who uses a lending market.
Seat market_seat(FeedWorkshop& shop, const PopulationEntry& entry, const BuiltLendingMarket& market,
                 const nodes::LendingAsset& held, std::uint32_t number) {
  const nodes::LendingAsset& collateral = market.asset(entry.collateral).asset;
  const nodes::LendingAsset& debt = market.asset(entry.debt).asset;
  Seat seat = make_seat(shop, entry, *market.chain, held, number);
  seat.spec.pool = market.pool;
  seat.spec.oracle = market.oracle;
  seat.spec.collateral = collateral;
  seat.spec.debt = debt;
  return seat;
}

template <class Program, class Spec>
void install(Seat& seat, Spec spec) {
  static_cast<nodes::LendingActorSpec&>(spec) = std::move(seat.spec);
  seat.host.install("actor", [spec](sim::Host& host) { return std::make_unique<Program>(host, spec); });
}

void build_borrowers(const BorrowersEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market) {
  const auto ppb = [&](Price health) {
    const nodes::Int128 value = health.units / (Price::kOne / nodes::kOnePpb);
    if (value < nodes::kOnePpb || value > 1'000 * nodes::kOnePpb)
      throw sim::InputError(entry.place.text(), "a health factor begins between 1 and 1000");
    return static_cast<std::uint64_t>(value);
  };
  nodes::BorrowerSpec spec;
  spec.lowest_health_ppb = ppb(entry.lowest_health);
  spec.highest_health_ppb = ppb(entry.highest_health);
  if (spec.lowest_health_ppb > spec.highest_health_ppb)
    throw sim::InputError(entry.place.text(), "highest_health: expected at least lowest_health");
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = market_seat(shop, entry, market, market.asset(entry.collateral).asset, i);
    install<nodes::Borrower>(seat, spec);
  }
}

void build_liquidators(const LiquidatorsEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market) {
  nodes::LiquidatorSpec spec;
  spec.market = prices_of(shop, entry.providers, market.asset(entry.collateral).entry->price);
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = market_seat(shop, entry, market, market.asset(entry.debt).asset, i);
    install<nodes::Liquidator>(seat, spec);
  }
}

void build_opportunists(const OpportunistsEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market) {
  nodes::OpportunistSpec spec;
  spec.market = prices_of(shop, entry.providers, market.asset(entry.collateral).entry->price);
  spec.margin = entry.margin;
  if (spec.market.providers.empty()) throw sim::InputError(entry.place.text(), "providers: expected at least one");
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = market_seat(shop, entry, market, market.asset(entry.collateral).asset, i);
    install<nodes::Opportunist>(seat, spec);
  }
}

template <class Entry>
void build_all(const std::vector<Entry>& entries, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets,
               void (*build)(const Entry&, FeedWorkshop&, const BuiltLendingMarket&)) {
  for (const Entry& entry : entries)
    at_place(entry.place, [&] {
      check_population(entry);
      build(entry, shop, market_of(markets, entry.market));
    });
}

}  // namespace

void build_actors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets) {
  build_all(scenario.borrowers, shop, markets, build_borrowers);
  build_all(scenario.liquidators, shop, markets, build_liquidators);
  build_all(scenario.opportunists, shop, markets, build_opportunists);
}

}  // namespace orrery::scenarios
