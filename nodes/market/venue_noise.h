#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/random.h"
#include "sim/time.h"

namespace orrery::nodes {

/// What one exchange adds to the true price: a mean-reverting deviation (an Ornstein-Uhlenbeck process on a grid of an
/// eighth of the reversion time, straight between grid points) and the side of the book that traded last. A pure
/// function of seed, name and time: blocks of 64 grid points are drawn when asked for, each from the streams
/// "<name>/<block - 1>" and "<name>/<block>", so the order of asking does not matter. Two blocks are kept.
class VenueNoise {
 public:
  /// `sigma_ppb`: standard deviation of the deviation in parts per billion of the price. `reversion`: the time in which
  /// a deviation falls to 1/e, at least 8 us. Throws sim::InputError for a sigma over 10 % or a shorter time.
  VenueNoise(sim::Seed seed, std::string name, std::int64_t sigma_ppb, sim::Duration reversion);

  /// The deviation at `time`, in parts per billion of the price.
  std::int64_t deviation_ppb(sim::Time time) const;
  /// +1 when the last trade hit the ask, -1 when it hit the bid; drawn anew for each grid cell.
  int side(sim::Time time) const;

 private:
  static constexpr std::int64_t kCells = 64;
  struct Block {
    std::int64_t index = INT64_MIN;
    std::array<std::int32_t, kCells + 1> deviation{};  // one more, so that the last cell has its right end
    std::uint64_t sides = 0;
  };
  const Block& block_of(std::int64_t index) const;
  void draw(Block& block, std::int64_t index) const;

  sim::Seed seed_;
  std::string name_;
  std::int64_t sigma_ppb_;
  std::int64_t cell_;  // ns
  mutable std::array<Block, 2> kept_;
};

}  // namespace orrery::nodes
