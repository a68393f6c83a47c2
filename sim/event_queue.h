#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/entity.h"
#include "sim/time.h"

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

/// What the queue sorts: an instant, the order within it (class, then scheduling order), and where the event is kept.
/// Stale once the slot's generation has moved on.
struct EventKey {
  Time time;
  std::uint64_t order = 0;
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;

  bool operator<(const EventKey& other) const { return time != other.time ? time < other.time : order < other.order; }
};
static_assert(sizeof(EventKey) == 24);

/// Keys in the order (time, class, scheduling order).
class EventQueue {
 public:
  void push(Time at, EventClass order, std::uint32_t slot, std::uint32_t generation) {
    heap_.push_back({at, static_cast<std::uint64_t>(order) << 62 | next_++, slot, generation});
    std::push_heap(heap_.begin(), heap_.end(), after);
  }
  /// Takes the first key at or before `limit`; false when there is none.
  bool pop(Time limit, EventKey& key) {
    if (heap_.empty() || heap_.front().time > limit) return false;
    key = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), after);
    heap_.pop_back();
    return true;
  }
  template <class Stale>
  void remove_if(Stale stale) {
    std::erase_if(heap_, stale);
    std::make_heap(heap_.begin(), heap_.end(), after);
  }
  std::size_t size() const { return heap_.size(); }

 private:
  static bool after(const EventKey& a, const EventKey& b) { return b < a; }
  std::uint64_t next_ = 0;
  std::vector<EventKey> heap_;
};

}  // namespace orrery::sim
