#pragma once

#include <cstdint>
#include <optional>

#include "scenarios/language/section.h"

namespace orrery::scenarios {

/// How an account pays for gas.
struct GasEntry {
  std::optional<Wei> gas_price;
  Wei gas_price_ceiling{chains::Uint256(500'000'000'000ull)};
  std::uint32_t gas_bump_blocks = 3;
};

/// The keys of a section whose accounts state how they pay.
template <class T>
void add_gas_keys(Section<T>& section) {
  section
      .optional("gas_price", &T::gas_price,
                "their first offer for a unit of gas, whatever the chain asks; default: twice what the chain asks")
      .optional("gas_price_ceiling", &T::gas_price_ceiling,
                "they never offer more; equal to gas_price, they offer the same for ever")
      .optional("gas_bump_blocks", &T::gas_bump_blocks, "after so many blocks an offer is raised by 20 %");
}

}  // namespace orrery::scenarios
