#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/event_queue.h"
#include "sim/task.h"

namespace orrery::sim {

/// A scheduled event in its place: what to call, who led to it, on whom it acts. One cache line.
struct EventSlot {
  Task task;
  std::uint64_t cause = 0;       // the next free slot while this one is free
  std::uint32_t tag = 0;         // entity and kind, as the digest mixes them
  std::uint32_t generation = 0;  // moves on when the event has begun or was cancelled
};
static_assert(sizeof(EventSlot) == 64, "an event fills one cache line");
static_assert(sizeof(EventKey) + sizeof(EventSlot) <= 96, "the agreed bound on memory per pending event");
static_assert(Task::kCapacity >= 40, "the agreed room for captures");

/// The slots of one kernel: stable addresses, reused last-freed first so that the next event finds its slot in the
/// cache. Memory grows to the peak of pending events and stays. Acquire and release are O(1).
class EventPool {
 public:
  EventPool() = default;
  EventPool(const EventPool&) = delete;
  EventPool& operator=(const EventPool&) = delete;
  ~EventPool();

  EventSlot& operator[](std::uint32_t index) { return blocks_[index >> kBlockBits][index & kBlockMask]; }
  bool is_current(std::uint32_t index, std::uint32_t generation) {
    return index < used_ && (*this)[index].generation == generation;
  }

  std::uint32_t acquire() {
    if (free_ != kNone) {
      const std::uint32_t index = free_;
      free_ = static_cast<std::uint32_t>((*this)[index].cause);
      return index;
    }
    if ((used_ & kBlockMask) == 0) add_block();
    ::new (static_cast<void*>(&(*this)[used_])) EventSlot;
    return used_++;
  }
  /// The slot's task must be empty.
  void release(std::uint32_t index) {
    (*this)[index].cause = free_;
    free_ = index;
  }

 private:
  static constexpr unsigned kBlockBits = 15;  // 2 MiB of slots: one huge page
  static constexpr std::uint32_t kBlockMask = (std::uint32_t{1} << kBlockBits) - 1;
  static constexpr std::uint32_t kNone = 0xffffffff;

  void add_block();

  std::vector<EventSlot*> blocks_;
  std::uint32_t used_ = 0;
  std::uint32_t free_ = kNone;
};

}  // namespace orrery::sim
