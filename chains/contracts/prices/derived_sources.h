#pragma once

#include "chains/contracts/solidity_contract.h"

// Price sources made of other sources, each behind `latestAnswer()`, `latestRoundData()` and `decimals()`, so that a
// market takes any of them for a feed. ABI: docs/contracts.md.

namespace orrery::chains {

/// "FixedPrice": one answer for ever, as markets that took a stablecoin for a dollar had it.
class FixedPrice : public SolidityContract {
 public:
  FixedPrice();
};

/// "CheckedFeed": a feed's answer, refused when it is older than allowed, or at or beyond one of two bounds.
class CheckedFeed : public SolidityContract {
 public:
  CheckedFeed();
};

/// "ProductFeed": the price of a wrapped asset: its ratio to another asset times that asset's price.
class ProductFeed : public SolidityContract {
 public:
  ProductFeed();
};

/// "AnchoredFeed": a market's answer, refused when it is further from a slow anchor (an exchange rate) than allowed.
class AnchoredFeed : public SolidityContract {
 public:
  AnchoredFeed();
};

}  // namespace orrery::chains
