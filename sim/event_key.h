#pragma once

#include <cstdint>

#include "sim/time.h"

namespace orrery::sim {

/// Order of events at one instant: faults before everything, monitors after everything.
enum class EventClass : std::uint8_t { kFault, kWorld, kMonitor };

/// What the queue sorts: an instant, a class, and where the event is kept. Keys of the same time and class keep the
/// order in which they were pushed, so a key needs no number. Stale once the slot's generation has moved on.
class EventKey {
 public:
  static constexpr unsigned kSlotBits = 30;

  EventKey() = default;
  EventKey(Time at, EventClass order, std::uint32_t slot, std::uint32_t generation)
      : time(at),
        word_(static_cast<std::uint64_t>(order) << 62 | static_cast<std::uint64_t>(slot) << 32 | generation) {}

  Time time;
  EventClass order() const { return static_cast<EventClass>(word_ >> 62); }
  std::uint32_t slot() const { return static_cast<std::uint32_t>(word_ >> 32) & ((std::uint32_t{1} << kSlotBits) - 1); }
  std::uint32_t generation() const { return static_cast<std::uint32_t>(word_); }

  /// Whether this one comes first whatever the order of pushing.
  bool is_before(EventKey other) const { return time != other.time ? time < other.time : order() < other.order(); }

 private:
  std::uint64_t word_ = 0;  // from the top: class (2 bits), slot (30), generation (32)
};
static_assert(sizeof(EventKey) == 16);

}  // namespace orrery::sim
