#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/lending.h"

namespace orrery::scenarios {

/// A module that changes one stablecoin for another at par, whatever the other costs elsewhere.
struct PegModuleEntry {
  std::string name;
  Reference chain, gem_price, coin_price, guard;
  Price coins{};
  std::optional<Price> lowest;
  Place place;
};
/// Those who bring the cheaper stablecoin to it.
struct PegArbitrageursEntry : HoldersEntry {
  Reference module;
  std::vector<Reference> providers;
  Price step = Price::whole(1'000'000);
  sim::Fraction margin{5'000'000};
};

Section<PegModuleEntry> peg_module_section();
Section<PegArbitrageursEntry> peg_arbitrageurs_section();

}  // namespace orrery::scenarios
