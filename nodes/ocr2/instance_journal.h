#pragma once

#include <cstdint>
#include <string_view>

#include "nodes/ocr2/reporting_plugin.h"
#include "sim/entity.h"
#include "sim/host.h"
#include "sim/journal.h"
#include "sim/world.h"

namespace orrery::nodes {

/// One oracle in one protocol instance, for those who watch.
struct OracleName {
  sim::EntityId host;
  sim::EntityId network;
  NodeIndex index;
};

/// What one oracle writes into the recording, whichever protocol it runs. Builds no text that nobody records.
class InstanceJournal {
 public:
  InstanceJournal(sim::Host& host, const sim::CoreTables& tables, sim::EntityId network)
      : host_(host), journal_(host.journal()), tables_(tables), network_(network) {}

  /// The oracle's index in the config that it runs now.
  void set_index(NodeIndex index) { index_ = index; }
  OracleName name() const { return {host_.id(), network_, index_}; }
  sim::CauseId cause() const { return journal_.cause(); }

  /// "The oracle stands at epoch e", "phase grace": a state row.
  void state(std::string_view field, std::string_view value);
  void state(std::string_view field, std::uint64_t value);
  /// A phase that ended: "round" or "epoch".
  void span(std::string_view kind, std::uint64_t epoch, std::int64_t round, sim::Time begin, std::string_view outcome);
  /// Something that a person should know: a config that cannot run, a plugin's error.
  void note(sim::Level level, std::string_view severity, std::string_view text);

 protected:
  bool wants(sim::Level level) const { return journal_.wants(level); }
  /// A message that is thrown away: its kind, where it stands ("of epoch 2, round 3"), who sent it, why.
  void note_dropped(sim::Level level, std::string_view kind, std::string_view place, NodeIndex from,
                    std::string_view reason);

 private:
  sim::Host& host_;
  sim::Journal& journal_;
  sim::CoreTables tables_;
  sim::EntityId network_;
  NodeIndex index_;
};

}  // namespace orrery::nodes
