#pragma once

#include <ostream>

#include "nodes/market/price.h"

namespace orrery::nodes {

/// Lets a failed expectation show prices as people write them.
inline void PrintTo(const Price& price, std::ostream* out) { *out << to_text(price); }

}  // namespace orrery::nodes
