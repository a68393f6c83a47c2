#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nodes/ocr2/protocol_listener.h"
#include "sim/host.h"
#include "sim/journal.h"
#include "sim/world.h"

namespace orrery::nodes {

/// What one oracle writes into the recording, and tells its listener. Builds no text that nobody records.
class OracleJournal {
 public:
  OracleJournal(sim::Host& host, const sim::CoreTables& tables, sim::EntityId network, ProtocolListener* listener)
      : host_(host), journal_(host.journal()), tables_(tables), network_(network), listener_(listener) {}

  /// The oracle's index in the config that it runs now.
  void set_index(NodeIndex index) { index_ = index; }
  OracleName name() const { return {host_.id(), network_, index_}; }
  ProtocolListener* listener() const { return listener_; }
  sim::CauseId cause() const { return journal_.cause(); }

  /// "The oracle stands at epoch e", "phase grace": a state row.
  void state(std::string_view field, std::string_view value);
  void state(std::string_view field, std::uint64_t value);
  /// A phase that ended: "round" or "epoch".
  void span(std::string_view kind, std::uint32_t epoch, std::int64_t round, sim::Time begin, std::string_view outcome);
  /// Something that a person should know: a config that cannot run, a plugin's error.
  void note(sim::Level level, std::string_view severity, std::string_view text);
  /// A message that was dropped for a reason that points at a fault or at misbehaviour.
  void drop(NodeIndex from, const Ocr2Message& message, std::string_view reason);
  /// A message that was dropped in the ordinary course of things: recorded at level full only.
  void pass_over(NodeIndex from, const Ocr2Message& message, std::string_view reason);
  /// A call out of the protocol failed.
  void call_failed(std::string_view call, const ReportTimestamp& at, std::string_view error);

 private:
  void dropped(sim::Level level, NodeIndex from, const Ocr2Message& message, std::string_view reason);

  sim::Host& host_;
  sim::Journal& journal_;
  sim::CoreTables tables_;
  sim::EntityId network_;
  ProtocolListener* listener_;
  NodeIndex index_;
};

}  // namespace orrery::nodes
