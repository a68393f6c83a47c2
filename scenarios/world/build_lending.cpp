#include "scenarios/world/build_lending.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/world/build_places.h"
#include "scenarios/world/build_pools.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Address;
using chains::Int256;
using chains::Uint256;

constexpr int kOracleDecimals = 8;
constexpr std::uint32_t kPpbPerBasisPoint = 100'000;

std::uint32_t basis_points(sim::Fraction share) { return share.parts_per_billion / kPpbPerBasisPoint; }
Uint256 ray(sim::Fraction share) { return Uint256(share.parts_per_billion) * Uint256("1000000000000000000"); }
AbiValue number(const Uint256& value) { return {value}; }
Uint256 to_tokens(Price amount, int decimals) { return static_cast<Uint256>(nodes::to_answer(amount, decimals)); }

Address feed_address(const FeedWorkshop& shop, const Reference& name, const chains::Chain& chain) {
  std::vector<std::string> names;
  for (const BuiltFeed& feed : shop.feeds) {
    if (feed.is_medianizer) continue;  // answers chosen contracts only, and in another form
    if (feed.name == name.name && feed.chain == &chain) {
      if (feed.entry->decimals != kOracleDecimals)
        throw sim::InputError(name.place.text(), fmt::format("feed \"{}\" has {} decimals: a price source needs {}",
                                                             feed.name, feed.entry->decimals, kOracleDecimals));
      return feed.proxy;
    }
    if (feed.chain == &chain) names.push_back(feed.name);
  }
  throw sim::InputError(name.place.text(), fmt::format("there is no feed \"{}\" on {}{}", name.name, chain.name(),
                                                       sim::did_you_mean(name.name, names)));
}

bool is_checked(const LendingAssetEntry& entry) { return entry.max_age || entry.lowest || entry.highest; }

Address checked_source(Deployer& deployer, const LendingAssetEntry& entry, const Address& feed) {
  const std::uint64_t max_age =
      entry.max_age ? static_cast<std::uint64_t>(entry.max_age->count_nanoseconds() / 1'000'000'000) : 0;
  const Int256 lowest = nodes::to_answer(entry.lowest.value_or(Price{}), kOracleDecimals);
  const Int256 highest = nodes::to_answer(entry.highest.value_or(Price{Price::kMaximum}), kOracleDecimals);
  if (lowest >= highest) throw sim::InputError(entry.place.text(), "lowest: expected less than highest");
  return deployer.deploy("CheckedFeed", "(address,uint256,int256,int256)",
                         {{feed}, number(max_age), {lowest}, {highest}});
}

/// What an asset's keys ask of its source: the anchor, the checks, the factor.
Address with_checks(const LendingAssetEntry& entry, FeedWorkshop& shop, const chains::Chain& chain, Address source) {
  Deployer& deployer = shop.deployer(chain.name());
  if (!entry.anchor.empty())
    source = deployer.deploy(
        "AnchoredFeed", "(address,address,uint256)",
        {{source}, {feed_address(shop, entry.anchor, chain)}, number(basis_points(entry.anchor_distance))});
  if (is_checked(entry)) source = checked_source(deployer, entry, source);
  if (!entry.times.empty())
    source = deployer.deploy("ProductFeed", "(address,address)", {{source}, {feed_address(shop, entry.times, chain)}});
  return source;
}

}  // namespace

Address build_price_source(const LendingAssetEntry& entry, FeedWorkshop& shop, const chains::Chain& chain) {
  if (entry.fixed.has_value() == !entry.feed.empty())
    throw sim::InputError(entry.place.text(), fmt::format("\"{}\": give one of feed and fixed", entry.name));
  if (entry.fixed) {
    if (is_checked(entry) || !entry.times.empty() || !entry.anchor.empty())
      throw sim::InputError(entry.place.text(), "a fixed price is neither checked nor multiplied");
    if (entry.fixed->units <= 0) throw sim::InputError(entry.place.text(), "fixed: expected more than zero");
    return shop.deployer(chain.name())
        .deploy("FixedPrice", "(int256,uint8)",
                {{nodes::to_answer(*entry.fixed, kOracleDecimals)}, number(kOracleDecimals)});
  }
  return with_checks(entry, shop, chain, feed_address(shop, entry.feed, chain));
}

namespace {

/// The word that Aave v3 keeps a reserve's settings in: active, borrowing and flash loans enabled.
Uint256 configuration(const LendingAssetEntry& entry) {
  const auto at = [](std::uint64_t value, unsigned bit) { return Uint256(value) << bit; };
  return at(basis_points(entry.loan_to_value), 0) | at(basis_points(entry.threshold), 16) |
         at(10'000 + basis_points(entry.bonus), 32) | at(entry.decimals, 48) | at(1, 56) | at(1, 58) | at(1, 63) |
         at(basis_points(entry.reserve_factor), 64) | at(entry.borrow_cap, 80) | at(entry.supply_cap, 116);
}

void check_asset(const LendingAssetEntry& entry) {
  const std::string place = entry.place.text();
  constexpr unsigned kMostTokenDecimals = 27;
  if (entry.decimals > kMostTokenDecimals) throw sim::InputError(place, "decimals: expected at most 27");
  if (entry.loan_to_value.parts_per_billion > entry.threshold.parts_per_billion)
    throw sim::InputError(place, fmt::format("\"{}\": loan_to_value must not be above threshold", entry.name));
  // Who liquidates is paid from the collateral, which must reach for it. Source: Aave v3, PoolConfigurator.
  if (basis_points(entry.threshold) * (10'000 + basis_points(entry.bonus)) > 10'000 * 10'000)
    throw sim::InputError(
        place, fmt::format("\"{}\": threshold and bonus together take more than all collateral", entry.name));
  constexpr std::uint64_t kMostCap = (std::uint64_t(1) << 36) - 1;
  if (entry.supply_cap > kMostCap || entry.borrow_cap > kMostCap)
    throw sim::InputError(place, fmt::format("\"{}\": a cap is at most {} tokens", entry.name, kMostCap));
  if (entry.cash.units < 0) throw sim::InputError(place, "cash: expected zero or more");
}

BuiltLendingAsset build_asset(const LendingAssetEntry& entry, const LendingMarketEntry& market, const Address& pool,
                              const Address& strategy, Deployer& deployer) {
  BuiltLendingAsset built;
  built.entry = &entry;
  const AbiValue decimals = number(entry.decimals);
  const std::string words = market.name + " " + entry.name;
  nodes::LendingAsset& asset = built.asset;
  asset.decimals = static_cast<int>(entry.decimals);
  asset.loan_to_value = basis_points(entry.loan_to_value);
  asset.bonus = 10'000 + basis_points(entry.bonus);
  asset.token = deployer.deploy("ERC20", "(string,string,uint8)", {{entry.name}, {entry.name}, decimals});
  asset.claim = deployer.deploy("AToken", "(address,address,address,uint8,string,string)",
                                {{pool}, {deployer.address()}, {asset.token}, decimals, {words}, {"a" + entry.name}});
  built.debt_token = deployer.deploy("VariableDebtToken", "(address,address,uint8,string,string)",
                                     {{pool}, {asset.token}, decimals, {words}, {"d" + entry.name}});
  deployer.call(pool, "initReserve(address,address,address,address,address)",
                {{asset.token}, {asset.claim}, {Address{}}, {built.debt_token}, {strategy}});
  deployer.call(pool, "setConfiguration(address,(uint256))",
                {{asset.token}, {AbiValue::List{number(configuration(entry))}}});
  built.cash = to_tokens(entry.cash, asset.decimals);
  if (built.cash == 0) return built;
  deployer.call(asset.token, "mint(address,uint256)", {{deployer.address()}, number(built.cash)});
  deployer.call(asset.token, "approve(address,uint256)", {{pool}, number(built.cash)});
  deployer.call(pool, "supply(address,uint256,address,uint16)",
                {{asset.token}, number(built.cash), {deployer.address()}, number(0)});
  return built;
}

std::uint64_t whole_seconds(sim::Duration duration, const Place& place, const char* key) {
  constexpr std::int64_t kMost = 65'535;  // of the contracts' 16 bits
  const std::int64_t seconds = duration / sim::Duration::seconds(1);
  if (seconds < 1 || seconds > kMost)
    throw sim::InputError(place.text(), fmt::format("{}: expected between 1 s and {} s", key, kMost));
  return static_cast<std::uint64_t>(seconds);
}

/// The price of a pool, of the moment or as an average.
Address pool_price(const LendingAssetEntry& entry, Deployer& deployer, BuiltLendingMarket& market) {
  std::vector<std::string> names;
  for (const BuiltPool& pool : market.pools) {
    names.push_back(pool.entry->name);
    if (pool.entry->name != entry.pool.name) continue;
    if (pool.entry->base.name != entry.name)
      throw sim::InputError(entry.pool.place.text(), fmt::format("pool \"{}\" shows the price of \"{}\", not of \"{}\"",
                                                                 entry.pool.name, pool.entry->base.name, entry.name));
    const AbiValue pair = {pool.pool.pair}, base = {pool.pool.base};
    if (pool.pool.is_stable() && entry.average)
      throw sim::InputError(
          entry.place.text(),
          fmt::format("average: pool \"{}\" is a stable one and keeps no prices: expected one of kind \"product\"",
                      entry.pool.name));
    if (pool.pool.is_stable()) return deployer.deploy("StableSpotPrice", "(address,address)", {pair, base});
    if (!entry.average) return deployer.deploy("PairSpotPrice", "(address,address)", {pair, base});
    const Uint256 period = whole_seconds(*entry.average, entry.place, "average");
    const Address average = deployer.deploy("PairAveragePrice", "(address,address,uint32)", {pair, base, {period}});
    market.kept_sources.push_back({average, "canUpdate()", "update()"});
    return average;
  }
  throw sim::InputError(entry.pool.place.text(), fmt::format("{} has no pool \"{}\"{}", market.name, entry.pool.name,
                                                             sim::did_you_mean(entry.pool.name, names)));
}

Address source_of_asset(const LendingAssetEntry& entry, FeedWorkshop& shop, BuiltLendingMarket& market) {
  Deployer& deployer = shop.deployer(market.chain->name());
  if (int{!entry.pool.empty()} + int{entry.fixed.has_value()} + int{!entry.feed.empty()} != 1)
    throw sim::InputError(entry.place.text(), fmt::format("\"{}\": give one of feed, pool and fixed", entry.name));
  if (entry.average && entry.pool.empty())
    throw sim::InputError(entry.place.text(), fmt::format("\"{}\": only a pool's price has an average", entry.name));
  const Address source = entry.pool.empty()
                             ? build_price_source(entry, shop, *market.chain)
                             : with_checks(entry, shop, *market.chain, pool_price(entry, deployer, market));
  if (!entry.delay) return source;
  const Uint256 hop = whole_seconds(*entry.delay, entry.place, "delay");
  const Address delayed = deployer.deploy("DelayedPrice", "(address,uint16)", {{source}, {hop}});
  market.kept_sources.push_back({delayed, "pass()", "poke()"});
  return delayed;
}

BuiltLendingMarket build_market_of(const LendingMarketEntry& entry, const Scenario& scenario, FeedWorkshop& shop) {
  BuiltLendingMarket market;
  market.name = entry.name;
  market.entry = &entry;
  market.chain = &shop.ledgers.chain(checked_name(shop.world(), entry.chain, "chain"));
  if (entry.assets.empty()) throw sim::InputError(entry.place.text(), "a lending market needs an asset");
  Deployer& deployer = shop.deployer(market.chain->name());
  market.oracle = deployer.deploy("AssetOracle", "(address[],address[])", {{AbiValue::List{}}, {AbiValue::List{}}});
  market.pool = deployer.deploy("LendingPool", "(address)", {{market.oracle}});
  const Address strategy = deployer.deploy("InterestRateStrategy", "(uint256,uint256,uint256,uint256)",
                                           {number(ray(entry.optimal_use)), number(ray(entry.base_rate)),
                                            number(ray(entry.slope)), number(ray(entry.steep_slope))});
  const auto set_source = [&](const BuiltLendingAsset& built, const Address& source) {
    deployer.call(market.oracle, "setAssetSources(address[],address[])",
                  {{AbiValue::List{{built.asset.token}}}, {AbiValue::List{{source}}}});
  };
  for (const LendingAssetEntry& asset : entry.assets) {
    at_place(asset.place, [&] {
      check_asset(asset);
      if (std::ranges::any_of(market.assets, [&](const auto& other) { return other.entry->name == asset.name; }))
        throw sim::InputError(asset.place.text(), fmt::format("there are two assets called \"{}\"", asset.name));
      std::optional<Address> source;
      if (asset.pool.empty()) source = source_of_asset(asset, shop, market);
      market.assets.push_back(build_asset(asset, entry, market.pool, strategy, deployer));
      market.assets.back().true_price = &shop.market.path(shop.market.pair(asset.price.name));
      if (source) set_source(market.assets.back(), *source);
    });
  }
  // A pool needs its tokens before it can price one of them.
  build_pools(scenario, shop, market);
  for (const BuiltLendingAsset& built : market.assets)
    if (!built.entry->pool.empty())
      at_place(built.entry->place, [&] { set_source(built, source_of_asset(*built.entry, shop, market)); });
  return market;
}

}  // namespace

const BuiltLendingAsset& BuiltLendingMarket::asset(const Reference& wanted) const {
  std::vector<std::string> names;
  for (const BuiltLendingAsset& built : assets) {
    if (built.entry->name == wanted.name) return built;
    names.push_back(built.entry->name);
  }
  throw sim::InputError(wanted.place.text(), fmt::format("{} has no asset \"{}\"{}", name, wanted.name,
                                                         sim::did_you_mean(wanted.name, names)));
}

const BuiltLendingMarket& market_of(const std::vector<BuiltLendingMarket>& markets, const Reference& wanted) {
  std::vector<std::string> names;
  for (const BuiltLendingMarket& market : markets) {
    if (market.name == wanted.name) return market;
    names.push_back(market.name);
  }
  throw sim::InputError(wanted.place.text(), fmt::format("there is no lending market \"{}\"{}", wanted.name,
                                                         sim::did_you_mean(wanted.name, names)));
}

std::vector<BuiltLendingMarket> build_lending(const Scenario& scenario, FeedWorkshop& shop) {
  std::vector<BuiltLendingMarket> markets;
  for (const LendingMarketEntry& entry : scenario.lending_markets)
    at_place(entry.place, [&] {
      for (const BuiltLendingMarket& other : markets)
        if (other.name == entry.name)
          throw sim::InputError(entry.place.text(), "the name \"" + entry.name + "\" is taken");
      markets.push_back(build_market_of(entry, scenario, shop));
    });
  return markets;
}

}  // namespace orrery::scenarios
