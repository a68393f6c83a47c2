#pragma once

#include <cstdint>
#include <vector>

#include "sim/event_queue.h"
#include "sim/host.h"
#include "sim/task.h"

namespace orrery::sim {

/// The timers of one host, in slots that are used again. A timer is open from setting until it is taken or closed.
class HostTimers {
 public:
  TimerId open(Task task);
  void set_event(TimerId timer, EventHandle event) { timers_[timer.slot].event = event; }
  bool is_open(TimerId timer) const {
    return timer.slot < timers_.size() && timers_[timer.slot].is_open &&
           timers_[timer.slot].generation == timer.generation;
  }
  EventHandle event(TimerId timer) const { return timers_[timer.slot].event; }
  /// Its task, and the slot is free again. Only for an open timer.
  Task take(TimerId timer);
  /// Every open timer, by slot.
  std::vector<TimerId> all_open() const;

 private:
  struct Timer {
    Task task;
    EventHandle event;
    std::uint32_t generation = 0;
    bool is_open = false;
  };
  std::vector<Timer> timers_;
  std::vector<std::uint32_t> free_;
};

}  // namespace orrery::sim
