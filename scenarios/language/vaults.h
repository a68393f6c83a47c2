#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/population.h"

namespace orrery::scenarios {

/// The vault part of the language: a system of vaults and auctions as Maker's of March 2020, and those who use it.
/// vaults.cpp binds the keys.

struct VaultSystemEntry {
  std::string name;
  Reference chain, price, feed;
  std::string collateral = "ETH-A";
  sim::Duration delay = sim::Duration::hours(1);
  Deviation liquidation_ratio{1'500'000'000};
  sim::Fraction penalty{130'000'000};
  Price lot = Price::whole(50);
  sim::Fraction bid_increase{30'000'000};
  sim::Duration bid_lasts = sim::Duration::minutes(10);
  sim::Duration auction_lasts = sim::Duration::hours(6);
  Price least_debt = Price::whole(20);
  sim::Duration debt_waits = sim::Duration::hours(156);
  Price debt_lot = Price::whole(50'000), tokens_offered = Price::whole(250);
  sim::Duration debt_bid_lasts = sim::Duration::hours(3), debt_auction_lasts = sim::Duration::hours(48);
  Place place;
};

/// What every population that uses a vault system states.
template <class Population>
struct OfVaultSystem : Population {
  OfVaultSystem() { this->poll = sim::Duration::seconds(15); }
  Reference system;
};
struct VaultOwnersEntry : OfVaultSystem<HoldersEntry> {
  Deviation lowest_ratio{1'600'000'000}, highest_ratio{3'000'000'000};
};
struct VaultBitersEntry : OfVaultSystem<PopulationEntry> {};
/// Those who bid with dai.
struct BiddersEntry : OfVaultSystem<HoldersEntry> {
  std::vector<Reference> providers;
  sim::Fraction lowest_discount{20'000'000}, highest_discount{80'000'000};
  std::optional<Wei> highest_gas_price;
};
struct AuctionKeepersEntry : BiddersEntry {
  bool bids_dust = false;
};
struct DebtBiddersEntry : BiddersEntry {
  Reference price;
};
struct PriceKeepersEntry : OfVaultSystem<PopulationEntry> {};
struct VowKeepersEntry : OfVaultSystem<PopulationEntry> {};
struct PanicSellersEntry {
  Reference chain, price;
  sim::Fraction per_percent{250'000'000};
  sim::Duration memory = sim::Duration::hours(24);
  Place place;
};

Section<VaultSystemEntry> vault_system_section();
Section<VaultOwnersEntry> vault_owners_section();
Section<VaultBitersEntry> vault_biters_section();
Section<AuctionKeepersEntry> auction_keepers_section();
Section<DebtBiddersEntry> debt_bidders_section();
Section<PriceKeepersEntry> price_keepers_section();
Section<VowKeepersEntry> vow_keepers_section();
Section<PanicSellersEntry> panic_sellers_section();

}  // namespace orrery::scenarios
