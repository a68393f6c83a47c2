#include "nodes/market/price_path.h"

#include <algorithm>

#include "sim/input_error.h"

namespace orrery::nodes {

ScriptedPath::ScriptedPath(std::vector<PricePoint> points, Between between)
    : points_(std::move(points)), between_(between) {
  if (points_.empty()) throw sim::InputError("", "a scripted price path has no points");
  for (std::size_t i = 1; i < points_.size(); ++i) {
    if (points_[i].time <= points_[i - 1].time) {
      throw sim::InputError("", "point " + std::to_string(i + 1) + " of a scripted price path is at " +
                                    sim::to_text(points_[i].time) + ", not after the point before it");
    }
  }
}

Price ScriptedPath::at(sim::Time time) const {
  const auto after = std::upper_bound(points_.begin(), points_.end(), time,
                                      [](sim::Time t, const PricePoint& point) { return t < point.time; });
  if (after == points_.begin()) return points_.front().price;
  const PricePoint& before = *(after - 1);
  if (after == points_.end() || between_ == Between::kStep) return before.price;
  const sim::Duration passed = time - before.time;
  const sim::Duration span = after->time - before.time;
  return before.price + scale(after->price - before.price, passed.count_nanoseconds(), span.count_nanoseconds());
}

WanderingPath::WanderingPath(Price level, sim::Seed seed, const std::string& name, sim::Fraction sigma,
                             sim::Duration reversion)
    : level_(level), noise_(seed, "market/" + name + "/wander", sigma.parts_per_billion, reversion) {}

}  // namespace orrery::nodes
