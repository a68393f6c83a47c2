#include "scenarios/world/build_pegs.h"

#include <fmt/format.h>

#include "nodes/actors/peg_arbitrageur.h"
#include "scenarios/world/build_lending.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/seats.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Uint256;

constexpr int kGemDecimals = 6, kCoinDecimals = 18;  // of USDC and DAI

Uint256 in_smallest_units(Price amount, int decimals) {
  return static_cast<Uint256>(nodes::to_answer(amount, decimals));
}

nodes::LendingAsset token_of(Deployer& deployer, const std::string& name, int decimals) {
  nodes::LendingAsset asset;
  asset.decimals = decimals;
  asset.token =
      deployer.deploy("ERC20", "(string,string,uint8)", {{name}, {name}, {Uint256(static_cast<unsigned>(decimals))}});
  return asset;
}

chains::Address module_contract(const PegModuleEntry& entry, FeedWorkshop& shop, const BuiltPegModule& built) {
  Deployer& deployer = shop.deployer(built.chain->name());
  if (entry.guard.empty() != !entry.lowest.has_value())
    throw sim::InputError(entry.place.text(), "give guard and lowest, or neither");
  if (entry.guard.empty())
    return deployer.deploy("PegStabilityModule", "(address,address,address)",
                           {{built.coin.token}, {built.gem.token}, {deployer.address()}});
  LendingAssetEntry source;
  source.name = entry.name;
  source.feed = entry.guard;
  source.lowest = entry.lowest;
  source.place = entry.place;
  return deployer.deploy(
      "GuardedPegStabilityModule", "(address,address,address,address)",
      {{built.coin.token}, {built.gem.token}, {deployer.address()}, {build_price_source(source, shop, *built.chain)}});
}

BuiltPegModule build_module(const PegModuleEntry& entry, FeedWorkshop& shop) {
  if (entry.coins.units < 0) throw sim::InputError(entry.place.text(), "coins: expected zero or more");
  BuiltPegModule built;
  built.entry = &entry;
  built.chain = &shop.ledgers.chain(checked_name(shop.world(), entry.chain, "chain"));
  const auto path = [&](const Reference& price) {
    const nodes::PricePath* found = nullptr;
    at_place(price.place, [&] { found = &shop.market.path(shop.market.pair(price.name)); });
    return found;
  };
  built.gem_price = path(entry.gem_price);
  built.coin_price = path(entry.coin_price);
  Deployer& deployer = shop.deployer(built.chain->name());
  built.gem = token_of(deployer, entry.name + " gem", kGemDecimals);
  built.coin = token_of(deployer, entry.name + " coin", kCoinDecimals);
  built.module = module_contract(entry, shop, built);
  deployer.call(built.coin.token, "mint(address,uint256)",
                {{built.module}, {in_smallest_units(entry.coins, kCoinDecimals)}});
  return built;
}

const BuiltPegModule& module_of(const std::vector<BuiltPegModule>& modules, const Reference& wanted) {
  std::vector<std::string> names;
  for (const BuiltPegModule& module : modules) {
    if (module.entry->name == wanted.name) return module;
    names.push_back(module.entry->name);
  }
  throw sim::InputError(wanted.place.text(), fmt::format("there is no peg module \"{}\"{}", wanted.name,
                                                         sim::did_you_mean(wanted.name, names)));
}

void build_population(const PegArbitrageursEntry& entry, FeedWorkshop& shop, const BuiltPegModule& module) {
  check_population(shop, entry);
  if (entry.step.units <= 0) throw sim::InputError(entry.place.text(), "step: expected more than zero");
  nodes::PegArbitrageurSpec spec;
  spec.gem = prices_of(shop, entry.providers, module.entry->gem_price);
  spec.coin = prices_of(shop, entry.providers, module.entry->coin_price);
  spec.margin = entry.margin;
  spec.step = in_smallest_units(entry.step, kGemDecimals);
  if (spec.gem.providers.empty()) throw sim::InputError(entry.place.text(), "providers: expected at least one");
  spec.pool = module.module;
  spec.collateral = module.gem;
  spec.debt = module.coin;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *module.chain, i);
    give(shop, *module.chain, seat, module.gem.token, kGemDecimals, drawn_holding(shop, entry, seat));
    install_actor<nodes::PegArbitrageur>(seat, spec);
  }
}

}  // namespace

std::vector<BuiltPegModule> build_pegs(const Scenario& scenario, FeedWorkshop& shop) {
  std::vector<BuiltPegModule> modules;
  for (const PegModuleEntry& entry : scenario.peg_modules)
    at_place(entry.place, [&] {
      for (const BuiltPegModule& other : modules)
        if (other.entry->name == entry.name)
          throw sim::InputError(entry.place.text(), "the name \"" + entry.name + "\" is taken");
      modules.push_back(build_module(entry, shop));
    });
  for (const PegArbitrageursEntry& entry : scenario.peg_arbitrageurs)
    at_place(entry.place, [&] { build_population(entry, shop, module_of(modules, entry.module)); });
  return modules;
}

PegMonitor::PegMonitor(sim::World& world, Figures& figures, const BuiltPegModule& module)
    : world_(world), figures_(figures), module_(module), sales_(*module.chain) {
  figures_.declare(path("sales"), std::int64_t{0}, "Times that somebody brought the gem to the module.");
  figures_.declare(path("inflow"), Price{}, "Tokens of the gem that came into the module.");
  figures_.declare(path("overpaid"), Price{},
                   "What the module gave beyond the worth of what it took in, in US dollars at the true prices then.");
  module.chain->on_log(module.module, chains::topic_of("SellGem(address,uint256,uint256)"),
                       [this](const chains::PlacedLog& placed) { on_sale(placed); });
}

void PegMonitor::on_sale(const chains::PlacedLog& placed) {
  const Uint256 amount = chains::to_uint256(chains::BytesView(placed.log.data).first(32));
  const Price tokens = nodes::from_answer(chains::Int256(amount), kGemDecimals);
  const Price apart = module_.coin_price->at(world_.now()) - module_.gem_price->at(world_.now());
  sales_.add(placed,
             {tokens, nodes::scale(tokens, static_cast<std::int64_t>(apart.units / 1'000'000'000), nodes::kOnePpb)});
}

void PegMonitor::finish() {
  Sale sum;
  for (const auto& sale : sales_.all()) {
    sum = {sum.tokens + sale.event.tokens, sum.overpaid + sale.event.overpaid};
    figures_.add_evidence(path("inflow"), sale.row);
  }
  figures_.set(path("sales"), sales_.count());
  figures_.set(path("inflow"), sum.tokens);
  figures_.set(path("overpaid"), sum.overpaid);
}

}  // namespace orrery::scenarios
