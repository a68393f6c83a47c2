#pragma once

#include <map>
#include <string>
#include <string_view>

#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// Upon whom a recorded run's faults stand: their targets, resolved over the recorded entities as the simulator
/// resolves them over its own.
class FaultReach {
 public:
  explicit FaultReach(const sim::RecordingReader& reader);

  /// Whether the fault stands upon this entity itself. The target of a fault on machines is a list; each name of it is
  /// a machine, a zone, or what machines belong to. Faults on paths between machines stand upon neither side.
  bool strikes(const sim::RecordedRow& fault, sim::EntityId entity) const;
  /// Whether the fault makes messages on a path from or to this machine late.
  bool makes_late(const sim::RecordedRow& fault, sim::EntityId machine) const;
  /// Whether the fault is on a path that copies from one machine to the other take.
  bool lies_between(const sim::RecordedRow& fault, sim::EntityId from, sim::EntityId to) const;

 private:
  bool names(std::string_view list, sim::EntityId entity) const;
  /// What faults of this kind are put on: "host", "path", "chain" and so on; empty for kinds that this version lacks.
  std::string target_kind(const std::string& kind) const;

  const sim::RecordingReader& reader_;
  std::map<std::string, std::string> target_kinds_;
};

/// Whether a fault acted on anything; those of a run that has not ended count as felt.
bool was_felt(const sim::RecordedRow& fault);
/// Whether faults of this kind make those who observe or trade say something else, and keep nobody from speaking.
bool only_bends_prices(std::string_view kind);
/// Whether faults of this kind sign reports that no network agreed upon.
bool forges_reports(std::string_view kind);
/// Whether faults of this kind make an oracle an adversary.
bool makes_adversary(std::string_view kind);

}  // namespace orrery::scenarios
