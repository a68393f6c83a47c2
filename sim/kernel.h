#pragma once

#include <cstdint>

#include "sim/entity.h"
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
class Kernel {
 public:
  explicit Kernel(Time start) : now_(start) {}

  Time now() const { return now_; }

  /// Schedules `task` at `at` (not before now: that stops the run) for `what`; the current cause goes with it.
  /// O(1) amortised, no allocation in the steady state.
  template <class F>
  EventHandle schedule(Time at, EventTag what, F&& task) {
    return schedule_caused(at, what, cause_, std::forward<F>(task));
  }
  /// The same with a cause other than the current one.
  template <class F>
  EventHandle schedule_caused(Time at, EventTag what, CauseId cause, F&& task);
  template <class F>
  EventHandle schedule_after(Duration delay, EventTag what, F&& task) {
    return schedule(now_ + delay, what, std::forward<F>(task));
  }
  /// False when it has run, was cancelled before, or the handle is empty. O(1).
  bool cancel(EventHandle handle);

  /// Runs the next event; false when there is none at or before `limit`. Time stays at the last event.
  bool step(Time limit = Time::max());
  /// Runs every event up to and including `limit`, then moves time to it; or stops early after request_stop().
  void run_until(Time limit);
  /// Ends run_until after the current event. The only member that a signal handler or another thread may call.
  void request_stop();

  CauseId cause() const { return cause_; }
  void set_cause(CauseId cause) { cause_ = cause; }

  std::uint64_t executed() const;  ///< events run so far
  std::size_t pending() const;     ///< events waiting, without cancelled ones
  HistoryDigest& digest() { return digest_; }
  const HistoryDigest& digest() const { return digest_; }

 private:
  Time now_;
  CauseId cause_;
  HistoryDigest digest_;
  // The event-queue room fills this in.
};

}  // namespace orrery::sim
