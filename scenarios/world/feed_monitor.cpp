#include "scenarios/world/feed_monitor.h"

#include <algorithm>
#include <utility>

#include "scenarios/world/event_kinds.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

constexpr sim::Duration kLookInterval = sim::Duration::seconds(1);
// Charts need no finer market; answers are noted one by one.
constexpr std::uint64_t kLooksBetweenNotes = 60;

sim::Fraction share(sim::Duration part, sim::Duration whole) {
  if (whole <= sim::Duration::zero()) return {};
  return {static_cast<std::uint32_t>(static_cast<nodes::Int128>(part.count_nanoseconds()) * 1'000'000'000 /
                                     whole.count_nanoseconds())};
}

}  // namespace

FeedMonitor::FeedMonitor(sim::World& world, Figures& figures, FeedMonitorSpec spec)
    : world_(world),
      figures_(figures),
      spec_(std::move(spec)),
      began_(world.now()),
      last_update_(world.now()),
      unavailable_since_(world.now()) {
  figures_.declare(path("lowest_answer"), nodes::Price{}, "The lowest answer that the chain accepted; 0 when none.");
  figures_.declare(path("highest_answer"), nodes::Price{}, "The highest answer that the chain accepted; 0 when none.");
  figures_.declare(path("last_answer"), nodes::Price{}, "The answer on chain at the end; 0 when none.");
  if (spec_.watch_below) {
    figures_.declare(path("first_below"), sim::Duration::zero(),
                     "From the start until the answer first fell below the watched level; the whole run when never.");
    figures_.declare(path("time_below"), sim::Duration::zero(), "How long the answer stood below the watched level.");
  }
  figures_.declare(path("updates"), std::int64_t{0}, "Answers that the chain accepted.");
  figures_.declare(path("missed_heartbeats"), std::int64_t{0},
                   "Updates that were not there heartbeat + slack after the one before.");
  figures_.declare(path("missed_deviations"), std::int64_t{0},
                   "Times the answer was off by more than the threshold for longer than the slack.");
  figures_.declare(path("longest_staleness"), sim::Duration::zero(),
                   "Longest time between two updates on chain, or before the first, or after the last.");
  figures_.declare(path("largest_deviation"), Deviation{},
                   "Largest distance of the answer from the true market, looked at once a second.");
  figures_.declare(path("mean_deviation"), Deviation{},
                   "Mean of that distance over all looks from the first answer on: how far the feed lags.");
  figures_.declare(path("unavailable"), sim::Duration::zero(),
                   "Time in which a heartbeat or a deviation update was overdue.");
  figures_.declare(path("longest_outage"), sim::Duration::zero(),
                   "Longest unbroken time in which a heartbeat or a deviation update was overdue.");
  figures_.declare(path("availability"), sim::Fraction{},
                   "Share of the run in which neither a heartbeat nor a deviation update was overdue.");
  arm_heartbeat(began_ + spec_.heartbeat + spec_.heartbeat_slack);
  world_.kernel().schedule_after(kLookInterval, {spec_.entity, kMonitorLookEvent, sim::EventClass::kMonitor},
                                 [this] { look(); });
}

void FeedMonitor::on_answer(nodes::Price answer, sim::Time block_time, sim::CauseId row) {
  figures_.add(path("updates"), 1);
  note_gap(block_time - last_update_, row);
  stale_because_ = {};
  last_update_ = block_time;
  last_row_ = row;
  answer_ = answer;
  follow_extremes(answer);
  note("answer", answer);
  set_bad(Lack::kHeartbeat, false);
  world_.kernel().cancel(heartbeat_due_);
  arm_heartbeat(std::max(block_time + spec_.heartbeat + spec_.heartbeat_slack, world_.now()));
}

void FeedMonitor::note_gap(sim::Duration gap, sim::CauseId ended_by) {
  if (gap <= longest_staleness_) return;
  longest_staleness_ = gap;
  longest_staleness_because_ = stale_because_.row != 0 ? stale_because_ : ended_by;
}

void FeedMonitor::follow_extremes(nodes::Price answer) {
  lowest_ = std::min(lowest_.value_or(answer), answer);
  highest_ = std::max(highest_.value_or(answer), answer);
  if (!spec_.watch_below) return;
  const sim::Time now = world_.now();
  if (answer < *spec_.watch_below) {
    if (!first_below_) first_below_ = now;
    if (!below_since_) below_since_ = now;
  } else if (below_since_) {
    below_ += now - *below_since_;
    below_since_.reset();
  }
}

void FeedMonitor::finish_extremes() {
  figures_.set(path("lowest_answer"), lowest_.value_or(nodes::Price{}));
  figures_.set(path("highest_answer"), highest_.value_or(nodes::Price{}));
  figures_.set(path("last_answer"), answer_.value_or(nodes::Price{}));
  if (!spec_.watch_below) return;
  if (below_since_) below_ += world_.now() - *below_since_;
  figures_.set(path("first_below"), first_below_.value_or(world_.now()) - began_);
  figures_.set(path("time_below"), below_);
}

void FeedMonitor::arm_heartbeat(sim::Time due) {
  heartbeat_due_ = world_.kernel().schedule_caused(
      due, {spec_.entity, kMonitorDeadlineEvent, sim::EventClass::kMonitor}, last_row_, [this] { on_heartbeat_due(); });
}

void FeedMonitor::on_heartbeat_due() {
  const sim::CauseId deadline = miss(Lack::kHeartbeat, last_update_);
  if (stale_because_.row == 0) stale_because_ = deadline;
  set_bad(Lack::kHeartbeat, true, deadline);
  arm_heartbeat(world_.now() + spec_.heartbeat);
}

void FeedMonitor::note(const char* name, nodes::Price price) {
  constexpr double kOne = static_cast<double>(nodes::Price::kOne);
  world_.journal().write(world_.tables().metric, {spec_.entity, name, static_cast<double>(price.units) / kOne});
}

void FeedMonitor::look() {
  spec_.chain->look();
  if (looks_++ % kLooksBetweenNotes == 0) note("market", spec_.market->at(world_.now()));
  if (answer_) {
    const std::int64_t distance = nodes::distance_ppb(*answer_, spec_.market->at(world_.now()));
    deviations_ppb_ += distance;
    ++deviations_;
    if (distance > largest_deviation_ppb_) {
      largest_deviation_ppb_ = distance;
      largest_deviation_because_ = off_because_.row != 0 ? off_because_ : last_row_;
    }
    if (std::cmp_less_equal(distance, spec_.deviation.parts_per_billion)) {
      off_since_.reset();
      off_counted_ = false;
      off_because_ = {};
      set_bad(Lack::kDeviation, false);
    } else if (!off_since_) {
      off_since_ = world_.now();
    } else if (!off_counted_ && world_.now() - *off_since_ > spec_.deviation_slack) {
      off_counted_ = true;
      off_because_ = miss(Lack::kDeviation, *off_since_);
      set_bad(Lack::kDeviation, true, off_because_);
    }
  }
  world_.kernel().schedule_after(kLookInterval, {spec_.entity, kMonitorLookEvent, sim::EventClass::kMonitor},
                                 [this] { look(); });
}

sim::CauseId FeedMonitor::miss(Lack lack, sim::Time opened) {
  const bool heartbeat = lack == Lack::kHeartbeat;
  const std::string figure = path(heartbeat ? "missed_heartbeats" : "missed_deviations");
  figures_.add(figure, 1);
  sim::Journal& journal = world_.journal();
  if (!journal.wants(world_.tables().deadline)) return {};
  const sim::CauseId before = world_.kernel().cause();
  world_.kernel().set_cause(last_row_);
  const std::string about = heartbeat ? spec_.name + ": no update for " + sim::to_text(world_.now() - last_update_)
                                      : spec_.name + ": off the market by more than " + to_text(spec_.deviation) +
                                            " for " + sim::to_text(world_.now() - opened);
  const sim::CauseId deadline = journal.write(
      world_.tables().deadline, {spec_.entity, heartbeat ? "heartbeat" : "deviation", opened, "missed", about});
  for (const char* const touched : {"unavailable", "availability", "updates"})
    figures_.add_evidence(path(touched), deadline);
  figures_.add_evidence(figure, deadline);
  for (const sim::EntityId machine : spec_.machines) {
    for (const sim::Waiting& waiting : world_.network().host(machine).waiting()) {
      world_.kernel().set_cause(waiting.cause);
      journal.write(world_.tables().waiting, {deadline, machine, waiting.what, waiting.on});
    }
  }
  add_stalled_chain(deadline);
  world_.kernel().set_cause(before);
  return deadline;
}

// A chain that stands still longer than an update may be late keeps every machine of the feed waiting.
void FeedMonitor::add_stalled_chain(sim::CauseId deadline) {
  const sim::CauseId stalled = spec_.chain->stalled_because(spec_.heartbeat_slack);
  if (stalled.row == 0) return;
  world_.kernel().set_cause(stalled);
  const std::string what = "a block (none for " + sim::to_text(spec_.chain->since_last_block()) + ")";
  world_.journal().write(world_.tables().waiting, {deadline, spec_.chain->entity(), what, sim::EntityId{}});
}

void FeedMonitor::set_bad(Lack lack, bool bad, sim::CauseId because) {
  const bool was = stale_ || off_;
  (lack == Lack::kHeartbeat ? stale_ : off_) = bad;
  const bool is = stale_ || off_;
  if (was == is) return;
  if (is) {
    unavailable_since_ = world_.now();
    bad_because_ = because;
    return;
  }
  const sim::Duration lasted = world_.now() - unavailable_since_;
  unavailable_ += lasted;
  if (lasted <= longest_unavailable_) return;
  longest_unavailable_ = lasted;
  longest_outage_because_ = bad_because_;
}

void FeedMonitor::finish() {
  set_bad(Lack::kHeartbeat, false);
  set_bad(Lack::kDeviation, false);
  note_gap(world_.now() - last_update_, last_row_);
  figures_.add_evidence(path("longest_staleness"), longest_staleness_because_);
  for (const char* const off : {"largest_deviation", "mean_deviation"})
    figures_.add_evidence(path(off), largest_deviation_because_);
  figures_.add_evidence(path("longest_outage"), longest_outage_because_);
  figures_.set(path("longest_staleness"), longest_staleness_);
  figures_.set(path("largest_deviation"), Deviation{static_cast<std::uint64_t>(largest_deviation_ppb_)});
  if (deviations_ != 0)
    figures_.set(path("mean_deviation"), Deviation{static_cast<std::uint64_t>(deviations_ppb_ / deviations_)});
  figures_.set(path("unavailable"), unavailable_);
  figures_.set(path("longest_outage"), longest_unavailable_);
  const sim::Duration whole = world_.now() - began_;
  figures_.set(path("availability"), share(whole - unavailable_, whole));
  finish_extremes();
}

}  // namespace orrery::scenarios
