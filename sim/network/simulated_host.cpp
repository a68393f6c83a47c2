#include "sim/network/simulated_host.h"

#include <algorithm>

#include "sim/assert.h"
#include "sim/event_kinds.h"
#include "sim/network/network_state.h"
#include "sim/world.h"

namespace orrery::sim {

SimulatedHost::SimulatedHost(World& world, Network& network, EntityId id, EntityId zone, std::uint32_t zone_index,
                             HostSpec spec)
    : world_(world),
      network_(network),
      spec_(std::move(spec)),
      id_(id),
      zone_(zone),
      zone_index_(zone_index),
      clock_(spec_.clock, world.now()),
      storage_(spec_.storage_bytes),
      jitter_(world.random(spec_.name + "/jitter")),
      luck_(world.random(spec_.name + "/loss")),
      recycle_random_(world.random(spec_.name + "/recycle")),
      recovery_random_(world.random(spec_.name + "/recovery")) {
  storage_.on_fault_hit([this](CauseId fault) { world_.faults().count_hit(fault, Hit::kWrite); });
}

SimulatedHost::~SimulatedHost() {
  // Programs may cancel their timers as they go, so they go first.
  while (!programs_.empty()) programs_.pop_back();
}

Time SimulatedHost::now() const { return clock_.local(world_.now()); }

Random SimulatedHost::random(std::string_view name) { return world_.random(spec_.name + "/" + std::string(name)); }

Journal& SimulatedHost::journal() { return world_.journal(); }

Port SimulatedHost::port(std::string_view service) { return world_.port(service); }

TimerId SimulatedHost::set_timer(Duration delay, Task task) {
  ORRERY_ASSERT(delay >= Duration::zero(), "a timer fires later, not earlier");
  ORRERY_ASSERT(up_, "only a machine that is up has timers");
  const TimerId timer = timers_.open(std::move(task));
  const EventTag tag{.entity = id_, .kind = kTimerEvent};
  timers_.set_event(timer, world_.kernel().schedule_after(clock_.true_duration(delay), tag, [this, timer] {
    arrive({.what = InboxItem::What::kTimer,
            .slot = timer.slot,
            .generation = timer.generation,
            .port = {},
            .cause = world_.kernel().cause()});
  }));
  return timer;
}

void SimulatedHost::cancel_timer(TimerId& timer) {
  if (timer.is_set() && timers_.is_open(timer)) {
    world_.kernel().cancel(timers_.event(timer));
    timers_.take(timer);
  }
  timer = {};
}

void SimulatedHost::spend(Duration processor_time) {
  ORRERY_ASSERT(processor_time >= Duration::zero(), "work takes time");
  busy_until_ = std::max(busy_until_, world_.now()) + processor_time;
}

void SimulatedHost::listen(Port port, Handler handler) {
  while (handlers_.size() <= port.number) handlers_.emplace_back();
  Handler& place = handlers_[port.number];
  // A handler may replace itself: it has to outlive its own call.
  if (running_ && place) replaced_handlers_.push_back(std::move(place));
  place = std::move(handler);
}

void SimulatedHost::arrive(const InboxItem& item) {
  if (!up_) return die(item);
  if (is_paused() || !inbox_.empty() || busy_until_ > world_.now()) {
    inbox_.push(item);
    return plan_wake();
  }
  run(item);
}

void SimulatedHost::run(const InboxItem& item) {
  running_ = true;
  if (item.what != InboxItem::What::kTimer) {
    deliver(item);
  } else if (const TimerId timer{item.slot, item.generation}; timers_.is_open(timer)) {
    Task task = timers_.take(timer);
    task();
  }
  running_ = false;
  if (!replaced_handlers_.empty()) replaced_handlers_.clear();
}

void SimulatedHost::deliver(const InboxItem& item) {
  if (item.port.number >= handlers_.size() || !handlers_[item.port.number]) return die(item);
  CopiesInFlight& in_flight = network_.state_->in_flight;
  const Sending& sending = in_flight[item.slot];
  ++network_.counters_.delivered;
  world_.kernel().digest().mix(sending.digest_word);
  const bool is_duplicate = item.what == InboxItem::What::kDuplicate;
  record_fate(sending, id_, is_duplicate ? Fate::kDuplicate : Fate::kDelivered, {});
  const MessagePtr message = sending.message;
  const HostPort from = sending.from;
  in_flight.close(item.slot);
  handlers_[item.port.number](from, message);
}

void SimulatedHost::die(const InboxItem& item) {
  if (item.what == InboxItem::What::kTimer) return;
  CopiesInFlight& in_flight = network_.state_->in_flight;
  ++network_.counters_.dead;
  record_fate(in_flight[item.slot], id_, Fate::kDead, down_because());
  in_flight.close(item.slot);
}

void SimulatedHost::wake() {
  wake_ = {};
  Kernel& kernel = world_.kernel();
  while (up_ && !is_paused() && !inbox_.empty() && busy_until_ <= kernel.now()) {
    const InboxItem item = inbox_.pop();
    kernel.set_cause(item.cause);
    run(item);
  }
  plan_wake();
}

void SimulatedHost::plan_wake() {
  if (!up_ || is_paused() || inbox_.empty() || wake_.is_set()) return;
  const Time at = std::max(world_.now(), busy_until_);
  wake_ = world_.kernel().schedule(at, {.entity = id_, .kind = kWakeEvent}, [this] { wake(); });
}

}  // namespace orrery::sim
