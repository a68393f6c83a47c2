#pragma once

#include <optional>

#include "chains/uint256.h"

namespace orrery::nodes {

using chains::Uint256;

/// How a node pays for gas, in wei per gas. Threshold, per cent and step are the defaults that Chainlink nodes document
/// (EVM.GasEstimator: BumpThreshold 3, BumpPercent 20, BumpMin 5 gwei); see docs/feeds.md.
struct FeePolicySpec {
  Uint256 ceiling = 500'000'000'000;     ///< no transaction offers more, whatever happens
  Uint256 lowest_tip = 1;                ///< where the endpoint suggests less
  std::uint64_t base_fee_percent = 200;  ///< of the base fee goes into the maximum: 200 lasts six full blocks
  std::uint64_t bump_percent = 20;       ///< what a bump adds to maximum and tip, at least 10 (the pools' rule)
  Uint256 bump_step = 5'000'000'000;     ///< and at least so much
};

/// What a transaction offers per gas.
struct Fees {
  Uint256 tip;      ///< max_priority_fee_per_gas
  Uint256 maximum;  ///< max_fee_per_gas
  bool operator==(const Fees&) const = default;
};

/// What the chain asks for at the moment, as an endpoint says.
struct GasMarket {
  Uint256 base_fee;
  Uint256 suggested_tip;
};

/// Fees for a new transaction.
Fees first_fees(const FeePolicySpec& policy, const GasMarket& market);
/// Fees that replace `offered` in a pool: both raised by the policy's step, and to today's market where that is more.
/// Empty when the ceiling leaves no room for a raise of 10 % that pools would take.
std::optional<Fees> bumped_fees(const FeePolicySpec& policy, const GasMarket& market, const Fees& offered);

}  // namespace orrery::nodes
