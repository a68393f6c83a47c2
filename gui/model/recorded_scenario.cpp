#include "gui/model/recorded_scenario.h"

#include <algorithm>

#include "nodes/market/market.h"
#include "scenarios/recording/recorded_scenario.h"
#include "scenarios/world/build_market.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/latency_table.h"
#include "sim/input_error.h"
#include "sim/recording/recording_schema.h"

namespace orrery::gui {

/// A world that never runs: only its market is asked, which answers for any time.
struct RecordedScenario::MarketWorld {
  MarketWorld(const scenarios::Scenario& scenario, scenarios::Files& files)
      : world({scenario.seed}, scenario.start), market(world) {
    scenarios::build_places(scenario, files, world);
    scenarios::build_market(scenario, files, market);
  }
  sim::World world;
  nodes::Market market;
};

RecordedScenario::RecordedScenario(const sim::RecordingReader& reader) {
  const auto run = reader.run_values();
  files_ = scenarios::recorded_files(run);
  scenario_ = scenarios::recorded_scenario(run, files_);
  const scenarios::LatencyEntry& latency = scenario_.latency;
  for (const scenarios::LinkEntry& link : scenario_.links) {
    if (link.between.size() == 2) latencies_.push_back({link.between[0].name, link.between[1].name, link.latency});
  }
  if (!latency.file.empty()) {
    const std::string path = scenarios::beside(latency.place, latency.file);
    for (const auto& row : scenarios::parse_latency_table(files_.read(path, latency.place.text()), path)) {
      latencies_.push_back({row.zone_a, row.zone_b, row.one_way});
    }
  }
  market_ = std::make_unique<MarketWorld>(scenario_, files_);
}

RecordedScenario::~RecordedScenario() = default;

std::optional<sim::Duration> RecordedScenario::latency(const std::string& a, const std::string& b) const {
  if (a == b) {
    const auto zone = std::find_if(scenario_.zones.begin(), scenario_.zones.end(),
                                   [&](const scenarios::ZoneEntry& entry) { return entry.name == a; });
    return zone == scenario_.zones.end() ? std::nullopt : std::optional(zone->internal_latency);
  }
  for (const PairLatency& pair : latencies_) {
    if ((pair.zone_a == a && pair.zone_b == b) || (pair.zone_a == b && pair.zone_b == a)) return pair.one_way;
  }
  if (scenario_.latency.file.empty()) return scenario_.latency.between_zones;
  return std::nullopt;
}

std::vector<double> RecordedScenario::true_prices(const std::string& pair, sim::Time from, sim::Duration step,
                                                  std::size_t count) const {
  const bool known = std::any_of(scenario_.prices.begin(), scenario_.prices.end(),
                                 [&](const scenarios::PriceEntry& price) { return price.name == pair; });
  std::vector<double> prices;
  if (!known) return prices;
  const nodes::PairId id = market_->market.pair(pair);
  prices.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const nodes::Price price = market_->market.true_price(id, from + step * static_cast<std::int64_t>(i));
    prices.push_back(static_cast<double>(price.units) / static_cast<double>(nodes::Price::kOne));
  }
  return prices;
}

}  // namespace orrery::gui
