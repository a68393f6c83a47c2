#pragma once

#include <optional>

#include "nodes/ocr2/instance_journal.h"
#include "nodes/ocr2/messages.h"

namespace orrery::nodes {

/// How a leader's round ended.
enum class RoundOutcome : std::uint8_t {
  kReported,   ///< a final report was broadcast
  kSkipped,    ///< the oracles agreed that no report is due
  kAbandoned,  ///< the epoch ended, or the next round began, before either
};

/// Watches what oracles do: monitors, figures, tests. Looks and does not touch; nothing here decides history.
class ProtocolListener {
 public:
  virtual ~ProtocolListener() = default;
  /// The oracle moved to `epoch`; not called for the one that it starts with.
  virtual void epoch_started(const OracleName&, std::uint32_t /*epoch*/, NodeIndex /*leader*/) {}
  /// The oracle takes part in a round: it accepted the leader's request for an observation.
  virtual void round_started(const OracleName&, const ReportTimestamp&, NodeIndex /*leader*/) {}
  /// The oracle, which leads, ended a round.
  virtual void round_ended(const OracleName&, const ReportTimestamp&, RoundOutcome) {}
  /// The oracle sent a message to `to`, or to all. Called for what it really sends, after its adversaries.
  virtual void sent(const OracleName&, const Ocr2Message&, std::optional<NodeIndex> /*to*/) {}
  /// The plugin's decisions; empty when it failed or took too long.
  virtual void should_accept(const OracleName&, const ReportTimestamp&, std::optional<bool>) {}
  virtual void should_transmit(const OracleName&, const ReportTimestamp&, std::optional<bool>) {}
  /// The oracle hands a report to its contract.
  virtual void transmit(const OracleName&, const AttestedReport&) {}
  /// The oracle now runs this config.
  virtual void instance_started(const OracleName&, const Bytes32& /*config_digest*/) {}
};

}  // namespace orrery::nodes
