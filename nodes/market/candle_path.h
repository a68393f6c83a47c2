#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "nodes/market/candles.h"
#include "nodes/market/price_path.h"
#include "sim/random.h"

namespace orrery::nodes {

/// A path that honours every candle of a table: it begins at the open, touches high and low inside the interval, never
/// leaves low..high, and ends the interval at the close (held from the last knot on; the next candle begins with its
/// own open). Between those points runs a folded Brownian bridge of about a knot a second (2^30 ns, coarser for candles
/// of more than about an hour), drawn from the stream "market/<name>/candle/<index>" with Parkinson's volatility. Each
/// candle is drawn when first asked for and its answers do not depend on the order of asking. A candle that is cut is a
/// path of its parts, each a candle of its own length; the others are drawn as if it were whole. About 45 ns a lookup
/// in a kept candle, 320 us to draw one of an hour; the last four are kept (14 kB each). Model and limits:
/// docs/market.md.
class CandlePath : public PricePath {
 public:
  /// Throws sim::InputError for a table without candles or an interval under 1 ms.
  CandlePath(CandleTable table, sim::Seed seed, std::string name);

  Price at(sim::Time time) const override;
  const CandleTable& table() const { return table_; }

 private:
  /// A candle's knots as shares of its range: 0 is the low, kWhole the high.
  struct Segment {
    std::size_t candle = SIZE_MAX;
    std::vector<std::uint32_t> knots;
  };
  static constexpr std::uint32_t kWhole = 1u << 31;

  const Segment& segment_of(std::size_t candle) const;
  void draw(Segment& segment, std::size_t candle) const;
  void bridge(sim::Random& random, Segment& segment, std::size_t from, std::size_t to) const;
  Price knot(const Candle& candle, const Segment& segment, std::size_t index) const;

  CandleTable table_;
  sim::Seed seed_;
  std::string name_;
  int knot_shift_ = 30;                  // knots stand 2^shift ns apart
  std::size_t knot_count_ = 0;           // of one candle, the first at its opening
  std::int64_t step_sigma_ = 0;          // standard deviation of one step, as a share of the range
  mutable std::array<Segment, 4> kept_;  // by candle modulo four; a memory of what at() would draw again
  std::map<std::size_t, std::vector<CandlePath>> parts_;  // of each candle that is cut
};

}  // namespace orrery::nodes
