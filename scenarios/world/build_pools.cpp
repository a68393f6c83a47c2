#include "scenarios/world/build_pools.h"

#include <fmt/format.h>

#include <algorithm>

#include "nodes/actors/flash_attacker.h"
#include "nodes/actors/pool_arbitrageur.h"
#include "nodes/actors/pool_seller.h"
#include "nodes/actors/pool_trader.h"
#include "nodes/actors/source_keeper.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/pool_logs.h"
#include "scenarios/world/seats.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Uint256;

constexpr std::uint32_t kAmplification = 100, kMostAmplification = 1'000'000;
// Further from par a stable pool would begin with next to nothing of one of its coins.
constexpr Price kLowestPar{Price::kOne / 2}, kHighestPar = Price::whole(2);

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

chains::Address deploy_pair(Deployer& deployer, const Exchange& exchange, const nodes::Pool& pool) {
  const chains::Address pair = deployer.deploy("UniswapV2Pair", "(address)", {{exchange.factory}});
  deployer.call(exchange.factory, "addPair(address,address,address)", {{pool.base}, {pool.quote}, {pair}});
  return pair;
}
/// Without a share for its owner, so that its balances are the tokens that it has.
chains::Address deploy_stable_pool(Deployer& deployer, const AmmPoolEntry& entry, const nodes::Pool& pool) {
  constexpr std::uint32_t kFeeUnitsPerPpb = 10;
  return deployer.deploy("StableSwap", "(string,string,address[2],uint256,uint256,uint256)",
                         {{entry.name},
                          {entry.name},
                          {AbiValue::List{{pool.base}, {pool.quote}}},
                          {Uint256(pool.amplification)},
                          {Uint256(nodes::fee_of(pool).parts_per_billion) * kFeeUnitsPerPpb},
                          {Uint256(0)}});
}

Price price_at_start(const AmmPoolEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market) {
  const sim::Time start = shop.world().now();
  return nodes::divide(market.asset(entry.base).true_price->at(start), market.asset(entry.quote).true_price->at(start));
}

/// Mints both sides of the first reserves to the pool, and the shares to the deployer.
void fill(const AmmPoolEntry& entry, Deployer& deployer, const nodes::Pool& pool, Price price) {
  const nodes::PoolReserves first = nodes::reserves_at(pool, in_token(entry.holds, pool.base_decimals), price);
  if (!pool.is_stable()) {
    deployer.call(pool.base, "mint(address,uint256)", {{pool.pair}, {first.base}});
    deployer.call(pool.quote, "mint(address,uint256)", {{pool.pair}, {first.quote}});
    deployer.call(pool.pair, "mint(address)", {{deployer.address()}});
    return;
  }
  for (const auto& [token, amount] : {std::pair(pool.base, first.base), std::pair(pool.quote, first.quote)}) {
    deployer.call(token, "mint(address,uint256)", {{deployer.address()}, {amount}});
    deployer.call(token, "approve(address,uint256)", {{pool.pair}, {amount}});
  }
  deployer.call(pool.pair, "add_liquidity(uint256[2],uint256)",
                {{AbiValue::List{{first.base}, {first.quote}}}, {Uint256(0)}});
}

void check_pool(const AmmPoolEntry& entry, const BuiltLendingMarket& market, Price price) {
  const std::string place = entry.place.text();
  if (entry.holds < Price::whole(1)) throw sim::InputError(place, "holds: expected at least one token");
  const nodes::LendingAsset& base = market.asset(entry.base).asset;
  const nodes::LendingAsset& quote = market.asset(entry.quote).asset;
  if (base.token == quote.token) throw sim::InputError(place, "a pool trades two different assets");
  for (const BuiltPool& other : market.pools)
    if (other.entry->kind == entry.kind && ((other.pool.base == base.token && other.pool.quote == quote.token) ||
                                            (other.pool.base == quote.token && other.pool.quote == base.token)))
      throw sim::InputError(place, fmt::format("\"{}\" and \"{}\" have a pool already: \"{}\"", entry.base.name,
                                               entry.quote.name, other.entry->name));
  if (entry.kind == PoolKind::kProduct) {
    if (entry.amplification) throw sim::InputError(place, "amplification: only a pool of kind \"stable\" has one");
    return;
  }
  constexpr int kMostDecimals = 18;
  if (std::max(base.decimals, quote.decimals) > kMostDecimals)
    throw sim::InputError(place, "a stable pool trades assets of at most 18 decimals");
  const std::uint32_t amplification = entry.amplification.value_or(kAmplification);
  if (amplification == 0 || amplification > kMostAmplification)
    throw sim::InputError(place, fmt::format("amplification: expected between 1 and {}", kMostAmplification));
  if (price < kLowestPar || price > kHighestPar)
    throw sim::InputError(place, fmt::format("a stable pool trades assets that cost about the same: one \"{}\" costs "
                                             "{} \"{}\", expected between {} and {}",
                                             entry.base.name, nodes::to_text(price), entry.quote.name,
                                             nodes::to_text(kLowestPar), nodes::to_text(kHighestPar)));
}

BuiltPool build_pool(const AmmPoolEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market,
                     std::optional<Exchange>& exchange) {
  const Price price = price_at_start(entry, shop, market);
  check_pool(entry, market, price);
  const nodes::LendingAsset& base = market.asset(entry.base).asset;
  const nodes::LendingAsset& quote = market.asset(entry.quote).asset;
  Deployer& deployer = shop.deployer(market.chain->name());
  BuiltPool built;
  built.entry = &entry;
  nodes::Pool& pool = built.pool;
  pool.base = base.token;
  pool.quote = quote.token;
  pool.base_decimals = base.decimals;
  pool.quote_decimals = quote.decimals;
  if (entry.kind == PoolKind::kStable) {
    pool.amplification = entry.amplification.value_or(kAmplification);
    pool.pair = pool.router = deploy_stable_pool(deployer, entry, pool);
  } else {
    if (!exchange) exchange = deploy_exchange(deployer);
    pool.router = exchange->router;
    pool.pair = deploy_pair(deployer, *exchange, pool);
  }
  fill(entry, deployer, pool, price);
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

/// The pool, and where those who trade in it read what its two assets cost outside.
template <class Spec>
void take_pool(Spec& spec, const PoolTradersEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market,
               const BuiltPool& pool) {
  if (entry.providers.empty()) throw sim::InputError(entry.place.text(), "providers: expected at least one");
  spec.pool = pool.pool;
  spec.base = prices_of(shop, entry.providers, market.asset(pool.entry->base).entry->price);
  spec.quote = prices_of(shop, entry.providers, market.asset(pool.entry->quote).entry->price);
}

void build_arbitrageurs(const PoolArbitrageursEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market,
                        const BuiltPool& pool) {
  check_population(shop, entry);
  if (entry.margin.parts_per_billion <= nodes::fee_of(pool.pool).parts_per_billion)
    throw sim::InputError(entry.place.text(), fmt::format("margin: expected more than the pool's fee of {}",
                                                          pool.pool.is_stable() ? "0.04 %" : "0.3 %"));
  if (entry.holds_quote.units < 0) throw sim::InputError(entry.place.text(), "holds_quote: expected zero or more");
  const BuiltLendingAsset& base = market.asset(pool.entry->base);
  const BuiltLendingAsset& quote = market.asset(pool.entry->quote);
  nodes::PoolArbitrageurSpec spec;
  take_pool(spec, entry, shop, market, pool);
  spec.margin = entry.margin;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *market.chain, i);
    give(shop, *market.chain, seat, base.asset.token, base.asset.decimals, drawn_holding(shop, entry, seat));
    give(shop, *market.chain, seat, quote.asset.token, quote.asset.decimals, entry.holds_quote);
    install_actor<nodes::PoolArbitrageur>(seat, spec);
  }
}

/// What a machine of the crowd bears, in hundredths of a per cent above the least.
sim::Fraction drawn_fall(FeedWorkshop& shop, const PoolSellersEntry& entry, const Seat& seat) {
  constexpr std::int64_t kStepPpb = 100'000;
  const std::int64_t least = entry.fall.parts_per_billion;
  const std::int64_t most = entry.fall_at_most.value_or(entry.fall).parts_per_billion;
  if (least <= 0) throw sim::InputError(entry.place.text(), "fall: expected more than zero");
  if (most < least || most > nodes::kOnePpb)
    throw sim::InputError(entry.place.text(), "fall_at_most: expected at least fall, and at most 100 %");
  sim::Random random = shop.world().random("fall/" + seat.host.name());
  const std::int64_t drawn = least + random.between(0, (most - least) / kStepPpb) * kStepPpb;
  return {static_cast<std::uint32_t>(drawn)};
}

void build_sellers(const PoolSellersEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market,
                   const BuiltPool& pool) {
  check_population(shop, entry);
  if (entry.memory <= sim::Duration::zero())
    throw sim::InputError(entry.place.text(), "memory: expected more than zero");
  const BuiltLendingAsset& base = market.asset(pool.entry->base);
  nodes::PoolSellerSpec spec;
  take_pool(spec, entry, shop, market, pool);
  spec.memory = entry.memory;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *market.chain, i);
    give(shop, *market.chain, seat, base.asset.token, base.asset.decimals, drawn_holding(shop, entry, seat));
    spec.fall = drawn_fall(shop, entry, seat);
    install_actor<nodes::PoolSeller>(seat, spec);
  }
}

/// A trade with what its market lends in the flash: a contract of its own, and whoever has it strike.
void build_flash_attack(const PoolTradeEntry& entry, FeedWorkshop& shop, const BuiltLendingMarket& market,
                        const BuiltPool& pool) {
  const std::string place = entry.place.text();
  if (entry.back_after) throw sim::InputError(place, "back_after: a flash trade ends in its own transaction");
  const BuiltLendingAsset& sold = market.asset(entry.sells);
  const bool sells_base = sold.asset.token == pool.pool.base;
  const BuiltLendingAsset& bought = market.asset(sells_base ? pool.entry->quote : pool.entry->base);
  if (sold.cash == 0)
    throw sim::InputError(place, fmt::format("flash: {} has no cash of \"{}\" to lend", market.name, sold.entry->name));
  if (bought.asset.loan_to_value == 0)
    throw sim::InputError(place, fmt::format("flash: nothing is lent against \"{}\" without a loan_to_value above 0",
                                             bought.entry->name));
  Seat seat = make_seat(shop, entry, *market.chain, 0);
  nodes::FlashAttackerSpec spec;
  spec.contract =
      shop.deployer(market.chain->name())
          .deploy("FlashLoanAttack", "(address,address,address)", {{seat.account()}, {market.pool}, {market.oracle}});
  spec.lending_pool = market.pool;
  spec.pool = pool.pool;
  spec.sells_base = sells_base;
  spec.amount = in_token(entry.amount, sold.asset.decimals);
  spec.at = entry.at;
  install_actor<nodes::FlashAttacker>(seat, spec);
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
  if (entry.flash) return build_flash_attack(entry, shop, market, pool);
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
    at_place(entry.place, [&] { market.pools.push_back(build_pool(entry, shop, market, exchange)); });
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
  for (const PoolSellersEntry& entry : scenario.pool_sellers)
    at_place(entry.place, [&] {
      const auto [market, pool] = pool_of(markets, entry.pool);
      build_sellers(entry, shop, *market, *pool);
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
  figures_.declare(path("lowest"), Price{}, "The lowest price that a trade left, of the base in the quote.",
                   EvidenceEffect::kBoth);
  figures_.declare(path("highest"), Price{}, "The highest price that a trade left.", EvidenceEffect::kBoth);
  chain.on_log(pool.pool.pair, reserves_topic(pool.pool),
               [this, &chain, pool = pool.pool](const chains::PlacedLog& placed) {
                 prices_.add(placed, price_left_by(chain, pool, placed));
               });
  chain.on_log(pool.pool.pair, trade_topic(pool.pool),
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
