#include <fmt/format.h>

#include <algorithm>

#include "nodes/actors/auction_keeper.h"
#include "nodes/actors/price_keeper.h"
#include "nodes/actors/vault_biter.h"
#include "nodes/actors/vault_owner.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/build_vaults.h"
#include "scenarios/world/vault_words.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Address;
using chains::Uint256;

// Amounts are drawn in thousandths of a token.
constexpr std::int64_t kVaultDrawUnit = Price::kOne / 1'000;
// The kind of vault that backs the dai which keepers bring; nobody can bite it.
constexpr std::string_view kReserve = "RESERVE";

const BuiltVaultSystem& vault_system_of(const std::vector<BuiltVaultSystem>& systems, const Reference& wanted) {
  std::vector<std::string> names;
  for (const BuiltVaultSystem& system : systems) {
    if (system.name == wanted.name) return system;
    names.push_back(system.name);
  }
  throw sim::InputError(wanted.place.text(), fmt::format("there is no vault system \"{}\"{}", wanted.name,
                                                         sim::did_you_mean(wanted.name, names)));
}

std::vector<sim::HostPort> vault_endpoints(FeedWorkshop& shop, const VaultPopulationEntry& entry,
                                           const chains::Chain& chain) {
  std::vector<sim::HostPort> endpoints;
  for (const Reference& rpc : entry.rpc) {
    at_place(rpc.place, [&] {
      chains::RpcService& endpoint = shop.ledgers.endpoint(rpc.name);
      if (endpoint.spec().chain != chain.name())
        throw sim::InputError(rpc.place.text(), fmt::format("endpoint \"{}\" serves {}, but the vaults are on {}",
                                                            rpc.name, endpoint.spec().chain, chain.name()));
      endpoints.push_back(endpoint.address());
    });
  }
  if (endpoints.empty()) throw sim::InputError(entry.place.text(), "rpc: expected at least one endpoint");
  return endpoints;
}

void check_vault_population(const VaultPopulationEntry& entry) {
  constexpr std::uint32_t kMost = 10'000;
  const auto refuse = [&](const std::string& words) { throw sim::InputError(entry.place.text(), words); };
  if (entry.count > kMost) refuse(fmt::format("count: expected at most {}", kMost));
  if (entry.poll <= sim::Duration::zero()) refuse("poll: expected more than zero");
}

/// One of a population, its machine and account ready.
struct VaultSeat {
  sim::SimulatedHost& host;
  nodes::ChainActorSpec spec;
  const Address& account() const { return spec.transmitter.account->address; }
};
VaultSeat make_vault_seat(FeedWorkshop& shop, const VaultPopulationEntry& entry, const BuiltVaultSystem& system,
                          std::uint32_t number) {
  sim::HostSpec host;
  host.name = fmt::format("{}/{}", entry.name, number);
  host.zone = checked_name(shop.world(), entry.zone, "zone");
  host.leans_on = checked_names(shop.world(), entry.leans_on, "service");
  VaultSeat seat{shop.world().network().add_host(host), {}};
  nodes::ChainActorSpec& spec = seat.spec;
  spec.poll = entry.poll;
  spec.latest_start = entry.starts_within;
  spec.endpoints = vault_endpoints(shop, entry, *system.chain);
  spec.transmitter.chain_id = system.chain->spec().chain_id;
  spec.transmitter.account = fund_account(shop, *system.chain, host.name);
  spec.transmitter.fees = fee_policy(entry, entry.place);
  spec.transmitter.bump_after_blocks = entry.gas_bump_blocks;
  spec.tables = shop.tables;
  spec.signatures = &shop.ledgers.signatures();
  return seat;
}

template <class Program, class Spec>
void install_actor(VaultSeat& seat, Spec spec) {
  static_cast<nodes::ChainActorSpec&>(spec) = std::move(seat.spec);
  seat.host.install("actor", [spec](sim::Host& host) { return std::make_unique<Program>(host, spec); });
}

/// What one of the population has: between the two.
Price drawn_collateral(FeedWorkshop& shop, const VaultOwnersEntry& entry, const std::string& name) {
  const Price most = entry.holds_at_most.value_or(entry.holds);
  if (entry.holds.units < 0) throw sim::InputError(entry.place.text(), "holds: expected zero or more");
  if (most < entry.holds) throw sim::InputError(entry.place.text(), "holds_at_most: expected at least holds");
  if (most == entry.holds) return most;
  const auto thousandths = [](Price price) { return static_cast<std::int64_t>(price.units / kVaultDrawUnit); };
  const std::int64_t amount =
      shop.world().random("holding/" + name).between(thousandths(entry.holds), thousandths(most));
  return {static_cast<nodes::Int128>(amount) * kVaultDrawUnit};
}

void build_owners(const VaultOwnersEntry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  nodes::VaultOwnerSpec spec;
  spec.system = system.contracts;
  spec.liquidation_ratio_ppb = system.entry->liquidation_ratio.parts_per_billion;
  spec.lowest_ratio_ppb = entry.lowest_ratio.parts_per_billion;
  spec.highest_ratio_ppb = entry.highest_ratio.parts_per_billion;
  if (spec.lowest_ratio_ppb < spec.liquidation_ratio_ppb)
    throw sim::InputError(entry.place.text(), "lowest_ratio: expected at least the system's liquidation_ratio");
  constexpr std::uint64_t kMost = 1'000'000'000'000;
  if (spec.highest_ratio_ppb < spec.lowest_ratio_ppb || spec.highest_ratio_ppb > kMost)
    throw sim::InputError(entry.place.text(), "highest_ratio: expected lowest_ratio to 100000 %");
  Deployer& deployer = shop.deployer(system.chain->name());
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    VaultSeat seat = make_vault_seat(shop, entry, system, i);
    deployer.call(system.contracts.gem, "mint(address,uint256)",
                  {{seat.account()}, {vault_words::wad_of(drawn_collateral(shop, entry, seat.host.name()))}});
    install_actor<nodes::VaultOwner>(seat, spec);
  }
}

void build_biters(const VaultBitersEntry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  nodes::VaultBiterSpec spec;
  spec.system = system.contracts;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    VaultSeat seat = make_vault_seat(shop, entry, system, i);
    install_actor<nodes::VaultBiter>(seat, spec);
  }
}

void build_price_keepers(const PriceKeepersEntry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  nodes::PriceKeeperSpec spec;
  spec.system = system.contracts;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    VaultSeat seat = make_vault_seat(shop, entry, system, i);
    install_actor<nodes::PriceKeeper>(seat, spec);
  }
}

nodes::PriceSourcesSpec keeper_prices(FeedWorkshop& shop, const AuctionKeepersEntry& entry,
                                      const BuiltVaultSystem& system) {
  nodes::PriceSourcesSpec sources;
  sources.pair = shop.market.pair(system.entry->price.name);
  for (const Reference& provider : entry.providers)
    at_place(provider.place, [&] {
      if (shop.market.provider(provider.name).quotes(sources.pair))
        sources.providers.push_back(shop.market.provider_address(provider.name));
    });
  if (sources.providers.empty())
    throw sim::InputError(entry.place.text(),
                          fmt::format("providers: expected at least one that quotes {}", system.entry->price.name));
  sources.fewest_answers = std::min(sources.fewest_answers, sources.providers.size());
  return sources;
}

/// Of a population whose members each offer a price of their own for ever.
void draw_gas_price(FeedWorkshop& shop, const AuctionKeepersEntry& entry, VaultSeat& seat) {
  if (!entry.highest_gas_price) return;
  constexpr std::uint64_t kMost = 1'000'000'000'000'000;
  const Uint256 low = entry.gas_price ? entry.gas_price->amount : Uint256(0), high = entry.highest_gas_price->amount;
  if (low == 0 || high < low || high > kMost)
    throw sim::InputError(entry.place.text(), "highest_gas_price: expected gas_price to 1000000 gwei");
  const std::int64_t price = shop.world()
                                 .random("gas-price/" + seat.host.name())
                                 .between(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
  seat.spec.transmitter.fees.lowest_tip = static_cast<std::uint64_t>(price);
  seat.spec.transmitter.fees.ceiling = static_cast<std::uint64_t>(price);
}

void build_keepers(const AuctionKeepersEntry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  nodes::AuctionKeeperSpec spec;
  spec.system = system.contracts;
  spec.market = keeper_prices(shop, entry, system);
  spec.lowest_discount_ppb = entry.lowest_discount.parts_per_billion;
  spec.highest_discount_ppb = entry.highest_discount.parts_per_billion;
  spec.bids_dust = entry.bids_dust;
  if (spec.highest_discount_ppb < spec.lowest_discount_ppb || spec.highest_discount_ppb >= nodes::kOnePpb)
    throw sim::InputError(entry.place.text(), "highest_discount: expected lowest_discount to less than 100 %");
  if (entry.holds.units <= 0) throw sim::InputError(entry.place.text(), "holds: expected more than zero");
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    VaultSeat seat = make_vault_seat(shop, entry, system, i);
    draw_gas_price(shop, entry, seat);
    shop.deployer(system.chain->name())
        .call(system.contracts.dai_join, "exit(address,uint256)",
              {{seat.account()}, {vault_words::wad_of(entry.holds)}});
    install_actor<nodes::AuctionKeeper>(seat, spec);
  }
}

/// The deployer owes the dai that keepers bring, in a vault of a kind of its own, so that all dai is somebody's debt.
void back_keepers_dai(const Scenario& scenario, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  Uint256 needed = 0;
  for (const AuctionKeepersEntry& entry : scenario.auction_keepers)
    if (entry.system.name == system.name && entry.holds.units > 0)
      needed += vault_words::wad_of(entry.holds) * entry.count;
  if (needed == 0) return;
  Deployer& deployer = shop.deployer(system.chain->name());
  const Address vat = system.contracts.vat, self = deployer.address();
  const AbiValue ilk = vault_words::word(kReserve);
  deployer.call(vat, "init(bytes32)", {ilk});
  deployer.call(vat, "file(bytes32,bytes32,uint256)", {ilk, vault_words::word("line"), {needed * vault_words::kRay}});
  deployer.call(vat, "file(bytes32,bytes32,uint256)", {ilk, vault_words::word("spot"), {vault_words::kRay}});
  deployer.call(vat, "slip(bytes32,address,int256)", {ilk, {self}, {chains::Int256(needed)}});
  deployer.call(vat, "frob(bytes32,address,address,address,int256,int256)",
                {ilk, {self}, {self}, {self}, {chains::Int256(needed)}, {chains::Int256(needed)}});
  deployer.call(vat, "hope(address)", {{system.contracts.dai_join}});
}

template <class Entry>
void build_vault_populations(const std::vector<Entry>& entries, FeedWorkshop& shop,
                             const std::vector<BuiltVaultSystem>& systems,
                             void (*build)(const Entry&, FeedWorkshop&, const BuiltVaultSystem&)) {
  for (const Entry& entry : entries)
    at_place(entry.place, [&] {
      check_vault_population(entry);
      build(entry, shop, vault_system_of(systems, entry.system));
    });
}

}  // namespace

void build_vault_actors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltVaultSystem>& systems) {
  for (const BuiltVaultSystem& system : systems) back_keepers_dai(scenario, shop, system);
  build_vault_populations(scenario.vault_owners, shop, systems, build_owners);
  build_vault_populations(scenario.vault_biters, shop, systems, build_biters);
  build_vault_populations(scenario.price_keepers, shop, systems, build_price_keepers);
  build_vault_populations(scenario.auction_keepers, shop, systems, build_keepers);
}

}  // namespace orrery::scenarios
