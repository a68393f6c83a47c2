#pragma once

#include <string_view>

#include "nodes/ocr2/instance_journal.h"
#include "nodes/ocr3/listener.h"
#include "nodes/ocr3/packet.h"

namespace orrery::nodes::ocr3 {

/// What one OCR3 oracle writes into the recording, and tells its listener.
class OracleJournal : public InstanceJournal {
 public:
  /// `listener` may be null.
  OracleJournal(sim::Host& host, const sim::CoreTables& tables, sim::EntityId network, Listener* listener)
      : InstanceJournal(host, tables, network), listener_(listener) {}

  Listener* listener() const { return listener_; }

  /// A message that was dropped for a reason that points at a fault or at misbehaviour.
  void drop(NodeIndex from, const Packet& packet, std::string_view reason);
  /// A message that was dropped in the ordinary course of things: recorded at level full only.
  void pass_over(NodeIndex from, const Packet& packet, std::string_view reason);
  /// A call out of the protocol failed, or took longer than the config recommends.
  void call_failed(std::string_view call, std::uint64_t seq_nr, std::string_view error);
  void call_was_slow(std::string_view call, std::uint64_t seq_nr, sim::Duration took);

 private:
  void dropped(sim::Level level, NodeIndex from, const Packet& packet, std::string_view reason);

  Listener* listener_;
};

}  // namespace orrery::nodes::ocr3
