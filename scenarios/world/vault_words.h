#pragma once

#include <algorithm>
#include <string_view>

#include "chains/encoding/abi_value.h"
#include "nodes/market/price.h"

// How those who build vault systems write their contracts' numbers: wads are 10^18, rays 10^27, rads 10^45.

namespace orrery::scenarios::vault_words {

/// The kind of vault that backs the dai which bidders bring; nobody can bite it, and no system may take its name.
inline constexpr std::string_view kReserve = "RESERVE";
/// Dai that a system lends at most: far above everything that a scenario needs.
inline const chains::Uint256 kMostDai("1000000000000000000000000000000");

inline const chains::Uint256 kWad("1000000000000000000"), kRay("1000000000000000000000000000");

/// "spot" as a bytes32.
inline chains::AbiValue word(std::string_view text) {
  chains::Bytes bytes(32);
  std::copy(text.begin(), text.end(), bytes.begin());
  return {bytes};
}
inline chains::Uint256 wad_of(nodes::Price amount) {
  return static_cast<chains::Uint256>(nodes::to_answer(amount, nodes::Price::kDecimals));
}
inline chains::Uint256 ray_of(std::uint64_t parts_per_billion) { return kRay * parts_per_billion / 1'000'000'000; }

}  // namespace orrery::scenarios::vault_words
