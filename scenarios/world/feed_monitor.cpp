#include "scenarios/world/feed_monitor.h"

#include <algorithm>
#include <utility>

#include "scenarios/world/event_kinds.h"
#include "sim/assert.h"
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
    : world_(world), figures_(figures), spec_(std::move(spec)), began_(world.now()), unavailable_since_(world.now()) {
  figures_.declare(path("lowest_answer"), nodes::Price{}, "The lowest answer on the canonical chain.",
                   EvidenceEffect::kBoth);
  figures_.declare(path("highest_answer"), nodes::Price{}, "The highest answer on the canonical chain.",
                   EvidenceEffect::kBoth);
  figures_.declare(path("last_answer"), nodes::Price{}, "The answer on chain at the end.", EvidenceEffect::kBoth);
  if (spec_.watch_below) {
    figures_.declare(path("first_below"), sim::Duration::zero(),
                     "From the start until the answer first fell below the watched level; the whole run when never.");
    figures_.declare(path("time_below"), sim::Duration::zero(), "How long the answer stood below the watched level.");
  }
  figures_.declare(path("updates"), std::int64_t{0}, "Answers on the canonical chain: not those that a reorg undid.",
                   EvidenceEffect::kLess);
  figures_.declare(path("missed_heartbeats"), std::int64_t{0},
                   "Updates that were not there heartbeat + slack after the one before.");
  figures_.declare(path("missed_deviations"), std::int64_t{0},
                   "Times the answer was off by more than the threshold for longer than the slack.");
  figures_.declare(
      path("longest_staleness"), sim::Duration::zero(),
      "Longest time between two updates on the canonical chain, or before the first, or after the last, from "
      "when one could be read to when the next could.");
  figures_.declare(path("largest_deviation"), Deviation{},
                   "Largest distance of the answer from the true market, looked at once a second.");
  figures_.declare(path("mean_deviation"), Deviation{},
                   "Mean of that distance over all looks from the first answer on: how far the feed lags.");
  figures_.declare(path("unavailable"), sim::Duration::zero(),
                   "Time in which a first answer, a heartbeat or a deviation update was overdue.");
  figures_.declare(path("longest_outage"), sim::Duration::zero(),
                   "Longest unbroken time in which a first answer, a heartbeat or a deviation update was overdue.");
  figures_.declare(path("availability"), sim::Fraction{},
                   "Share of the run in which no first answer, heartbeat or deviation update was overdue.",
                   EvidenceEffect::kLess);
  arm_heartbeat();
  world_.kernel().schedule_after(kLookInterval, {spec_.entity, kMonitorLookEvent, sim::EventClass::kMonitor},
                                 [this] { look(); });
}

void FeedMonitor::on_answer(nodes::Price answer, std::uint64_t block, sim::CauseId row) {
  figures_.add(path("updates"), 1);
  const std::int64_t was_off = off_by();
  answers_.push_back({answer, block, world_.now(), row, std::exchange(gap_, {})});
  note("answer", answer);
  on_change(row, was_off);
}

void FeedMonitor::on_reorg(std::uint64_t first_undone) {
  if (answers_.empty() || answers_.back().block < first_undone) return;
  const std::int64_t was_off = off_by();
  for (; !answers_.empty() && answers_.back().block >= first_undone; answers_.pop_back()) {
    const Gap& before = answers_.back().before;
    gap_ = {gap_.missed + before.missed, before.missed > 0 ? before.because : gap_.because};
    figures_.add(path("updates"), -1);
  }
  const sim::CauseId reorg = world_.kernel().cause();
  figures_.add_evidence(path("updates"), reorg);
  if (gap_.missed == 0) gap_.because = reorg;
  on_change(reorg.row != 0 || answers_.empty() ? reorg : answers_.back().row, was_off);
}

void FeedMonitor::on_change(sim::CauseId row, std::int64_t was_off) {
  last_row_ = row;
  // What brings the feed further off is itself what is wrong, not the update that was missed before it.
  if (off_by() > was_off) off_because_ = {};
  set_bad(Lack::kFirstAnswer, false);
  set_bad(Lack::kHeartbeat, gap_.missed > 0, gap_.because);
  world_.kernel().cancel(heartbeat_due_);
  arm_heartbeat();
}

std::int64_t FeedMonitor::off_by() const {
  return answers_.empty() ? 0 : nodes::distance_ppb(answers_.back().price, spec_.market->at(world_.now()));
}

void FeedMonitor::arm_heartbeat() {
  const sim::Time due = last_update() + spec_.heartbeat * (gap_.missed + 1) + spec_.heartbeat_slack;
  // A reorg may bring back an answer whose next one was due before now.
  heartbeat_due_ = world_.kernel().schedule_caused(std::max(due, world_.now()),
                                                   {spec_.entity, kMonitorDeadlineEvent, sim::EventClass::kMonitor},
                                                   last_row_, [this] { on_heartbeat_due(); });
}

void FeedMonitor::on_heartbeat_due() {
  const sim::CauseId deadline = miss(Lack::kHeartbeat, last_update());
  if (gap_.missed++ == 0) gap_.because = deadline;
  set_bad(Lack::kHeartbeat, true, deadline);
  arm_heartbeat();
}

void FeedMonitor::note(const char* name, nodes::Price price) {
  constexpr double kOne = static_cast<double>(nodes::Price::kOne);
  world_.journal().write(world_.tables().metric, {spec_.entity, name, static_cast<double>(price.units) / kOne});
}

void FeedMonitor::look() {
  if (looks_++ % kLooksBetweenNotes == 0) note("market", spec_.market->at(world_.now()));
  if (answers_.empty())
    look_for_first_answer();
  else
    look_at_deviation();
  world_.kernel().schedule_after(kLookInterval, {spec_.entity, kMonitorLookEvent, sim::EventClass::kMonitor},
                                 [this] { look(); });
}

void FeedMonitor::look_for_first_answer() {
  off_since_.reset();
  off_counted_ = false;
  // A first answer is due at once, as one is that is off.
  if (!lacking_[static_cast<std::size_t>(Lack::kFirstAnswer)] && world_.now() - began_ > spec_.deviation_slack)
    set_bad(Lack::kFirstAnswer, true, miss(Lack::kFirstAnswer, began_));
  set_bad(Lack::kDeviation, false);
}

void FeedMonitor::look_at_deviation() {
  const std::int64_t distance = off_by();
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

sim::CauseId FeedMonitor::miss(Lack lack, sim::Time opened) {
  std::vector<const char*> touched = {"unavailable", "availability", "updates"};
  if (lack != Lack::kFirstAnswer) {
    touched.push_back(lack == Lack::kHeartbeat ? "missed_heartbeats" : "missed_deviations");
    figures_.add(path(touched.back()), 1);
  }
  sim::Journal& journal = world_.journal();
  if (!journal.wants(world_.tables().deadline)) return {};
  const sim::CauseId before = world_.kernel().cause();
  world_.kernel().set_cause(last_row_);
  const sim::CauseId deadline =
      journal.write(world_.tables().deadline, {spec_.entity, kind_of(lack), opened, "missed", words_of(lack, opened)});
  for (const char* const figure : touched) figures_.add_evidence(path(figure), deadline);
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

const char* FeedMonitor::kind_of(Lack lack) {
  switch (lack) {
    case Lack::kFirstAnswer:
      return "first-answer";
    case Lack::kHeartbeat:
      return "heartbeat";
    case Lack::kDeviation:
      return "deviation";
  }
  ORRERY_ASSERT(false, "every lack has its kind");
}

std::string FeedMonitor::words_of(Lack lack, sim::Time opened) const {
  const std::string lasted = sim::to_text(world_.now() - opened);
  if (lack == Lack::kFirstAnswer) return spec_.name + ": no answer for " + lasted;
  if (lack == Lack::kHeartbeat) return spec_.name + ": no update for " + lasted;
  return spec_.name + ": off the market by more than " + to_text(spec_.deviation) + " for " + lasted;
}

// A chain that stands still longer than an update may be late keeps every machine of the feed waiting.
void FeedMonitor::add_stalled_chain(sim::CauseId deadline) {
  for (const sim::CauseId stalled : spec_.chain->stalled_because(spec_.heartbeat_slack)) {
    world_.kernel().set_cause(stalled);
    const std::string what = "a block (none for " + sim::to_text(spec_.chain->since_last_block()) + ")";
    world_.journal().write(world_.tables().waiting, {deadline, spec_.chain->entity(), what, sim::EntityId{}});
  }
}

void FeedMonitor::set_bad(Lack lack, bool bad, sim::CauseId because) {
  const bool was = lacking_.any();
  lacking_.set(static_cast<std::size_t>(lack), bad);
  if (was == lacking_.any()) return;
  if (!was) {
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
  for (const Lack lack : {Lack::kFirstAnswer, Lack::kHeartbeat, Lack::kDeviation}) set_bad(lack, false);
  finish_staleness();
  for (const char* const off : {"largest_deviation", "mean_deviation"})
    figures_.add_evidence(path(off), largest_deviation_because_);
  figures_.add_evidence(path("longest_outage"), longest_outage_because_);
  figures_.set(path("largest_deviation"), Deviation{static_cast<std::uint64_t>(largest_deviation_ppb_)});
  if (deviations_ != 0)
    figures_.set(path("mean_deviation"), Deviation{static_cast<std::uint64_t>(deviations_ppb_ / deviations_)});
  else
    leave_out({"largest_deviation", "mean_deviation"});
  figures_.set(path("unavailable"), unavailable_);
  figures_.set(path("longest_outage"), longest_unavailable_);
  const sim::Duration whole = world_.now() - began_;
  figures_.set(path("availability"), share(whole - unavailable_, whole));
  finish_extremes();
  if (spec_.watch_below) finish_below();
}

void FeedMonitor::finish_staleness() {
  sim::Duration longest;
  sim::CauseId longest_because;
  sim::Time since = began_;
  const auto note_gap = [&](const Gap& gap, sim::Time end, sim::CauseId row) {
    if (end - since > longest) {
      longest = end - since;
      longest_because = gap.because.row != 0 ? gap.because : row;
    }
    since = end;
  };
  for (const Answer& answer : answers_) note_gap(answer.before, answer.at, answer.row);
  note_gap(gap_, world_.now(), last_row_);
  figures_.set(path("longest_staleness"), longest);
  figures_.add_evidence(path("longest_staleness"), longest_because);
}

void FeedMonitor::finish_extremes() {
  if (answers_.empty()) return leave_out({"lowest_answer", "highest_answer", "last_answer"});
  const auto [lowest, highest] = std::ranges::minmax(answers_, {}, &Answer::price);
  const auto set = [this](const char* figure, const Answer& answer) {
    figures_.set(path(figure), answer.price);
    figures_.add_evidence(path(figure), answer.row);
  };
  set("lowest_answer", lowest);
  set("highest_answer", highest);
  set("last_answer", answers_.back());
}

void FeedMonitor::leave_out(std::initializer_list<const char*> without_answer) {
  for (const char* const figure : without_answer) {
    figures_.leave_out(path(figure), "the feed never answered");
    figures_.add_evidence(path(figure), longest_outage_because_);
  }
}

void FeedMonitor::finish_below() {
  std::optional<sim::Time> first;
  sim::Duration below;
  for (auto answer = answers_.begin(); answer != answers_.end(); ++answer) {
    if (answer->price >= *spec_.watch_below) continue;
    if (!first) first = answer->at;
    below += (std::next(answer) == answers_.end() ? world_.now() : std::next(answer)->at) - answer->at;
  }
  figures_.set(path("first_below"), first.value_or(world_.now()) - began_);
  figures_.set(path("time_below"), below);
}

}  // namespace orrery::scenarios
