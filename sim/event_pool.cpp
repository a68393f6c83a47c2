#include "sim/event_pool.h"

#include "sim/assert.h"
#include "sim/huge_pages.h"

namespace orrery::sim {

EventPool::~EventPool() {
  for (std::uint32_t index = 0; index < used_; ++index) (*this)[index].~EventSlot();
  for (EventSlot* block : blocks_) free_pages(block);
}

void EventPool::add_block() {
  ORRERY_ASSERT(used_ < std::uint32_t{1} << EventKey::kSlotBits, "a key names a slot with 30 bits");
  // A small world leaves most of its first block untouched; only a large one is worth whole huge pages.
  const bool large = !blocks_.empty();
  blocks_.push_back(static_cast<EventSlot*>(allocate_pages(sizeof(EventSlot) << kBlockBits, large)));
}

}  // namespace orrery::sim
