#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/section.h"

namespace orrery::scenarios {

/// The lending part of the language: markets and those who use them. lending.cpp binds the keys.

struct LendingAssetEntry {
  std::string name;
  Reference price;
  std::uint32_t decimals = 18;
  Reference feed, times, anchor;
  sim::Fraction anchor_distance{50'000'000};
  std::optional<Price> fixed, lowest, highest;
  std::optional<sim::Duration> max_age;
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
struct PopulationEntry {
  std::string name;
  Reference market, collateral, debt;
  std::uint32_t count = 1;
  Reference zone;
  std::vector<Reference> rpc, leans_on;
  sim::Duration poll = sim::Duration::seconds(12);
  sim::Duration starts_within = sim::Duration::minutes(5);
  Price holds{};
  std::optional<Price> holds_at_most;
  Place place;
};
struct BorrowersEntry : PopulationEntry {
  Price lowest_health{Price::kOne / 100 * 105}, highest_health = Price::whole(2);
};
struct LiquidatorsEntry : PopulationEntry {
  std::vector<Reference> providers;
};
struct OpportunistsEntry : PopulationEntry {
  std::vector<Reference> providers;
  sim::Fraction margin{200'000'000};
};

Section<LendingMarketEntry> lending_market_section();
Section<BorrowersEntry> borrowers_section();
Section<LiquidatorsEntry> liquidators_section();
Section<OpportunistsEntry> opportunists_section();

}  // namespace orrery::scenarios
