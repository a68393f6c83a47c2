#include "nodes/feeds/fee_policy.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

/// What pools ask of a replacement (go-ethereum, PriceBump).
constexpr std::uint64_t kPoolBumpPercent = 10;

Uint256 percent_of(const Uint256& value, std::uint64_t percent) { return value * percent / 100; }

bool replaces(const Uint256& offer, const Uint256& before) {
  return offer > before && offer * 100 >= before * (100 + kPoolBumpPercent);
}

Uint256 raised(const FeePolicySpec& policy, const Uint256& fee) {
  // Rounded up, else a tip of a few wei would never rise.
  return std::max<Uint256>((fee * (100 + policy.bump_percent) + 99) / 100, fee + policy.bump_step);
}

}  // namespace

Fees first_fees(const FeePolicySpec& policy, const GasMarket& market) {
  const Uint256 tip = std::max(market.suggested_tip, policy.lowest_tip);
  const Uint256 wanted = percent_of(market.base_fee, policy.base_fee_percent) + tip;
  const Uint256 maximum = std::min(wanted, policy.ceiling);
  return {std::min(tip, maximum), maximum};
}

std::optional<Fees> bumped_fees(const FeePolicySpec& policy, const GasMarket& market, const Fees& offered) {
  const Fees today = first_fees(policy, market);
  Fees bumped;
  bumped.maximum = std::min(policy.ceiling, std::max(raised(policy, offered.maximum), today.maximum));
  bumped.tip = std::min(bumped.maximum, std::max(raised(policy, offered.tip), today.tip));
  if (!replaces(bumped.maximum, offered.maximum) || !replaces(bumped.tip, offered.tip)) return std::nullopt;
  return bumped;
}

}  // namespace orrery::nodes
