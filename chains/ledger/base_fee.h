#pragma once

#include <algorithm>

#include "chains/ledger/chain_spec.h"
#include "sim/wide_integer.h"

namespace orrery::chains {

/// The base fee of the block after one that used `gas_used` of `gas_limit` at `base_fee`. Source: EIP-1559, function
/// validate_block.
inline GasPrice next_base_fee(const FeeSpec& fees, GasPrice base_fee, Gas gas_used, Gas gas_limit) {
  const Gas target = gas_limit / fees.elasticity;
  const auto change = [&](Gas distance) {
    const auto product = static_cast<sim::Uint128>(base_fee) * distance / target / fees.change_denominator;
    return static_cast<GasPrice>(std::min<sim::Uint128>(product, UINT64_MAX / 2));
  };
  GasPrice next = base_fee;
  if (gas_used > target) {
    next = base_fee + std::min(std::max<GasPrice>(change(gas_used - target), 1), UINT64_MAX - base_fee);
  } else if (gas_used < target) {
    next = base_fee - change(target - gas_used);
  }
  return std::max(next, fees.minimum_base_fee);
}

}  // namespace orrery::chains
