#pragma once

#include <deque>
#include <utility>

#include "nodes/market/price.h"
#include "sim/time.h"

namespace orrery::nodes {

/// The highest price of the last so long, for those who measure how far a price has fallen.
class RecentHigh {
 public:
  explicit RecentHigh(sim::Duration memory) : memory_(memory) {}

  /// Takes note of a price, times not falling, and gives the highest that is not older than `memory`, this one
  /// included. O(1) on the mean.
  Price note(sim::Time now, Price price);

 private:
  sim::Duration memory_;
  std::deque<std::pair<sim::Time, Price>> candidates_;  // falling prices, rising times
};

}  // namespace orrery::nodes
