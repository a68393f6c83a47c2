#include <fmt/format.h>

#include "nodes/actors/borrower.h"
#include "nodes/actors/liquidator.h"
#include "nodes/actors/opportunist.h"
#include "scenarios/world/build_lending.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/seats.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

/// Makes those who use a lending market, each holding something of `held`.
template <class Program, class Spec>
void install_all(FeedWorkshop& shop, const MarketPopulationEntry& entry, const BuiltLendingMarket& market,
                 const nodes::LendingAsset& held, Spec spec) {
  spec.pool = market.pool;
  spec.oracle = market.oracle;
  spec.collateral = market.asset(entry.collateral).asset;
  spec.debt = market.asset(entry.debt).asset;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *market.chain, i);
    give(shop, *market.chain, seat, held.token, held.decimals, drawn_holding(shop, entry, seat));
    install_actor<Program>(seat, spec);
  }
}

/// What borrowing against it needs.
const nodes::LendingAsset& collateral_of(const BuiltLendingMarket& market, const Reference& collateral) {
  const nodes::LendingAsset& asset = market.asset(collateral).asset;
  if (asset.loan_to_value == 0)
    throw sim::InputError(collateral.place.text(),
                          fmt::format("collateral: \"{}\" is none without a loan_to_value above 0", collateral.name));
  return asset;
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
  if (entry.debt.name == entry.collateral.name)
    throw sim::InputError(entry.debt.place.text(), "debt: expected another asset than the collateral");
  install_all<nodes::Borrower>(shop, entry, market, collateral_of(market, entry.collateral), spec);
}

void build_liquidators(const LiquidatorsEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market) {
  nodes::LiquidatorSpec spec;
  spec.market = prices_of(shop, entry.providers, market.asset(entry.collateral).entry->price);
  install_all<nodes::Liquidator>(shop, entry, market, market.asset(entry.debt).asset, spec);
}

void build_opportunists(const OpportunistsEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market) {
  nodes::OpportunistSpec spec;
  spec.market = prices_of(shop, entry.providers, market.asset(entry.collateral).entry->price);
  spec.margin = entry.margin;
  if (spec.market.providers.empty()) throw sim::InputError(entry.place.text(), "providers: expected at least one");
  install_all<nodes::Opportunist>(shop, entry, market, collateral_of(market, entry.collateral), spec);
}

template <class Entry>
void build_all(const std::vector<Entry>& entries, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets,
               void (*build)(const Entry&, FeedWorkshop&, const BuiltLendingMarket&)) {
  for (const Entry& entry : entries)
    at_place(entry.place, [&] {
      check_population(shop, entry);
      build(entry, shop, market_of(markets, entry.market));
    });
}

}  // namespace

void build_lending_actors(const Scenario& scenario, FeedWorkshop& shop,
                          const std::vector<BuiltLendingMarket>& markets) {
  build_all(scenario.borrowers, shop, markets, build_borrowers);
  build_all(scenario.liquidators, shop, markets, build_liquidators);
  build_all(scenario.opportunists, shop, markets, build_opportunists);
}

}  // namespace orrery::scenarios
