#include "sim/event_queue.h"

namespace orrery::sim {

bool EventQueue::pop_at_instant(Time limit, EventKey& key) {
  std::size_t order = 0;
  while (rings_[order].size() == 0) ++order;
  EventRing& ring = rings_[order];
  if (ring.front().time > limit) return false;
  const EventKey* sorted = ladder_.sorted_first();
  if (sorted != nullptr && sorted->time == ring.front().time && static_cast<std::size_t>(sorted->order()) <= order) {
    key = *sorted;
    ladder_.pop_first();
    return true;
  }
  key = ring.pop();
  --in_rings_;
  return true;
}

}  // namespace orrery::sim
