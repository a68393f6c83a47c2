#pragma once

#include <cstdint>

#include "chains/uint256.h"

// The fixed-point arithmetic of Aave v3: rays (27 decimals), wads (18) and basis points, all rounded half up.
// Source: aave-v3-core, contracts/protocol/libraries/math (WadRayMath, PercentageMath, MathUtils). Overflow reverts.

namespace orrery::chains::lending {

inline const Uint256 kWad = 1'000'000'000'000'000'000;  ///< 10^18
inline const Uint256 kRay = kWad * 1'000'000'000;       ///< 10^27
inline constexpr std::uint64_t kSecondsPerYear = 365 * 86'400;
inline constexpr std::uint32_t kBasisPoints = 10'000;

Uint256 ray_multiply(const Uint256& a, const Uint256& b);
Uint256 ray_divide(const Uint256& a, const Uint256& b);
Uint256 wad_divide(const Uint256& a, const Uint256& b);
/// `a` times 10^9. Aave takes amounts through it whatever their decimals are, before it divides them.
Uint256 wad_to_ray(const Uint256& a);
/// `value` times `basis_points` / 10,000.
Uint256 percent_multiply(const Uint256& value, const Uint256& basis_points);
Uint256 percent_divide(const Uint256& value, const Uint256& basis_points);

/// What one ray becomes in `seconds` at a yearly `rate` (ray): without interest on interest.
Uint256 linear_interest(const Uint256& rate, std::uint64_t seconds);
/// With interest on interest every second, as Aave approximates it: the first four terms of the binomial series.
Uint256 compounded_interest(const Uint256& rate, std::uint64_t seconds);

}  // namespace orrery::chains::lending
