#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/population.h"

namespace orrery::scenarios {

/// The lending part of the language: markets and those who use them. lending.cpp binds the keys.

struct LendingAssetEntry {
  std::string name;
  Reference price;
  std::uint32_t decimals = 18;
  Reference feed, times, anchor;
  sim::Fraction anchor_distance{50'000'000};
  std::optional<Price> fixed, lowest, highest;
  Reference pool;
  std::optional<sim::Duration> max_age, average, delay;
  sim::Fraction loan_to_value{0}, threshold{0}, bonus{50'000'000}, reserve_factor{100'000'000};
  std::uint64_t supply_cap = 0, borrow_cap = 0;
  Price cash{};
  Place place;
};
struct LendingMarketEntry {
  std::string name;
  Reference chain;
  sim::Fraction optimal_use{800'000'000}, base_rate{0}, slope{40'000'000}, steep_slope{750'000'000};
  std::vector<LendingAssetEntry> assets;
  Place place;
};

/// What every population of a lending market states.
struct MarketPopulationEntry : HoldersEntry {
  Reference market, collateral, debt;
};
struct BorrowersEntry : MarketPopulationEntry {
  Price lowest_health{Price::kOne / 100 * 105}, highest_health = Price::whole(2);
};
struct LiquidatorsEntry : MarketPopulationEntry {
  std::vector<Reference> providers;
};
struct OpportunistsEntry : MarketPopulationEntry {
  std::vector<Reference> providers;
  sim::Fraction margin{200'000'000};
};

/// The keys that make a price source of an asset; T is a LendingAssetEntry, or more.
template <class T>
void add_price_source_keys(Section<T>& section) {
  section.optional("feed", &T::feed, "the feed that prices it, with 8 decimals")
      .optional("times", &T::times, "a second feed that the first is multiplied by: a ratio's reference")
      .optional("fixed", &T::fixed, "a price for ever, in place of a feed")
      .optional("max_age", &T::max_age, "refuses answers of the feed that are older; default: any age is good")
      .optional("lowest", &T::lowest, "refuses answers at or below it; default: none is too low")
      .optional("highest", &T::highest, "refuses answers at or above it; default: none is too high")
      .optional("anchor", &T::anchor, "a feed of the slow exchange rate that answers must stay near to")
      .optional("anchor_distance", &T::anchor_distance, "how far from the anchor an answer may be");
}

Section<LendingMarketEntry> lending_market_section();
Section<BorrowersEntry> borrowers_section();
Section<LiquidatorsEntry> liquidators_section();
Section<OpportunistsEntry> opportunists_section();

}  // namespace orrery::scenarios
