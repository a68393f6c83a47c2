#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/scenario.h"
#include "sim/recording/recording_reader.h"

namespace orrery::gui {

/// The scenario that a recording carries, with every file that its run read: what the world promised (heartbeats,
/// thresholds, latencies, true prices), read again from the recording alone.
class RecordedScenario {
 public:
  /// Throws sim::InputError when the recording's scenario cannot be read by this version.
  explicit RecordedScenario(const sim::RecordingReader& reader);
  ~RecordedScenario();

  const scenarios::Scenario& text() const { return scenario_; }

  /// One-way latency of the path between two zones: no copy comes earlier. None for a pair that has no path.
  std::optional<sim::Duration> latency(const std::string& zone_a, const std::string& zone_b) const;

  /// The true market price of a pair at equally spaced instants, in whole units of the quote; empty for an unknown
  /// pair.
  std::vector<double> true_prices(const std::string& pair, sim::Time from, sim::Duration step, std::size_t count) const;

 private:
  struct PairLatency {
    std::string zone_a, zone_b;
    sim::Duration one_way;
  };
  struct MarketWorld;

  scenarios::Files files_;
  scenarios::Scenario scenario_;
  std::vector<PairLatency> latencies_;
  std::unique_ptr<MarketWorld> market_;
};

}  // namespace orrery::gui
