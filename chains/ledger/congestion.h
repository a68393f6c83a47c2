#pragma once

#include <cstdint>

#include "chains/ledger/chain_spec.h"
#include "sim/random.h"

namespace orrery::chains {

/// What others want of one block: how much gas, and how much of it pays more than a given priority fee.
class Demand {
 public:
  Demand() = default;
  Demand(Gas gas, GasPrice median_tip) : gas_(gas), median_tip_(median_tip) {}

  Gas gas() const { return gas_; }
  /// Gas of those who pay a higher priority fee than `tip`, who are ahead of it when the block is full.
  Gas ahead_of(GasPrice tip) const;
  /// The priority fee that half of the demanded gas pays.
  GasPrice median_tip() const { return median_tip_; }

 private:
  Gas gas_ = 0;
  GasPrice median_tip_ = 0;
};

/// The background demand of a chain: a usual price that wanders and is pulled back, and around it a demand curve of
/// elasticity 1 with noise. Draws from one stream, twice a block. Source and limits: docs/chains.md.
class Congestion {
 public:
  Congestion(CongestionSpec spec, sim::Random random);

  /// The demand at this base fee for a block with this gas target. `multiplier_permille` is what fee spikes make of the
  /// usual price and tip (1000: nothing).
  Demand next_block(GasPrice base_fee, Gas gas_target, std::uint64_t multiplier_permille);

 private:
  CongestionSpec spec_;
  sim::Random random_;
  std::int64_t price_q32_ = std::int64_t{1} << 32;  // the wandering price over the usual one
};

}  // namespace orrery::chains
