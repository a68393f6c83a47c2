#pragma once

#include "chains/uint256.h"
#include "nodes/market/price.h"

namespace orrery::nodes {

/// The curve of a stable pool of two coins: Curve's invariant, by the contract's own arithmetic. Amounts are in the
/// tokens' smallest units, at most 18 decimals. Where the curve has no answer, as with an empty pool, that is zero.
struct StableCurve {
  int base_decimals = 18, quote_decimals = 18;
  std::uint32_t amplification = 0;  ///< Curve's A

  /// The base's price in the quote at the margin, the fee aside.
  Price price(const chains::Uint256& base, const chains::Uint256& quote) const;
  /// What must be sold until the price is there, the fee aside: of the base where it is above, else of the quote. By
  /// bisection along the curve.
  chains::Uint256 amount_towards(const chains::Uint256& base, const chains::Uint256& quote, Price price) const;
  /// So much of the quote that so much of the base costs the price.
  chains::Uint256 quote_at(const chains::Uint256& base, Price price) const;
};

}  // namespace orrery::nodes
