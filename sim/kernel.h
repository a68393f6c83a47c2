#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "sim/assert.h"
#include "sim/entity.h"
#include "sim/event_pool.h"
#include "sim/event_queue.h"
#include "sim/history_digest.h"
#include "sim/task.h"
#include "sim/time.h"

namespace orrery::sim {

/// The recorded row that led to what happens now; 0 when nothing did. Kernel and journal pass it on, so that every
/// event knows its cause even where the event itself leaves no row.
struct CauseId {
  std::uint64_t row = 0;
  constexpr auto operator<=>(const CauseId&) const = default;
};

/// The event loop of one world: virtual time, the queue, the current cause, the history digest.
/// Events run in the order (time, class, scheduling order). Single-threaded; reads no wall clock.
/// A pending event takes 80 bytes. How it is fast, and what it promises: docs/kernel.md.
class Kernel {
 public:
  explicit Kernel(Time start) : now_(start) {}
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  Time now() const { return now_; }

  /// Schedules `task` at `at` (not before now: that stops the run) for `what`; the current cause goes with it.
  /// O(1) amortised, no allocation in the steady state.
  template <class F>
  EventHandle schedule(Time at, EventTag what, F&& task) {
    return schedule_caused(at, what, cause_, std::forward<F>(task));
  }
  /// The same with a cause other than the current one.
  template <class F>
  EventHandle schedule_caused(Time at, EventTag what, CauseId cause, F&& task) {
    const std::uint32_t index = pool_.acquire();
    EventSlot& slot = pool_[index];
    ::new (static_cast<void*>(&slot.task)) Task(std::forward<F>(task));
    if constexpr (std::is_same_v<std::remove_cvref_t<F>, Task>) {
      ORRERY_ASSERT(static_cast<bool>(slot.task), "an event has something to do");
    }
    slot.cause = cause.row;
    slot.tag = what.entity.index << 8 | what.kind;
    enqueue(at, what.order, index, slot.generation);
    return {index, slot.generation};
  }
  template <class F>
  EventHandle schedule_after(Duration delay, EventTag what, F&& task) {
    return schedule(now_ + delay, what, std::forward<F>(task));
  }
  /// False when it has begun to run, was cancelled before, or the handle is empty. What the task holds is let go at
  /// once. O(1) amortised.
  bool cancel(EventHandle handle);

  /// Runs the next event; false when there is none at or before `limit`. Time stays at the last event.
  bool step(Time limit = Time::max());
  /// Runs every event up to and including `limit`, then moves time to it (never back); or stops early after
  /// request_stop().
  void run_until(Time limit);
  /// Ends run_until after the current event, with time at that event; a request made between two runs ends the next
  /// one before its first event. The only member that a signal handler or another thread may call.
  void request_stop() { stop_.store(true, std::memory_order_relaxed); }

  CauseId cause() const { return cause_; }
  void set_cause(CauseId cause) { cause_ = cause; }

  std::uint64_t executed() const { return executed_; }  ///< events run so far
  std::size_t pending() const { return pending_; }      ///< events waiting, without cancelled ones
  /// Every event mixes its time, entity and kind in before it runs; what it mixes in itself follows.
  HistoryDigest& digest() { return digest_; }
  const HistoryDigest& digest() const { return digest_; }

 private:
  void enqueue(Time at, EventClass order, std::uint32_t slot, std::uint32_t generation);
  bool run_next(Time limit);
  void forget_cancelled();

  static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

  Time now_;
  CauseId cause_;
  HistoryDigest digest_;
  std::uint64_t executed_ = 0;
  std::size_t pending_ = 0;
  std::size_t cancelled_ = 0;  // keys still in the queue whose event was cancelled
  std::atomic<bool> stop_ = false;
  EventQueue queue_;
  EventPool pool_;
};

}  // namespace orrery::sim
