#pragma once

#include <cstdint>

#include "sim/entity.h"

namespace orrery::sim {

/// Order of events at one instant: faults before everything, monitors after everything.
enum class EventClass : std::uint8_t { kFault, kWorld, kMonitor };

/// What an event is, for the history digest: on whom, of which kind. Kinds are small numbers local to the calling
/// room's enum; rooms number from their own base (sim 0, chains 64, nodes 128, scenarios 192).
struct EventTag {
  EntityId entity;
  std::uint8_t kind = 0;
  EventClass order = EventClass::kWorld;
};

/// Names a scheduled event until it has run or was cancelled. Empty when default made.
struct EventHandle {
  std::uint32_t slot = 0xffffffff;
  std::uint32_t generation = 0;
  bool is_set() const { return slot != 0xffffffff; }
};

}  // namespace orrery::sim
