#include <algorithm>

#include "sim/assert.h"
#include "sim/event_kinds.h"
#include "sim/network/cause_scope.h"
#include "sim/network/network_state.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;

}  // namespace

void SimulatedHost::install(std::string name, ProgramFactory factory) {
  programs_.push_back({std::move(name), std::move(factory), nullptr});
  if (!up_) return;
  Installed& added = programs_.back();
  added.running = added.factory(*this);
  added.running->start();
}

const Program* SimulatedHost::program(std::string_view name) const {
  for (const Installed& installed : programs_) {
    if (installed.name == name) return installed.running.get();
  }
  return nullptr;
}

void SimulatedHost::start() {
  wanted_ = true;
  const bool is_first = !was_started_;
  if (is_first) {
    was_started_ = true;
    down_since_ = world_.now();
  }
  settle();
  if (is_first && !up_) {
    ++times_down_;
    record_status(down_because());
  }
}

void SimulatedHost::stop() {
  wanted_ = false;
  settle();
}

CauseId SimulatedHost::down_because() const {
  if (up_) return {};
  if (!down_by_.empty()) return down_by_.front();
  if (wanted_ && !launch_blocked_by_.empty()) return launch_blocked_by_.front();
  return {};
}

Duration SimulatedHost::total_down() const {
  const bool is_down_now = was_started_ && !up_;
  return is_down_now ? down_before_ + (world_.now() - down_since_) : down_before_;
}

bool SimulatedHost::answers() { return up_ && !is_paused() && cut_off_by() == nullptr; }

std::vector<Waiting> SimulatedHost::waiting() {
  std::vector<Waiting> waiting;
  if (!up_) {
    waiting.push_back({"to be up again", down_because(), EntityId::none()});
    return waiting;
  }
  if (is_paused()) waiting.push_back({"to go on after a pause", paused_by_.front(), EntityId::none()});
  if (const CauseId* fault = cut_off_by()) {
    waiting.push_back({"to be reachable through its load balancer", *fault, EntityId::none()});
  }
  for (const Installed& installed : programs_) installed.running->add_waiting(waiting);
  return waiting;
}

void SimulatedHost::keep_down(CauseId fault) {
  down_by_.push_back(fault);
  settle();
}

void SimulatedHost::allow_up(CauseId fault) {
  std::erase(down_by_, fault);
  settle();
}

void SimulatedHost::block_launch(CauseId fault) { launch_blocked_by_.push_back(fault); }

void SimulatedHost::allow_launch(CauseId fault) {
  std::erase(launch_blocked_by_, fault);
  settle();
}

void SimulatedHost::restart(CauseId fault) {
  if (up_) go_down(fault);
  settle();
}

void SimulatedHost::pause(CauseId fault) {
  paused_by_.push_back(fault);
  if (up_ && paused_by_.size() == 1) record_status(fault);
}

void SimulatedHost::resume(CauseId fault) {
  const bool was_paused = is_paused();
  std::erase(paused_by_, fault);
  if (is_paused() || !was_paused) return;
  if (up_) record_status(fault);
  plan_wake();
}

void SimulatedHost::start_flapping(CauseId fault, const std::string& service, Fraction share) {
  flapping_.push_back({.fault = fault, .service = service, .share = share});
}

void SimulatedHost::stop_flapping(CauseId fault) {
  std::erase_if(flapping_, [&](const Flapping& flapping) { return flapping.fault == fault; });
}

const CauseId* SimulatedHost::cut_off_by() {
  for (Flapping& flapping : flapping_) {
    const std::int64_t minute = world_.now().unix_nanoseconds() / kMinute;
    if (flapping.minute != minute) {
      flapping.minute = minute;
      Random luck = random("reached over " + flapping.service + "/" + std::to_string(minute));
      flapping.cut_off = luck.chance(flapping.share.parts_per_billion);
    }
    if (flapping.cut_off) return &flapping.fault;
  }
  return nullptr;
}

void SimulatedHost::settle() {
  const bool may_run = wanted_ && down_by_.empty() && (up_ || launch_blocked_by_.empty());
  if (may_run && !up_) {
    go_up(world_.kernel().cause());
  } else if (!may_run && up_) {
    go_down(down_by_.empty() ? CauseId{} : down_by_.front());
  }
  // Still down, but for another reason than the one that was told: the story goes on there.
  if (!up_ && was_started_ && down_because() != told_because_) record_status(down_because());
}

void SimulatedHost::go_up(CauseId because) {
  up_ = true;
  busy_until_ = world_.now();
  down_before_ += world_.now() - down_since_;
  record_status(because);
  const CauseScope scope(world_.kernel(), because);
  running_ = true;
  for (Installed& installed : programs_) installed.running = installed.factory(*this);
  for (Installed& installed : programs_) installed.running->start();
  running_ = false;
  if (spec_.recycle && !recycle_planned_) schedule_recycle();
}

void SimulatedHost::go_down(CauseId because) {
  ORRERY_ASSERT(!running_, "a handler does not take its own machine down");
  for (auto installed = programs_.rbegin(); installed != programs_.rend(); ++installed) installed->running.reset();
  for (TimerId timer : timers_.all_open()) cancel_timer(timer);
  handlers_.clear();
  world_.kernel().cancel(wake_);
  wake_ = {};
  storage_.crash();
  up_ = false;
  down_since_ = world_.now();
  ++times_down_;
  record_status(because);
  while (!inbox_.empty()) {
    const InboxItem item = inbox_.pop();
    const CauseScope scope(world_.kernel(), item.cause);
    die(item);
  }
}

void SimulatedHost::record_status(CauseId because) {
  told_because_ = because;
  if ((!up_ || is_paused()) && because.row != 0) world_.faults().count_hit(because, Hit::kMachine);
  if (!world_.journal().wants(Level::kSummary)) return;
  const CauseScope scope(world_.kernel(), because);
  const char* const status = !up_ ? "down" : is_paused() ? "paused" : "up";
  world_.journal().write(world_.tables().state, Level::kSummary, {id_, "status", status});
}

void SimulatedHost::schedule_recycle() {
  recycle_planned_ = true;
  const Duration mean = *spec_.recycle;
  const Duration wait = recycle_random_.between(mean / 2, mean + mean / 2);
  world_.kernel().schedule_caused(world_.now() + wait, {.entity = id_, .kind = kRecycleEvent}, CauseId{}, [this] {
    restart({});
    schedule_recycle();
  });
}

}  // namespace orrery::sim
