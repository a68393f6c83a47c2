#include <fmt/format.h>

#include <algorithm>

#include "nodes/actors/auction_keeper.h"
#include "nodes/actors/price_keeper.h"
#include "nodes/actors/vault_biter.h"
#include "nodes/actors/vault_owner.h"
#include "nodes/actors/vow_keeper.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/build_vaults.h"
#include "scenarios/world/seats.h"
#include "scenarios/world/vault_words.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Address;
using chains::Uint256;

const BuiltVaultSystem& vault_system_of(const std::vector<BuiltVaultSystem>& systems, const Reference& wanted) {
  std::vector<std::string> names;
  for (const BuiltVaultSystem& system : systems) {
    if (system.name == wanted.name) return system;
    names.push_back(system.name);
  }
  throw sim::InputError(wanted.place.text(), fmt::format("there is no vault system \"{}\"{}", wanted.name,
                                                         sim::did_you_mean(wanted.name, names)));
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
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *system.chain, i);
    give(shop, *system.chain, seat, system.contracts.gem, Price::kDecimals, drawn_holding(shop, entry, seat));
    install_actor<nodes::VaultOwner>(seat, spec);
  }
}

/// Those who hold nothing and know nothing but the system.
template <class Program, class Spec, class Entry>
void build_servants(const Entry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  Spec spec;
  spec.system = system.contracts;
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *system.chain, i);
    install_actor<Program>(seat, spec);
  }
}

/// Of a population whose members each offer a price of their own for ever.
void draw_gas_price(FeedWorkshop& shop, const BiddersEntry& entry, Seat& seat) {
  if (!entry.highest_gas_price) return;
  constexpr std::uint64_t kMost = 1'000'000'000'000'000;
  const Uint256 low = entry.gas_price ? entry.gas_price->amount : Uint256(0), high = entry.highest_gas_price->amount;
  if (low == 0 || high < low || high > kMost)
    throw sim::InputError(entry.place.text(), "highest_gas_price: expected gas_price to 1000000 gwei");
  if (high > entry.gas_price_ceiling.amount)
    throw sim::InputError(entry.place.text(), "highest_gas_price: expected at most gas_price_ceiling");
  const std::int64_t price = shop.world()
                                 .random("gas-price/" + seat.host.name())
                                 .between(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
  seat.spec.chain.transmitter.fees.lowest_tip = static_cast<std::uint64_t>(price);
  seat.spec.chain.transmitter.fees.ceiling = static_cast<std::uint64_t>(price);
}

/// Those who bid in one of the system's houses; `bids_dust` as in their specification.
void build_bidders(const BiddersEntry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system,
                   const nodes::AuctionHouse& house, const Reference& price, bool bids_dust) {
  nodes::AuctionKeeperSpec spec;
  spec.system = system.contracts;
  spec.house = house;
  spec.market = prices_of(shop, entry.providers, price);
  spec.lowest_discount_ppb = entry.lowest_discount.parts_per_billion;
  spec.highest_discount_ppb = entry.highest_discount.parts_per_billion;
  spec.bids_dust = bids_dust;
  if (spec.market.providers.empty()) throw sim::InputError(entry.place.text(), "providers: expected at least one");
  if (spec.highest_discount_ppb < spec.lowest_discount_ppb || spec.highest_discount_ppb >= nodes::kOnePpb)
    throw sim::InputError(entry.place.text(), "highest_discount: expected lowest_discount to less than 100 %");
  if (entry.holds.units <= 0) throw sim::InputError(entry.place.text(), "holds: expected more than zero");
  for (std::uint32_t i = 0; i < entry.count; ++i) {
    Seat seat = make_seat(shop, entry, *system.chain, i);
    draw_gas_price(shop, entry, seat);
    shop.deployer(system.chain->name())
        .call(system.contracts.dai_join, "exit(address,uint256)",
              {{seat.account()}, {vault_words::wad_of(drawn_holding(shop, entry, seat))}});
    install_actor<nodes::AuctionKeeper>(seat, spec);
  }
}

void build_keepers(const AuctionKeepersEntry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  build_bidders(entry, shop, system, system.contracts.flips, system.entry->price, entry.bids_dust);
}

void build_debt_bidders(const DebtBiddersEntry& entry, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  if (entry.holds_at_most.value_or(entry.holds) < system.entry->debt_lot)
    throw sim::InputError(entry.place.text(), "holds: expected at least the system's debt_lot, the sum of every bid");
  build_bidders(entry, shop, system, system.contracts.flops, entry.price, /*bids_dust=*/false);
}

/// The most dai that a population brings to this system.
template <class Entry>
Uint256 dai_brought(const std::vector<Entry>& entries, const BuiltVaultSystem& system) {
  Uint256 sum = 0;
  for (const BiddersEntry& entry : entries)
    if (entry.system.name == system.name && entry.holds.units > 0)
      sum += vault_words::wad_of(entry.holds_at_most.value_or(entry.holds)) * entry.count;
  return sum;
}

/// The deployer owes the dai that bidders bring, in a vault of a kind of its own, so that all dai is somebody's debt.
void back_bidders_dai(const Scenario& scenario, FeedWorkshop& shop, const BuiltVaultSystem& system) {
  const Uint256 needed = dai_brought(scenario.auction_keepers, system) + dai_brought(scenario.debt_bidders, system);
  if (needed == 0) return;
  if (needed > vault_words::kMostDai)
    throw sim::InputError(system.entry->place.text(),
                          "expected its bidders to bring at most 1000000000000 dai together");
  Deployer& deployer = shop.deployer(system.chain->name());
  const Address vat = system.contracts.vat, self = deployer.address();
  const AbiValue ilk = vault_words::word(vault_words::kReserve);
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
      check_population(shop, entry);
      build(entry, shop, vault_system_of(systems, entry.system));
    });
}

}  // namespace

void build_vault_actors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltVaultSystem>& systems) {
  for (const BuiltVaultSystem& system : systems) back_bidders_dai(scenario, shop, system);
  build_vault_populations(scenario.vault_owners, shop, systems, build_owners);
  build_vault_populations(scenario.vault_biters, shop, systems,
                          build_servants<nodes::VaultBiter, nodes::VaultBiterSpec>);
  build_vault_populations(scenario.price_keepers, shop, systems,
                          build_servants<nodes::PriceKeeper, nodes::PriceKeeperSpec>);
  build_vault_populations(scenario.auction_keepers, shop, systems, build_keepers);
  build_vault_populations(scenario.debt_bidders, shop, systems, build_debt_bidders);
  build_vault_populations(scenario.vow_keepers, shop, systems, build_servants<nodes::VowKeeper, nodes::VowKeeperSpec>);
}

}  // namespace orrery::scenarios
