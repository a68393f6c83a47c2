#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nodes/market/price.h"
#include "nodes/market/venue_noise.h"
#include "sim/fault.h"
#include "sim/time.h"

namespace orrery::nodes {

/// The true market price of a pair over time. A pure function of time: asking changes nothing that decides history, and
/// the answer does not depend on what was asked before.
class PricePath {
 public:
  virtual ~PricePath() = default;
  /// Outside its first and last time a path holds its end values.
  virtual Price at(sim::Time time) const = 0;
};

/// The same price for ever.
class ConstantPath : public PricePath {
 public:
  explicit ConstantPath(Price price) : price_(price) {}
  Price at(sim::Time) const override { return price_; }

 private:
  Price price_;
};

/// A point of a scripted path.
struct PricePoint {
  sim::Time time;
  Price price;
};

/// A path through points written by hand: straight lines between them, or steps that hold each price until the next.
class ScriptedPath : public PricePath {
 public:
  enum class Between : std::uint8_t { kLinear, kStep };
  /// Throws sim::InputError when there is no point or the times do not rise.
  ScriptedPath(std::vector<PricePoint> points, Between between);
  Price at(sim::Time time) const override;

 private:
  std::vector<PricePoint> points_;
  Between between_;
};

/// A price that wanders around a level and returns to it: for worlds without a table of prices. Standard deviation and
/// the time in which a distance falls to 1/e as for VenueNoise, from the stream "market/<name>/wander".
class WanderingPath : public PricePath {
 public:
  WanderingPath(Price level, sim::Seed seed, const std::string& name, sim::Fraction sigma,
                sim::Duration reversion = sim::Duration::hours(1));
  Price at(sim::Time time) const override { return times_ppb(level_, kOnePpb + noise_.deviation_ppb(time)); }

 private:
  Price level_;
  VenueNoise noise_;
};

/// One path over another: LINK/USD over ETH/USD is LINK/ETH. Both must outlive it, and the lower one stay above zero.
class RatioPath : public PricePath {
 public:
  RatioPath(const PricePath& numerator, const PricePath& denominator)
      : numerator_(numerator), denominator_(denominator) {}
  Price at(sim::Time time) const override { return divide(numerator_.at(time), denominator_.at(time)); }

 private:
  const PricePath& numerator_;
  const PricePath& denominator_;
};

}  // namespace orrery::nodes
