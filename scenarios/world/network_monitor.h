#pragma once

#include <map>
#include <string>

#include "nodes/ocr2/protocol_listener.h"
#include "scenarios/report/figures.h"

namespace orrery::scenarios {

/// Counts rounds and epochs of every OCR2 network of a world. Looks and does not touch.
class NetworkMonitor final : public nodes::ProtocolListener {
 public:
  NetworkMonitor(const sim::Kernel& kernel, Figures& figures) : kernel_(kernel), figures_(figures) {}

  /// Figures "feed.<feed>.rounds", "rounds_reported", "rounds_skipped", "rounds_abandoned", "epochs".
  void watch(sim::EntityId network, const std::string& feed);
  void finish();

  void epoch_started(const nodes::OracleName& oracle, std::uint32_t epoch, nodes::NodeIndex leader) override;
  void round_ended(const nodes::OracleName& oracle, const nodes::ReportTimestamp& at,
                   nodes::RoundOutcome outcome) override;

 private:
  struct Counts {
    std::string feed;
    std::int64_t reported = 0, skipped = 0, abandoned = 0, highest_epoch = 1;
  };
  const sim::Kernel& kernel_;
  Figures& figures_;
  std::map<sim::EntityId, Counts> counts_;
};

}  // namespace orrery::scenarios
