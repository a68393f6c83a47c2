#pragma once

#include <optional>

#include "nodes/ocr2/instance_journal.h"
#include "nodes/ocr3/outcome_plugin.h"
#include "nodes/ocr3/packet.h"

namespace orrery::nodes::ocr3 {

/// A report with the f+1 signatures that its contract asks for.
struct AttestedReport {
  ReportPlace at;
  Report report;
  std::vector<AttributedSignature> signatures;
};

/// Watches what oracles do: monitors, figures, tests. Looks and does not touch; nothing here decides history.
class Listener {
 public:
  virtual ~Listener() = default;
  /// The oracle now runs this config.
  virtual void instance_started(const OracleName&, const Bytes32& /*config_digest*/) {}
  /// The oracle moved to `epoch`; not called for the one that it starts with.
  virtual void epoch_started(const OracleName&, std::uint64_t /*epoch*/, NodeIndex /*leader*/) {}
  /// The oracle takes part in a round: it accepted the leader's request for an observation.
  virtual void round_started(const OracleName&, const OutcomeContext&, NodeIndex /*leader*/) {}
  /// The oracle knows that the outcome is final: by a round of its own, at the start of an epoch, or because it asked.
  virtual void committed(const OracleName&, const Certificate&) {}
  /// The oracle sent a message to `to`, or to all. Called for what it really sends, after its adversaries.
  virtual void sent(const OracleName&, const Packet&, std::optional<NodeIndex> /*to*/) {}
  /// The plugin's decisions; empty when it failed or took too long.
  virtual void should_accept(const OracleName&, const AttestedReport&, std::optional<bool>) {}
  virtual void should_transmit(const OracleName&, const AttestedReport&, std::optional<bool>) {}
  /// The oracle hands a report to its contract.
  virtual void transmit(const OracleName&, const AttestedReport&) {}
};

}  // namespace orrery::nodes::ocr3
