#include "sim/kernel.h"

namespace orrery::sim {
namespace {

/// Frees a running event's slot when its task returns or throws.
class SlotInUse {
 public:
  SlotInUse(EventPool& pool, std::uint32_t index) : pool_(pool), index_(index) {}
  SlotInUse(const SlotInUse&) = delete;
  SlotInUse& operator=(const SlotInUse&) = delete;
  ~SlotInUse() {
    pool_[index_].task.reset();
    pool_.release(index_);
  }

 private:
  EventPool& pool_;
  std::uint32_t index_;
};

}  // namespace

void Kernel::enqueue(Time at, EventClass order, std::uint32_t slot, std::uint32_t generation) {
  ORRERY_ASSERT(at >= now_, "nothing is scheduled in the past");
  queue_.push(EventKey(at, order, slot, generation), now_);
  ++pending_;
}

bool Kernel::cancel(EventHandle handle) {
  if (!pool_.is_current(handle.slot, handle.generation)) return false;
  EventSlot& slot = pool_[handle.slot];
  ++slot.generation;
  --pending_;
  ++cancelled_;
  slot.task.reset();
  pool_.release(handle.slot);
  // The keys of cancelled events stay until they come up. When they are the most of the queue, they are swept out:
  // timers that are re-armed for ever cost a constant each, and memory stays in proportion to what is pending.
  constexpr std::size_t kWorthSweeping = 4096;
  if (cancelled_ > kWorthSweeping && cancelled_ > pending_) forget_cancelled();
  return true;
}

void Kernel::forget_cancelled() {
  queue_.remove_if([this](const EventKey& key) { return !pool_.is_current(key.slot(), key.generation()); });
  cancelled_ = 0;
}

bool Kernel::run_next(Time limit) {
  // Slots lie anywhere in memory; asked for some events ahead, they are in the cache when their turn comes.
  const auto fetch = [this](EventKey soon) { __builtin_prefetch(&pool_[soon.slot()], /*rw=*/1); };
  EventKey key;
  while (queue_.pop(limit, key, fetch)) {
    EventSlot& slot = pool_[key.slot()];
    if (slot.generation != key.generation()) {
      --cancelled_;
      continue;
    }
    now_ = key.time;
    cause_ = CauseId{slot.cause};
    ++executed_;
    --pending_;
    ++slot.generation;
    digest_.mix(static_cast<std::uint64_t>(now_.unix_nanoseconds()));
    digest_.mix(slot.tag);
    const SlotInUse in_use(pool_, key.slot());
    slot.task();
    return true;
  }
  return false;
}

bool Kernel::step(Time limit) {
  const bool ran = run_next(limit);
  cause_ = CauseId{};
  return ran;
}

void Kernel::run_until(Time limit) {
  while (!stop_.load(std::memory_order_relaxed)) {
    if (run_next(limit)) continue;
    if (limit > now_) now_ = limit;
    cause_ = CauseId{};
    return;  // without touching the flag: a request that came meanwhile is for the next run
  }
  stop_.store(false, std::memory_order_relaxed);
  cause_ = CauseId{};
}

}  // namespace orrery::sim
