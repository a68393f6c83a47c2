#include "nodes/market/provider.h"

#include <algorithm>

#include "sim/assert.h"

namespace orrery::nodes {
namespace {

Price median_of(const std::vector<WeightedPrice>& prices) {
  std::vector<Price> plain;
  plain.reserve(prices.size());
  for (const WeightedPrice& entry : prices) plain.push_back(entry.price);
  return upper_median(plain);
}

Price median_distance(const std::vector<WeightedPrice>& prices, Price median) {
  std::vector<Price> distances;
  distances.reserve(prices.size());
  for (const WeightedPrice& entry : prices) distances.push_back(absolute(entry.price - median));
  return upper_median(distances);
}

}  // namespace

void drop_outliers(const OutlierRule& rule, std::vector<WeightedPrice>& prices) {
  if (rule.kind == OutlierRule::Kind::kNone || prices.size() < 3) return;  // of two nobody knows which is wrong
  const Price median = median_of(prices);
  Price allowed;
  if (rule.kind == OutlierRule::Kind::kShareOfMedian) {
    allowed = times_ppb(absolute(median), rule.share.parts_per_billion);
  } else {
    allowed = std::max(scale(median_distance(prices, median), rule.deviations_thousandths, 1000),
                       times_ppb(absolute(median), rule.tolerance.parts_per_billion));
  }
  std::erase_if(prices, [&](const WeightedPrice& entry) { return absolute(entry.price - median) > allowed; });
}

Price weighted_average(const std::vector<WeightedPrice>& prices) {
  ORRERY_ASSERT(!prices.empty(), "the average of nothing is not a price");
  std::int64_t total = 0;
  for (const WeightedPrice& entry : prices) total += entry.weight;
  // Summed as distances from one of them, so that large prices with large weights stay in range.
  const Price base = prices.front().price;
  Price average = base;
  for (const WeightedPrice& entry : prices) average = average + scale(entry.price - base, entry.weight, total);
  return average;
}

Provider::Provider(sim::Seed seed, ProviderSpec spec, std::vector<const Venue*> venues)
    : spec_(std::move(spec)), venues_(std::move(venues)), errors_(seed, "market/" + spec_.name + "/errors") {}

bool Provider::quotes(PairId pair) const {
  return std::any_of(venues_.begin(), venues_.end(), [pair](const Venue* venue) { return venue->quotes(pair); });
}

Provider::Finding Provider::look(PairId pair, sim::Time time, const Reachability& reaches, sim::EntityId host) const {
  Finding finding;
  std::vector<WeightedPrice> prices;
  prices.reserve(venues_.size());
  for (const Venue* venue : venues_) {
    if (!venue->quotes(pair)) continue;
    if (reaches) {
      const Reach reach = reaches(host, *venue);
      if (!reach.reached) {
        finding.causes.push_back(reach.cause);
        continue;
      }
    }
    for (const SourceOverlay& overlay : venue->overlays().all()) {
      if (overlay.covers(pair)) finding.causes.push_back(overlay.cause);
    }
    const auto quote = venue->quote(pair, time);
    if (quote && time - quote->as_of <= spec_.oldest_quote) prices.push_back({quote->price, quote->volume});
  }
  finding.venues = prices.size();
  if (prices.empty() || prices.size() < spec_.fewest_venues) return finding;
  drop_outliers(spec_.outliers, prices);
  finding.price = weighted_average(prices);
  return finding;
}

bool Provider::draws_error(PairId pair, sim::CauseId& cause) {
  if (spec_.errors.parts_per_billion != 0 && errors_.chance(spec_.errors.parts_per_billion)) return true;
  for (const SourceOverlay& overlay : overlays_.all()) {
    if (overlay.kind != SourceOverlay::Kind::kErrors || !overlay.covers(pair)) continue;
    if (!errors_.chance(static_cast<std::uint32_t>(overlay.rate_ppb))) continue;
    cause = overlay.cause;
    return true;
  }
  return false;
}

std::int64_t Provider::requests_per_minute(PairId pair, sim::CauseId& cause) const {
  std::int64_t limit = spec_.requests_per_minute;
  for (const SourceOverlay& overlay : overlays_.all()) {
    if (overlay.kind != SourceOverlay::Kind::kRateLimit || !overlay.covers(pair)) continue;
    if (limit != 0 && overlay.per_minute >= limit) continue;
    limit = overlay.per_minute;
    cause = overlay.cause;
  }
  return limit;
}

sim::Duration Provider::lag(PairId pair) const {
  sim::Duration lag;
  for (const SourceOverlay& overlay : overlays_.all()) {
    if (overlay.kind == SourceOverlay::Kind::kLag && overlay.covers(pair)) lag += overlay.lag;
  }
  return lag;
}

sim::Duration Provider::hidden_lag(PairId pair) const {
  sim::Duration lag;
  for (const SourceOverlay& overlay : overlays_.all()) {
    if (overlay.kind == SourceOverlay::Kind::kLag && overlay.covers(pair) && !overlay.shows_age) lag += overlay.lag;
  }
  return lag;
}

}  // namespace orrery::nodes
