#include "scenarios/world/network_monitor.h"

#include <algorithm>

namespace orrery::scenarios {

void NetworkMonitor::watch(sim::EntityId network, const std::string& feed) {
  counts_[network].feed = feed;
  const std::string prefix = "feed." + feed + ".";
  figures_.declare(prefix + "rounds", std::int64_t{0},
                   "Rounds that leaders began and ended; of a network, as all figures of rounds and epochs.");
  figures_.declare(prefix + "rounds_reported", std::int64_t{0}, "Rounds that gave a signed report.");
  figures_.declare(prefix + "rounds_skipped", std::int64_t{0},
                   "Rounds in which the oracles agreed that no report was due.");
  figures_.declare(prefix + "rounds_abandoned", std::int64_t{0},
                   "Rounds cut off before a report or the agreement that none was due.");
  figures_.declare(prefix + "epochs", std::int64_t{0}, "The highest epoch that an oracle reached.");
}

void NetworkMonitor::epoch_started(const nodes::OracleName& oracle, std::uint32_t epoch, nodes::NodeIndex /*leader*/) {
  const auto counts = counts_.find(oracle.network);
  if (counts == counts_.end()) return;
  counts->second.highest_epoch = std::max<std::int64_t>(counts->second.highest_epoch, epoch);
}

void NetworkMonitor::round_ended(const nodes::OracleName& oracle, const nodes::ReportTimestamp& /*at*/,
                                 nodes::RoundOutcome outcome) {
  const auto counts = counts_.find(oracle.network);
  if (counts == counts_.end()) return;
  switch (outcome) {
    case nodes::RoundOutcome::kReported:
      ++counts->second.reported;
      break;
    case nodes::RoundOutcome::kSkipped:
      ++counts->second.skipped;
      break;
    case nodes::RoundOutcome::kAbandoned:
      ++counts->second.abandoned;
      figures_.add_evidence("feed." + counts->second.feed + ".rounds_abandoned", kernel_.cause());
      break;
  }
}

void NetworkMonitor::finish() {
  for (const auto& [network, counts] : counts_) {
    const std::string prefix = "feed." + counts.feed + ".";
    figures_.set(prefix + "rounds", counts.reported + counts.skipped + counts.abandoned);
    figures_.set(prefix + "rounds_reported", counts.reported);
    figures_.set(prefix + "rounds_skipped", counts.skipped);
    figures_.set(prefix + "rounds_abandoned", counts.abandoned);
    figures_.set(prefix + "epochs", counts.highest_epoch);
  }
}

}  // namespace orrery::scenarios
