#include "nodes/market/candle_path.h"

#include <algorithm>
#include <cstdlib>

#include "sim/fixed_math.h"
#include "sim/input_error.h"

namespace orrery::nodes {
namespace {

constexpr std::int64_t kMostKnots = 4096;
constexpr std::int64_t kFewestKnots = 16;

/// Parkinson (1980): the variance of a driftless Brownian motion is range^2 / (4 ln 2), so its standard deviation over
/// the interval is 0.60056 of the range.
constexpr std::int64_t kSigmaOfRangePpb = 600'561'205;

/// Reflects at 0 and `whole` until it is between them.
std::int64_t fold(std::int64_t value, std::int64_t whole) {
  std::int64_t rest = value % (2 * whole);
  if (rest < 0) rest += 2 * whole;
  return rest > whole ? 2 * whole - rest : rest;
}

/// Where `value` stands in the candle: 0 at the low, `whole` at the high.
std::int64_t share_of_range(const Candle& candle, Price value, std::int64_t whole) {
  Int128 range = (candle.high - candle.low).units;
  Int128 above = (value - candle.low).units;
  while (range >> 90 != 0) {
    range >>= 1;
    above >>= 1;
  }
  return static_cast<std::int64_t>(above * whole / range);
}

}  // namespace

CandlePath::CandlePath(CandleTable table, sim::Seed seed, std::string name)
    : table_(std::move(table)), seed_(seed), name_(std::move(name)) {
  if (table_.candles.empty()) throw sim::InputError(table_.name, "the table has no candles");
  const std::int64_t interval = table_.interval.count_nanoseconds();
  if (interval < 1'000'000) throw sim::InputError(table_.name, "candles must last at least a millisecond each");
  while ((interval - 1) >> knot_shift_ >= kMostKnots) ++knot_shift_;
  while ((interval - 1) >> knot_shift_ < kFewestKnots) --knot_shift_;
  knot_count_ = static_cast<std::size_t>((interval - 1) >> knot_shift_) + 1;
  const auto root_q16 = static_cast<std::int64_t>(sim::square_root(static_cast<sim::Uint128>(knot_count_ - 1) << 32));
  step_sigma_ = ((static_cast<std::int64_t>(kWhole) * kSigmaOfRangePpb / kOnePpb) << 16) / root_q16;
  for (std::size_t i = 0; i < table_.parts.size(); ++i) {
    const auto& [candle, since, prices] = table_.parts[i];
    const bool last_of_candle = i + 1 == table_.parts.size() || table_.parts[i + 1].candle != candle;
    const sim::Duration until = last_of_candle ? table_.interval : table_.parts[i + 1].since;
    const sim::Time opening = table_.start + table_.interval * static_cast<std::int64_t>(candle) + since;
    std::vector<CandlePath>& parts = parts_[candle];
    const std::string part_name = name_ + "/candle/" + std::to_string(candle) + "/part/" + std::to_string(parts.size());
    parts.emplace_back(CandleTable{table_.name, opening, until - since, {prices}}, seed_, part_name);
  }
}

Price CandlePath::at(sim::Time time) const {
  if (time < table_.start) return table_.candles.front().open;
  const std::int64_t since = (time - table_.start).count_nanoseconds();
  const std::int64_t interval = table_.interval.count_nanoseconds();
  const auto index = static_cast<std::size_t>(since / interval);
  if (index >= table_.candles.size()) return table_.candles.back().close;
  if (const auto cut = parts_.find(index); cut != parts_.end()) {
    const auto later =
        std::ranges::upper_bound(cut->second, time, {}, [](const CandlePath& part) { return part.table_.start; });
    return (later - 1)->at(time);
  }
  const Candle& candle = table_.candles[index];
  if (candle.high == candle.low) return candle.low;
  const Segment& segment = segment_of(index);
  const std::int64_t inside = since - static_cast<std::int64_t>(index) * interval;
  const auto left = static_cast<std::size_t>(inside >> knot_shift_);
  const Price from = knot(candle, segment, left);
  const std::int64_t rest = inside & ((std::int64_t{1} << knot_shift_) - 1);
  if (rest == 0 || left + 1 == knot_count_) return from;
  const Price to = knot(candle, segment, left + 1);
  return from + scale(to - from, rest, std::int64_t{1} << knot_shift_);
}

Price CandlePath::knot(const Candle& candle, const Segment& segment, std::size_t index) const {
  // Open and close are not always a whole share of the range; they are promised exactly.
  if (index == 0) return candle.open;
  if (index + 1 == knot_count_) return candle.close;
  return candle.low + scale(candle.high - candle.low, segment.knots[index], kWhole);
}

const CandlePath::Segment& CandlePath::segment_of(std::size_t candle) const {
  Segment& segment = kept_[candle % kept_.size()];
  if (segment.candle != candle) draw(segment, candle);
  return segment;
}

void CandlePath::draw(Segment& segment, std::size_t index) const {
  const Candle& candle = table_.candles[index];
  sim::Random random(seed_, "market/" + name_ + "/candle/" + std::to_string(index));
  segment.candle = index;
  segment.knots.assign(knot_count_, 0);
  constexpr std::int64_t whole = kWhole;
  const std::int64_t open = share_of_range(candle, candle.open, whole);
  const std::int64_t close = share_of_range(candle, candle.close, whole);

  // A rise from low to high met its low first for certain; with equal ends both orders are as likely.
  const bool low_first = static_cast<std::int64_t>(random.below(2 * std::uint64_t{kWhole})) < whole + close - open;
  const std::int64_t first = low_first ? 0 : whole;
  // A leg's length in time goes with its length in price, within a factor of three, so that no leg is a cliff.
  const auto weight = [&](std::int64_t from, std::int64_t to) {
    return std::abs(to - from) / 1024 * random.between(std::int64_t{512}, std::int64_t{1536});
  };
  const std::array<std::int64_t, 3> weights = {weight(open, first), weight(first, whole - first),
                                               weight(whole - first, close)};
  const auto last = static_cast<std::int64_t>(knot_count_) - 1;
  const std::int64_t total = weights[0] + weights[1] + weights[2];
  std::int64_t a = static_cast<std::int64_t>(static_cast<Int128>(weights[0]) * last / total);
  std::int64_t b = static_cast<std::int64_t>(static_cast<Int128>(weights[0] + weights[1]) * last / total);
  // The ends belong to open and close: an extreme that is neither takes the knot beside them.
  const Price first_price = low_first ? candle.low : candle.high;
  const Price second_price = low_first ? candle.high : candle.low;
  if (first_price != candle.open) a = std::clamp<std::int64_t>(a, 1, last - 2);
  if (first_price == candle.open) a = 0;
  b = std::clamp<std::int64_t>(b, a + 1, second_price == candle.close ? last : last - 1);
  if (second_price == candle.close) b = last;

  segment.knots.front() = static_cast<std::uint32_t>(open);
  segment.knots[static_cast<std::size_t>(a)] = static_cast<std::uint32_t>(first);
  segment.knots[static_cast<std::size_t>(b)] = static_cast<std::uint32_t>(whole - first);
  segment.knots.back() = static_cast<std::uint32_t>(close);
  bridge(random, segment, 0, static_cast<std::size_t>(a));
  bridge(random, segment, static_cast<std::size_t>(a), static_cast<std::size_t>(b));
  bridge(random, segment, static_cast<std::size_t>(b), static_cast<std::size_t>(last));
}

void CandlePath::bridge(sim::Random& random, Segment& segment, std::size_t from, std::size_t to) const {
  if (to <= from + 1) return;
  const auto steps = static_cast<std::int64_t>(to - from);
  std::vector<std::int64_t> walk(to - from + 1, 0);
  for (std::size_t i = 1; i < walk.size(); ++i) {
    walk[i] = walk[i - 1] + static_cast<std::int64_t>((static_cast<Int128>(random.normal_q32()) * step_sigma_) >> 32);
  }
  const std::int64_t start = segment.knots[from];
  const std::int64_t drift = static_cast<std::int64_t>(segment.knots[to]) - start - walk.back();
  for (std::size_t i = 1; i + 1 < walk.size(); ++i) {
    const std::int64_t straight = start + drift * static_cast<std::int64_t>(i) / steps;
    segment.knots[from + i] = static_cast<std::uint32_t>(fold(straight + walk[i], kWhole));
  }
}

}  // namespace orrery::nodes
