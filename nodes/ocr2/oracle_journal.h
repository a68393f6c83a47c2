#pragma once

#include <string_view>

#include "nodes/ocr2/instance_journal.h"
#include "nodes/ocr2/protocol_listener.h"
#include "sim/host.h"
#include "sim/world.h"

namespace orrery::nodes {

/// What one OCR2 oracle writes into the recording, and tells its listener.
class OracleJournal : public InstanceJournal {
 public:
  OracleJournal(sim::Host& host, const sim::CoreTables& tables, sim::EntityId network, ProtocolListener* listener)
      : InstanceJournal(host, tables, network), listener_(listener) {}

  ProtocolListener* listener() const { return listener_; }

  /// A message that was dropped for a reason that points at a fault or at misbehaviour.
  void drop(NodeIndex from, const Ocr2Message& message, std::string_view reason);
  /// A message that was dropped in the ordinary course of things: recorded at level full only.
  void pass_over(NodeIndex from, const Ocr2Message& message, std::string_view reason);
  /// A call out of the protocol failed.
  void call_failed(std::string_view call, const ReportTimestamp& at, std::string_view error);

 private:
  void dropped(sim::Level level, NodeIndex from, const Ocr2Message& message, std::string_view reason);

  ProtocolListener* listener_;
};

}  // namespace orrery::nodes
