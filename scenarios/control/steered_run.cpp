#include "scenarios/control/steered_run.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "scenarios/language/document_text.h"
#include "sim/assert.h"
#include "sim/input_error.h"
#include "sim/recording/copy_recording.h"

namespace orrery::scenarios {

namespace {

constexpr auto kFlushEvery = std::chrono::milliseconds(500);
constexpr std::uint64_t kEventsAtOnce = 256;
// A slice of virtual time should take about so long, so that commands are heard.
constexpr auto kShortSlice = std::chrono::milliseconds(2), kLongSlice = std::chrono::milliseconds(6);
constexpr sim::Duration kLeastSlice = sim::Duration::microseconds(10), kMostSlice = sim::Duration::seconds(10);

}  // namespace

std::string_view to_text(RunStatus status) {
  switch (status) {
    case RunStatus::kPaused:
      return "paused";
    case RunStatus::kRunning:
      return "running";
    case RunStatus::kEnded:
      return "ended";
    case RunStatus::kFailed:
      return "failed";
  }
  return "";
}

SteeredRun::SteeredRun(const RunRequest& request, Files& files)
    : request_(request),
      prepared_(prepare(request, files)),
      sink_(nullptr, [this] { world().kernel().request_stop(); }) {
  began_ = flushed_ = Clock::now();
  if (!request.recording_path.empty()) {
    // A mistake in the scenario must not cost an older recording at that path: build once for the check alone.
    static_cast<void>(ScenarioWorld(prepared_.scenario, files, sim::Level::kNothing, nullptr));
    recording_ = std::make_unique<sim::SqliteRecording>(request.recording_path, describe(request, prepared_, files));
    sink_.record_into(recording_.get());
  }
  scenario_world_ = std::make_unique<ScenarioWorld>(prepared_.scenario, files, request.level, &sink_);
  desk_ = std::make_unique<FaultDesk>(prepared_.document, world(), prepared_.end);
  scenario_world_->start();
  flush();
}

SteeredRun::~SteeredRun() {
  if (status_ == RunStatus::kPaused || status_ == RunStatus::kRunning) {
    try {
      stop();
    } catch (const std::exception&) {  // the recording says that it failed
      status_ = RunStatus::kFailed;
    }
  }
}

sim::Time SteeredRun::now() const { return scenario_world_->world().now(); }
std::uint64_t SteeredRun::events() const { return scenario_world_->world().kernel().executed(); }
std::uint64_t SteeredRun::rows() const { return scenario_world_->world().journal().rows_written(); }
std::string SteeredRun::digest() const { return scenario_world_->world().kernel().digest().to_text(); }
FilterSchema SteeredRun::schema() { return schema_of(world(), prepared_.scenario.start); }

void SteeredRun::resume(Pace pace, Goal goal) {
  if (status_ == RunStatus::kEnded || status_ == RunStatus::kFailed)
    throw sim::InputError("run", "the run is over", "branch, or start another");
  pace_ = pace;
  goal_ = goal;
  hit_.reset();
  sink_.take_hit();
  reason_.clear();
  status_ = RunStatus::kRunning;
  paced_from_ = Clock::now();
  paced_at_ = now();
}

void SteeredRun::pause(std::string reason) {
  if (status_ == RunStatus::kRunning) stand_still(RunStatus::kPaused, std::move(reason));
}

void SteeredRun::stop() {
  if (status_ == RunStatus::kPaused || status_ == RunStatus::kRunning) finish(/*complete=*/false);
}

void SteeredRun::stand_still(RunStatus status, std::string reason) {
  status_ = status;
  reason_ = std::move(reason);
  sink_.forget_once();
  flush();
}

void SteeredRun::flush() {
  if (!recording_ || status_ == RunStatus::kEnded || status_ == RunStatus::kFailed) return;
  if (running()) {
    recording_->flush();
  } else {
    recording_->wait_until_written();  // whoever is told of a pause can read everything up to it
  }
}

void SteeredRun::note_act(const std::string& act) {
  if (recording_ && (status_ == RunStatus::kPaused || running()))
    recording_->set_run(fmt::format("act.{:04}", acts_++), fmt::format("{} {}", sim::to_text(now(), 9), act));
}

pid_t SteeredRun::fork_process() {
  pid_t process = -1;
  try {
    if (recording_) recording_->close();
    process = ::fork();
    if (process != 0 && recording_) recording_->reopen();
  } catch (const sim::RecordingError& error) {
    if (process > 0) ::kill(process, SIGKILL);
    fail(error.what());
    return -1;
  }
  return process;
}

void SteeredRun::become_branch(const Node& document, const std::string& recording_path) {
  ORRERY_ASSERT(recording_ != nullptr && sink_.later_values(), "a checkpoint has a recording that can be copied");
  sim::copy_recording(request_.recording_path, recording_path, recording_->last_id(), *sink_.later_values());
  recording_->reopen_as(recording_path);
  request_.recording_path = recording_path;
  desk_->adopt(document);
  stand_still(RunStatus::kPaused, "branched");
}

std::chrono::milliseconds SteeredRun::idle_time() const {
  if (!running()) return std::chrono::milliseconds(250);
  return std::chrono::milliseconds(pace_.kind == Pace::Kind::kPaced ? 5 : 0);
}

void SteeredRun::advance(std::chrono::milliseconds budget) {
  if (!running()) return;
  try {
    advance_unguarded(Clock::now() + budget);
  } catch (const std::exception& error) {
    fail(error.what());
  }
}

void SteeredRun::advance_unguarded(Clock::time_point until) {
  sim::Kernel& kernel = world().kernel();
  while (running() && Clock::now() < until) {
    if (recording_ && recording_->failure()) return fail(*recording_->failure());
    sim::Time limit = goal_.time ? std::min(*goal_.time, end()) : end();
    if (pace_.kind == Pace::Kind::kPaced) {
      const double passed = std::chrono::duration<double>(Clock::now() - paced_from_).count();
      const double ahead = std::min(passed * pace_.simulated_seconds_per_second, 1e9);
      limit = std::min(limit, paced_at_ + sim::Duration::nanoseconds(static_cast<std::int64_t>(ahead * 1e9)));
    }
    const bool worked = run_slice(limit);
    if (const auto hit = sink_.take_hit()) {
      hit_ = hit;
      stand_still(RunStatus::kPaused, fmt::format("watch {} at row {} of {}", hit->watch, hit->row, hit->table));
    } else if (goal_.events && kernel.executed() >= *goal_.events) {
      stand_still(RunStatus::kPaused, fmt::format("event {}", kernel.executed()));
    } else if (goal_.time && kernel.now() >= *goal_.time && *goal_.time < end()) {
      stand_still(RunStatus::kPaused, "time " + sim::to_text(*goal_.time, 9));
    } else if (kernel.now() >= end()) {
      finish(/*complete=*/true);
    }
    if (!worked) break;
  }
  if (recording_ && running() && Clock::now() - flushed_ >= kFlushEvery) {
    flushed_ = Clock::now();
    flush();
  }
}

/// Runs up to `limit` or less; false when there was nothing to do before it.
bool SteeredRun::run_slice(sim::Time limit) {
  sim::Kernel& kernel = world().kernel();
  if (goal_.events) {
    for (std::uint64_t i = 0; i < kEventsAtOnce && kernel.executed() < *goal_.events; ++i) {
      if (!kernel.step(limit)) {
        kernel.run_until(limit);
        return true;
      }
      if (sink_.has_hit()) break;
    }
    return true;
  }
  if (limit <= kernel.now() && limit < end()) return false;
  const Clock::time_point before = Clock::now();
  kernel.run_until(kernel.now() + std::min(slice_, limit - kernel.now()));
  const auto took = Clock::now() - before;
  if (took < kShortSlice) slice_ = std::min(slice_ * 2, kMostSlice);
  if (took > kLongSlice) slice_ = std::max(slice_ / 2, kLeastSlice);
  return true;
}

void SteeredRun::finish(bool complete) {
  if (desk_->changed() && recording_) {
    recording_->set_run(kSteeredScenario,
                        saved_scenario(std::filesystem::path(request_.scenario_path).parent_path().string()));
  }
  const std::string reason = complete ? "the end" : "stopped by the user";
  report_ = report_of(*scenario_world_, prepared_, request_, complete);
  report_->wall_seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  if (recording_) {
    report_->recording = request_.recording_path;
    record_figures(*recording_, report_->figures);
    recording_->finish({complete ? sim::RunState::kFinished : sim::RunState::kInterrupted, complete ? "" : reason,
                        now(), report_->digest, report_->events});
  }
  status_ = RunStatus::kEnded;
  reason_ = reason;
  sink_.forget_once();
}

void SteeredRun::fail(const std::string& why) {
  status_ = RunStatus::kFailed;
  reason_ = why;
  world().journal().stop();
  if (!recording_) return;
  try {
    recording_->finish({sim::RunState::kFailed, why, now(), digest(), events()});
  } catch (const sim::RecordingError& error) {
    reason_ = error.what();
  }
}

std::string SteeredRun::saved_scenario(const std::string& folder) const {
  Node document = desk_->document();
  move_paths(document, folder);
  if (request_.until) {
    Node duration;
    duration.type = Node::Type::kText;
    duration.text = exact_text(prepared_.end - prepared_.scenario.start);
    std::erase_if(document.entries, [](const Node::Entry& entry) { return entry.key == "duration"; });
    document.entries.insert(document.entries.begin(), {"duration", {}, std::move(duration)});
  }
  return to_toml(document);
}

}  // namespace orrery::scenarios
