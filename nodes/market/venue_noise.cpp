#include "nodes/market/venue_noise.h"

#include <algorithm>

#include "sim/input_error.h"

namespace orrery::nodes {
namespace {

/// sqrt(1 - (7/8)^2) in parts per 2^32: the innovation that keeps the variance of x' = 7/8 x + e at one.
constexpr std::int64_t kInnovationQ32 = 2'079'292'101;
/// What is kept of a deviation from one cell to the next, in eighths: (7/8)^7.5 = 1/e.
constexpr std::int64_t kKeptEighths = 7;

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  const std::int64_t quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}

}  // namespace

VenueNoise::VenueNoise(sim::Seed seed, std::string name, std::int64_t sigma_ppb, sim::Duration reversion)
    : seed_(seed), name_(std::move(name)), sigma_ppb_(sigma_ppb), cell_(reversion.count_nanoseconds() * 2 / 15) {
  if (sigma_ppb < 0 || sigma_ppb > 100'000'000) {
    throw sim::InputError("", "the noise of " + name_ + " is over 10 %", "0.02 % is usual for an exchange");
  }
  if (cell_ < 1000) throw sim::InputError("", "the noise of " + name_ + " must last 8 us at least");
}

std::int64_t VenueNoise::deviation_ppb(sim::Time time) const {
  const std::int64_t now = time.unix_nanoseconds();
  const std::int64_t cell = floor_divide(now, cell_);
  const std::int64_t index = floor_divide(cell, kCells);
  const Block& block = block_of(index);
  const auto slot = static_cast<std::size_t>(cell - index * kCells);
  const std::int64_t from = block.deviation[slot];
  const std::int64_t to = block.deviation[slot + 1];
  // Both factors shrink to 31 bits before they meet.
  const std::int64_t passed = ((now - cell * cell_) >> 10) * 65536 / std::max<std::int64_t>(1, cell_ >> 10);
  return from + (to - from) * std::min<std::int64_t>(passed, 65536) / 65536;
}

int VenueNoise::side(sim::Time time) const {
  const std::int64_t cell = floor_divide(time.unix_nanoseconds(), cell_);
  const std::int64_t index = floor_divide(cell, kCells);
  return (block_of(index).sides >> (cell - index * kCells) & 1) != 0 ? 1 : -1;
}

const VenueNoise::Block& VenueNoise::block_of(std::int64_t index) const {
  Block& block = kept_[static_cast<std::size_t>(index & 1)];
  if (block.index != index) draw(block, index);
  return block;
}

void VenueNoise::draw(Block& block, std::int64_t index) const {
  block.index = index;
  const std::int64_t innovation_ppb = sigma_ppb_ * kInnovationQ32 >> 32;
  const auto innovation_q8 = [&](sim::Random& random) { return (random.normal_q32() >> 8) * innovation_ppb >> 16; };
  // Every block starts from zero one block earlier; what that forgets is (7/8)^64, two hundredths of a per cent.
  std::int64_t deviation_q8 = 0;
  sim::Random before(seed_, name_ + "/" + std::to_string(index - 1));
  for (std::int64_t i = 0; i < kCells; ++i) deviation_q8 = deviation_q8 * kKeptEighths / 8 + innovation_q8(before);
  // Beside it runs what the next block will start from, so that the last cell ends where that block begins: no seams.
  std::int64_t next_q8 = 0;
  sim::Random random(seed_, name_ + "/" + std::to_string(index));
  for (std::size_t i = 0; i < kCells; ++i) {
    const std::int64_t innovation = innovation_q8(random);
    deviation_q8 = deviation_q8 * kKeptEighths / 8 + innovation;
    next_q8 = next_q8 * kKeptEighths / 8 + innovation;
    block.deviation[i] = static_cast<std::int32_t>(deviation_q8 >> 8);
  }
  block.sides = random.next();
  sim::Random after(seed_, name_ + "/" + std::to_string(index + 1));
  next_q8 = next_q8 * kKeptEighths / 8 + innovation_q8(after);
  block.deviation[kCells] = static_cast<std::int32_t>(next_q8 >> 8);
}

}  // namespace orrery::nodes
