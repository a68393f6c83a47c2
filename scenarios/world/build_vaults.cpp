#include "scenarios/world/build_vaults.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/world/build_places.h"
#include "scenarios/world/vault_words.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Address;
using chains::Uint256;

const Uint256 kCeiling = vault_words::kMostDai * vault_words::kRay;

// A bid for debt must ask for so much less than the one before, and a lot that nobody bid for grows (dss 1.0,
// flop.sol).
const Uint256 kDebtBeg = vault_words::kWad * 105 / 100, kDebtPad = vault_words::kWad * 150 / 100;

AbiValue amount(const Uint256& value) { return {value}; }
std::uint64_t seconds_of(sim::Duration duration) { return static_cast<std::uint64_t>(duration.whole_seconds()); }

void check_system(const VaultSystemEntry& entry) {
  const auto refuse = [&](const std::string& words) { throw sim::InputError(entry.place.text(), words); };
  if (entry.collateral.empty() || entry.collateral.size() > 32) refuse("collateral: expected 1 to 32 characters");
  if (entry.collateral == vault_words::kReserve)
    refuse("collateral: \"RESERVE\" stands for the dai that bidders bring");
  constexpr std::int64_t kLongestDelay = 65'535;
  if (entry.delay < sim::Duration::seconds(1) || entry.delay > sim::Duration::seconds(kLongestDelay))
    refuse("delay: expected 1s to 65535s, the range of the contract");
  if (entry.liquidation_ratio.parts_per_billion < 1'000'000'000) refuse("liquidation_ratio: expected at least 100 %");
  if (entry.lot.units <= 0) refuse("lot: expected more than zero");
  if (entry.least_debt.units < 0) refuse("least_debt: expected zero or more");
  if (entry.bid_lasts < sim::Duration::seconds(1)) refuse("bid_lasts: expected at least 1s");
  if (entry.auction_lasts < entry.bid_lasts) refuse("auction_lasts: expected at least bid_lasts");
  if (entry.debt_waits < sim::Duration::zero()) refuse("debt_waits: expected zero or more");
  if (entry.debt_lot.units <= 0) refuse("debt_lot: expected more than zero");
  if (entry.tokens_offered.units <= 0) refuse("tokens_offered: expected more than zero");
  if (entry.debt_bid_lasts < sim::Duration::seconds(1)) refuse("debt_bid_lasts: expected at least 1s");
  if (entry.debt_auction_lasts < entry.debt_bid_lasts) refuse("debt_auction_lasts: expected at least debt_bid_lasts");
}

const BuiltFeed& feed_of(const FeedWorkshop& shop, const Reference& wanted, const chains::Chain& chain) {
  std::vector<std::string> names;
  for (const BuiltFeed& feed : shop.feeds) {
    if (feed.chain != &chain) continue;
    if (feed.name == wanted.name) return feed;
    names.push_back(feed.name);
  }
  throw sim::InputError(wanted.place.text(), fmt::format("there is no feed \"{}\" on {}{}", wanted.name, chain.name(),
                                                         sim::did_you_mean(wanted.name, names)));
}

/// The security module in front of a feed, and who may read it.
Address deploy_security_module(Deployer& deployer, const VaultSystemEntry& entry, const BuiltFeed& feed,
                               const Address& spotter) {
  const Address source = feed.is_medianizer ? feed.contract : deployer.deploy("FeedValue", "(address)", {{feed.proxy}});
  const Address osm = deployer.deploy("OSM", "(address)", {{source}});
  if (feed.is_medianizer) deployer.call(source, "kiss(address)", {{osm}});
  deployer.call(osm, "step(uint16)", {amount(seconds_of(entry.delay))});
  deployer.call(osm, "kiss(address)", {{spotter}});
  return osm;
}

void configure(Deployer& deployer, const VaultSystemEntry& entry, const BuiltVaultSystem& built) {
  const nodes::VaultSystem& its = built.contracts;
  const AbiValue ilk = vault_words::word(entry.collateral);
  deployer.call(its.vat, "init(bytes32)", {ilk});
  deployer.call(its.vat, "file(bytes32,uint256)", {vault_words::word("Line"), amount(kCeiling)});
  deployer.call(its.vat, "file(bytes32,bytes32,uint256)", {ilk, vault_words::word("line"), amount(kCeiling)});
  deployer.call(its.vat, "file(bytes32,bytes32,uint256)",
                {ilk, vault_words::word("dust"), amount(vault_words::wad_of(entry.least_debt) * vault_words::kRay)});
  deployer.call(
      its.spotter, "file(bytes32,bytes32,uint256)",
      {ilk, vault_words::word("mat"), amount(vault_words::ray_of(entry.liquidation_ratio.parts_per_billion))});
  deployer.call(its.spotter, "file(bytes32,bytes32,address)", {ilk, vault_words::word("pip"), {its.osm}});
  deployer.call(its.cat, "file(bytes32,address)", {vault_words::word("vow"), {its.vow}});
  deployer.call(its.cat, "file(bytes32,bytes32,address)", {ilk, vault_words::word("flip"), {its.flips.contract}});
  deployer.call(
      its.cat, "file(bytes32,bytes32,uint256)",
      {ilk, vault_words::word("chop"), amount(vault_words::ray_of(1'000'000'000 + entry.penalty.parts_per_billion))});
  deployer.call(its.cat, "file(bytes32,bytes32,uint256)", {ilk, vault_words::word("lump"), amount(its.lump)});
  for (const nodes::AuctionHouse* const house : {&its.flips, &its.flops}) {
    deployer.call(house->contract, "file(bytes32,uint256)", {vault_words::word("beg"), amount(house->beg)});
    deployer.call(house->contract, "file(bytes32,uint256)", {vault_words::word("ttl"), amount(seconds_of(house->ttl))});
    deployer.call(house->contract, "file(bytes32,uint256)", {vault_words::word("tau"), amount(seconds_of(house->tau))});
  }
  const std::pair<const char*, Uint256> debt_rules[] = {
      {"wait", seconds_of(its.debt_waits)}, {"sump", its.sump}, {"dump", vault_words::wad_of(entry.tokens_offered)}};
  for (const auto& [rule, value] : debt_rules)
    deployer.call(its.vow, "file(bytes32,uint256)", {vault_words::word(rule), amount(value)});
}

BuiltVaultSystem build_system(const VaultSystemEntry& entry, FeedWorkshop& shop) {
  check_system(entry);
  BuiltVaultSystem built;
  built.name = entry.name;
  built.entry = &entry;
  built.chain = &shop.ledgers.chain(checked_name(shop.world(), entry.chain, "chain"));
  built.true_price = &shop.market.path(shop.market.pair(entry.price.name));
  Deployer& deployer = shop.deployer(built.chain->name());
  nodes::VaultSystem& its = built.contracts;
  const AbiValue ilk = vault_words::word(entry.collateral);
  std::copy(entry.collateral.begin(), entry.collateral.end(), its.ilk.data.begin());
  its.lump = vault_words::wad_of(entry.lot);
  its.flips.beg = vault_words::kWad * (1'000'000'000 + entry.bid_increase.parts_per_billion) / 1'000'000'000;
  its.flips.ttl = entry.bid_lasts;
  its.flips.tau = entry.auction_lasts;
  its.flops.beg = kDebtBeg;
  its.flops.pad = kDebtPad;
  its.flops.ttl = entry.debt_bid_lasts;
  its.flops.tau = entry.debt_auction_lasts;
  its.sump = vault_words::wad_of(entry.debt_lot) * vault_words::kRay;
  its.debt_waits = entry.debt_waits;

  its.vat = deployer.deploy("Vat", "()", {});
  its.gem = deployer.deploy("ERC20", "(string,string,uint8)", {{entry.collateral}, {entry.collateral}, amount(18)});
  its.dai = deployer.deploy("Dai", "(string,string)", {{std::string("Dai Stablecoin")}, {std::string("DAI")}});
  const Address governance = deployer.deploy("Dai", "(string,string)", {{std::string("Maker")}, {std::string("MKR")}});
  its.gem_join = deployer.deploy("GemJoin", "(address,bytes32,address)", {{its.vat}, ilk, {its.gem}});
  its.dai_join = deployer.deploy("DaiJoin", "(address,address)", {{its.vat}, {its.dai}});
  its.flips.contract = deployer.deploy("Flipper", "(address,bytes32)", {{its.vat}, ilk});
  its.flops.contract = deployer.deploy("Flopper", "(address,address)", {{its.vat}, {governance}});
  its.vow = deployer.deploy("Vow", "(address,address,address)", {{its.vat}, {Address{}}, {its.flops.contract}});
  its.cat = deployer.deploy("Cat", "(address)", {{its.vat}});
  its.spotter = deployer.deploy("Spotter", "(address)", {{its.vat}});
  its.osm = deploy_security_module(deployer, entry, feed_of(shop, entry.feed, *built.chain), its.spotter);
  const std::pair<Address, Address> trust[] = {{its.vat, its.gem_join},
                                               {its.vat, its.cat},
                                               {its.vat, its.spotter},
                                               {its.vat, its.flops.contract},
                                               {its.dai, its.dai_join},
                                               {governance, its.flops.contract},
                                               {its.flips.contract, its.cat},
                                               {its.flops.contract, its.vow},
                                               {its.vow, its.cat}};
  for (const auto& [of, trusted] : trust) deployer.call(of, "rely(address)", {{trusted}});
  configure(deployer, entry, built);
  return built;
}

}  // namespace

std::vector<BuiltVaultSystem> build_vault_systems(const Scenario& scenario, FeedWorkshop& shop) {
  std::vector<BuiltVaultSystem> systems;
  for (const VaultSystemEntry& entry : scenario.vault_systems)
    at_place(entry.place, [&] {
      for (const BuiltVaultSystem& other : systems)
        if (other.name == entry.name)
          throw sim::InputError(entry.place.text(), "the name \"" + entry.name + "\" is taken");
      systems.push_back(build_system(entry, shop));
    });
  return systems;
}

std::vector<std::unique_ptr<nodes::PanicSellers>> build_panic_sellers(const Scenario& scenario, FeedWorkshop& shop) {
  std::vector<std::unique_ptr<nodes::PanicSellers>> crowds;
  std::vector<chains::Chain*> crowded;
  for (const PanicSellersEntry& entry : scenario.panic_sellers)
    at_place(entry.place, [&] {
      chains::Chain& chain = shop.ledgers.chain(checked_name(shop.world(), entry.chain, "chain"));
      if (std::ranges::find(crowded, &chain) != crowded.end())
        throw sim::InputError(entry.place.text(), "a chain has one crowd of panic sellers");
      crowded.push_back(&chain);
      const nodes::PricePath& price = shop.market.path(shop.market.pair(entry.price.name));
      nodes::PanicSellersSpec spec;
      spec.permille_per_percent = entry.per_percent.parts_per_billion / 1'000'000;
      spec.memory = entry.memory;
      spec.entity = chain.id();
      crowds.push_back(std::make_unique<nodes::PanicSellers>(shop.world(), chain, price, spec));
    });
  return crowds;
}

}  // namespace orrery::scenarios
