#include "scenarios/world/build_pools.h"

#include <fmt/format.h>

#include <algorithm>

#include "nodes/actors/pool_arbitrageur.h"
#include "nodes/actors/source_keeper.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/seats.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Uint256;

constexpr std::uint32_t kLeastMarginPpb = 3'000'000;  // the pool's fee

Uint256 in_token(Price amount, int decimals) { return static_cast<Uint256>(nodes::to_answer(amount, decimals)); }

/// The factory and the router of a market's pools.
struct Exchange {
  chains::Address factory, router;
};
Exchange deploy_exchange(Deployer& deployer) {
  Exchange exchange;
  exchange.factory = deployer.deploy("UniswapV2Factory", "(address)", {{deployer.address()}});
  exchange.router = deployer.deploy("UniswapV2Router02", "(address)", {{exchange.factory}});
  return exchange;
}

/// Mints both sides of the first reserves to the pair, and the shares to the deployer.
void fill(const AmmPoolEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market, Deployer& deployer,
          const nodes::Pool& pool) {
  const sim::Time start = shop.world().now();
  const Price price =
      nodes::divide(market.asset(entry.base).true_price->at(start), market.asset(entry.quote).true_price->at(start));
  const Uint256 base = in_token(entry.holds, pool.base_decimals);
  const Uint256 quote = static_cast<Uint256>(nodes::to_answer(price, Price::kDecimals) *
                                             nodes::to_answer(entry.holds, pool.quote_decimals) / Price::kOne);
  deployer.call(pool.base, "mint(address,uint256)", {{pool.pair}, {base}});
  deployer.call(pool.quote, "mint(address,uint256)", {{pool.pair}, {quote}});
  deployer.call(pool.pair, "mint(address)", {{deployer.address()}});
}

BuiltPool build_pool(const AmmPoolEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market,
                     const Exchange& exchange) {
  if (entry.holds < Price::whole(1)) throw sim::InputError(entry.place.text(), "holds: expected at least one token");
  const nodes::LendingAsset& base = market.asset(entry.base).asset;
  const nodes::LendingAsset& quote = market.asset(entry.quote).asset;
  if (base.token == quote.token) throw sim::InputError(entry.place.text(), "a pool trades two different assets");
  for (const BuiltPool& other : market.pools)
    if ((other.pool.base == base.token && other.pool.quote == quote.token) ||
        (other.pool.base == quote.token && other.pool.quote == base.token))
      throw sim::InputError(entry.place.text(), fmt::format("\"{}\" and \"{}\" have a pool already: \"{}\"",
                                                            entry.base.name, entry.quote.name, other.entry->name));
  Deployer& deployer = shop.deployer(market.chain->name());
  BuiltPool built;
  built.entry = &entry;
  nodes::Pool& pool = built.pool;
  pool.router = exchange.router;
  pool.base = base.token;
  pool.quote = quote.token;
  pool.base_decimals = base.decimals;
  pool.quote_decimals = quote.decimals;
  pool.pair = deployer.deploy("UniswapV2Pair", "(address)", {{exchange.factory}});
  deployer.call(exchange.factory, "addPair(address,address,address)", {{pool.base}, {pool.quote}, {pool.pair}});
  fill(entry, shop, market, deployer, pool);
  return built;
}

/// The market and the pool of this name.
std::pair<const BuiltLendingMarket*, const BuiltPool*> pool_of(const std::vector<BuiltLendingMarket>& markets,
                                                               const Reference& wanted) {
  std::vector<std::string> names;
  for (const BuiltLendingMarket& market : markets)
    for (const BuiltPool& pool : market.pools) {
      if (pool.entry->name == wanted.name) return {&market, &pool};
      names.push_back(pool.entry->name);
    }
  throw sim::InputError(wanted.place.text(),
                        fmt::format("there is no pool \"{}\"{}", wanted.name, sim::did_you_mean(wanted.name, names)));
}

void build_arbitrageurs(const PoolArbitrageursEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market,
                        const BuiltPool& pool) {
  check_population(shop, entry);
  if (entry.margin.parts_per_billion <= kLeastMarginPpb)
    throw sim::InputError(entry.place.text(), "margin: expected more than the pool's fee of 0.3 %");
  if (entry.holds_quote.units < 0) throw sim::InputError(entry.place.text(), "holds_quote: expected zero or more");
  const BuiltLendingAsset& base = market.asset(pool.entry->base);
  const BuiltLendingAsset& quote = market.asset(pool.entry->quote);
  nodes::PoolArbitrageurSpec spec;
  spec.pool = pool.pool;
  spec.base = prices_of(shop, entry.providers, base.entry->price);
  spec.quote = prices_of(shop, entry.providers, quote.entry->price);
  spec.margin = entry.margin;
  if (spec.base.providers.empty()) throw sim::InputError(entry.place.text(), "providers: expected at least one");
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *market.chain, i);
    give(shop, *market.chain, seat, base.asset.token, base.asset.decimals, drawn_holding(shop, entry, seat));
    give(shop, *market.chain, seat, quote.asset.token, quote.asset.decimals, entry.holds_quote);
    install_actor<nodes::PoolArbitrageur>(seat, spec);
  }
}

void build_trade(const PoolTradeEntry& entry, const Scenario& scenario, FeedWorkshop& shop,
                 const BuiltLendingMarket& market, const BuiltPool& pool) {
  check_population(shop, entry);
  if (entry.amount.units <= 0) throw sim::InputError(entry.place.text(), "amount: expected more than zero");
  const nodes::LendingAsset& sold = market.asset(entry.sells).asset;
  if (sold.token != pool.pool.base && sold.token != pool.pool.quote)
    throw sim::InputError(entry.sells.place.text(),
                          fmt::format("\"{}\" is not in pool \"{}\": expected \"{}\" or \"{}\"", entry.sells.name,
                                      entry.pool.name, pool.entry->base.name, pool.entry->quote.name));
  if (entry.at < scenario.start || entry.at >= scenario.start + scenario.duration)
    throw sim::InputError(entry.place.text(), "at: expected a time within the scenario's");
  if (entry.back_after && *entry.back_after <= sim::Duration::zero())
    throw sim::InputError(entry.place.text(), "back_after: expected more than zero");
  nodes::PoolTraderSpec spec;
  spec.pool = pool.pool;
  spec.sells_base = sold.token == pool.pool.base;
  spec.at = entry.at;
  spec.back_after = entry.back_after;
  Seat seat = make_seat(shop, entry, *market.chain, 0);
  give(shop, *market.chain, seat, sold.token, sold.decimals, entry.amount);
  install_actor<nodes::PoolTrader>(seat, spec);
}

void build_keepers(const SourceKeepersEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market) {
  check_population(shop, entry);
  if (market.kept_sources.empty())
    throw sim::InputError(entry.place.text(),
                          fmt::format("no asset of {} has an average or a delay: nothing to keep", market.name));
  nodes::SourceKeeperSpec spec;
  spec.sources = market.kept_sources;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *market.chain, i);
    install_actor<nodes::SourceKeeper>(seat, spec);
  }
}

/// A source that nobody calls never has a price.
void require_keepers(const Scenario& scenario, const std::vector<BuiltLendingMarket>& markets) {
  for (const BuiltLendingMarket& market : markets) {
    if (market.kept_sources.empty()) continue;
    const auto keeps = [&](const SourceKeepersEntry& entry) {
      return entry.market.name == market.name && entry.count > 0;
    };
    if (std::none_of(scenario.source_keepers.begin(), scenario.source_keepers.end(), keeps))
      throw sim::InputError(
          market.entry->place.text(),
          fmt::format("{} has an asset with an average or a delay, which need [[source_keepers]] to be "
                      "called",
                      market.name));
  }
}

}  // namespace

void build_pools(const Scenario& scenario, FeedWorkshop& shop, BuiltLendingMarket& market) {
  std::optional<Exchange> exchange;
  for (const AmmPoolEntry& entry : scenario.amm_pools) {
    if (entry.market.name != market.name) continue;
    at_place(entry.place, [&] {
      if (!exchange) exchange = deploy_exchange(shop.deployer(market.chain->name()));
      market.pools.push_back(build_pool(entry, shop, market, *exchange));
    });
  }
}

void build_pool_actors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets) {
  std::vector<std::string> names;
  for (const AmmPoolEntry& entry : scenario.amm_pools) {
    market_of(markets, entry.market);
    if (std::find(names.begin(), names.end(), entry.name) != names.end())
      throw sim::InputError(entry.place.text(), "the name \"" + entry.name + "\" is taken");
    names.push_back(entry.name);
  }
  require_keepers(scenario, markets);
  for (const SourceKeepersEntry& entry : scenario.source_keepers)
    at_place(entry.place, [&] { build_keepers(entry, shop, market_of(markets, entry.market)); });
  for (const PoolArbitrageursEntry& entry : scenario.pool_arbitrageurs)
    at_place(entry.place, [&] {
      const auto [market, pool] = pool_of(markets, entry.pool);
      build_arbitrageurs(entry, shop, *market, *pool);
    });
  for (const PoolTradeEntry& entry : scenario.pool_trades)
    at_place(entry.place, [&] {
      const auto [market, pool] = pool_of(markets, entry.pool);
      build_trade(entry, scenario, shop, *market, *pool);
    });
}

PoolMonitor::PoolMonitor(Figures& figures, const BuiltPool& pool, chains::Chain& chain)
    : figures_(figures), name_(pool.entry->name), prices_(chain), trades_(chain) {
  figures_.declare(path("trades"), std::int64_t{0}, "Trades in the pool.");
  figures_.declare(path("lowest"), Price{}, "The lowest price that a trade left, of the base in the quote.");
  figures_.declare(path("highest"), Price{}, "The highest price that a trade left.");
  chain.on_log(pool.pool.pair, chains::topic_of("Sync(uint112,uint112)"),
               [this, pool = pool.pool](const chains::PlacedLog& placed) {
                 const chains::BytesView data(placed.log.data);
                 const auto word = [&](std::size_t i) { return chains::to_uint256(data.subspan(i * 32, 32)); };
                 prices_.add(placed, nodes::spot_price(pool, nodes::reserves_of(pool, {word(0), word(1)})));
               });
  chain.on_log(pool.pool.pair, chains::topic_of("Swap(address,uint256,uint256,uint256,uint256,address)"),
               [this](const chains::PlacedLog& placed) { trades_.add(placed, {}); });
}

void PoolMonitor::finish() {
  figures_.set(path("trades"), trades_.count());
  if (prices_.all().empty()) return;
  const auto set = [this](const char* figure, const auto& extreme) {
    figures_.set(path(figure), extreme->event);
    figures_.add_evidence(path(figure), extreme->row);
  };
  set("lowest", std::ranges::min_element(prices_.all(), {}, &CanonicalEvents<Price>::Told::event));
  set("highest", std::ranges::max_element(prices_.all(), {}, &CanonicalEvents<Price>::Told::event));
}

}  // namespace orrery::scenarios
