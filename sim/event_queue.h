#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/entity.h"
#include "sim/event_key.h"
#include "sim/event_ring.h"
#include "sim/ladder_queue.h"
#include "sim/time.h"

namespace orrery::sim {

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

/// Keys in the order (time, class, order of pushing): a ladder queue for the future, and beside it a ring for each
/// class of events at the current instant. Push and pop are O(1) amortised, for any mix of near and far times.
class EventQueue {
 public:
  /// `now` never goes back, and `key` is not before it. It may stay behind the last key popped when that one was stale.
  void push(EventKey key, Time now) {
    if (key.time == now) {
      rings_[static_cast<std::size_t>(key.order())].push(key);
      ++in_rings_;
    } else {
      ladder_.push(key, now);
    }
  }

  /// Takes the first key at or before `limit`; false when there is none. `fetch` is told of keys that come soon.
  template <class Fetch>
  bool pop(Time limit, EventKey& key, const Fetch& fetch) {
    if (in_rings_ != 0) return pop_at_instant(limit, key);
    const EventKey* first = ladder_.first(limit, fetch);
    if (first == nullptr) return false;
    key = *first;
    ladder_.pop_first();
    return true;
  }

  /// Removes the keys for which `stale` is true; the others keep their order. O(keys).
  template <class Stale>
  void remove_if(const Stale& stale) {
    ladder_.remove_if(stale);
    in_rings_ = 0;
    for (EventRing& ring : rings_) {
      ring.remove_if(stale);
      in_rings_ += ring.size();
    }
  }

 private:
  /// Keys of the ladder at this instant were pushed before those of the rings, and all of them are sorted already:
  /// the ladder sorts whole instants.
  bool pop_at_instant(Time limit, EventKey& key);

  std::array<EventRing, 3> rings_;
  std::size_t in_rings_ = 0;
  LadderQueue ladder_;
};

}  // namespace orrery::sim
