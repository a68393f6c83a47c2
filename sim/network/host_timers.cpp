#include "sim/network/host_timers.h"

#include "sim/assert.h"

namespace orrery::sim {

TimerId HostTimers::open(Task task) {
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(timers_.size());
    timers_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Timer& timer = timers_[slot];
  timer.task = std::move(task);
  timer.is_open = true;
  return {slot, timer.generation};
}

Task HostTimers::take(TimerId timer) {
  ORRERY_ASSERT(is_open(timer), "a timer runs or is cancelled once");
  Timer& taken = timers_[timer.slot];
  Task task = std::move(taken.task);
  taken.event = {};
  taken.is_open = false;
  ++taken.generation;
  free_.push_back(timer.slot);
  return task;
}

std::vector<TimerId> HostTimers::all_open() const {
  std::vector<TimerId> open;
  for (std::uint32_t slot = 0; slot < timers_.size(); ++slot) {
    if (timers_[slot].is_open) open.push_back({slot, timers_[slot].generation});
  }
  return open;
}

}  // namespace orrery::sim
