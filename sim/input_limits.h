#pragma once

#include "sim/time.h"

namespace orrery::sim {

/// The longest span that a user may give, 50 years: a few of them can be added to a date without leaving 64 bits.
inline constexpr Duration kLongestInput = Duration::hours(24 * 365 * 50);

}  // namespace orrery::sim
