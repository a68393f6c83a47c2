#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "scenarios/control/fault_desk.h"
#include "scenarios/control/steering_sink.h"
#include "scenarios/world/prepared_run.h"

namespace orrery::scenarios {

/// How fast a run goes. At a pace, so many simulated seconds pass in one of the wall clock.
struct Pace {
  enum class Kind : std::uint8_t { kFast, kExpress, kPaced };
  Kind kind = Kind::kFast;
  double simulated_seconds_per_second = 1;
};

/// Where a run is to pause; whatever comes first. Watches of the sink pause it too.
struct Goal {
  std::optional<sim::Time> time;
  std::optional<std::uint64_t> events;  ///< of the whole run
};

enum class RunStatus : std::uint8_t { kPaused, kRunning, kEnded, kFailed };
std::string_view to_text(RunStatus status);

/// A run that is driven bit by bit. However it is driven, its history is that of the same scenario run at one go; a
/// fault put on by hand makes it the history of the scenario that save() writes.
class SteeredRun {
 public:
  /// Builds the world, paused before its first event. Throws InputError.
  SteeredRun(const RunRequest& request, Files& files);
  ~SteeredRun();
  SteeredRun(const SteeredRun&) = delete;
  SteeredRun& operator=(const SteeredRun&) = delete;

  /// Goes on until the goal, a watch, the end or pause().
  void resume(Pace pace, Goal goal);
  void pause(std::string reason);
  /// Ends the run where it is, as interrupted.
  void stop();
  /// Works for about `budget` of wall time when running. Whatever the model throws makes the run fail, not the caller.
  void advance(std::chrono::milliseconds budget);
  /// How long there is nothing to do: for the pace.
  std::chrono::milliseconds idle_time() const;

  RunStatus status() const { return status_; }
  bool running() const { return status_ == RunStatus::kRunning; }
  /// Why it stands still: "watch 2 at row 1043", "asked to", ...
  const std::string& reason() const { return reason_; }
  const std::optional<WatchHit>& hit() const { return hit_; }
  sim::Time now() const;
  sim::Time start() const { return prepared_.scenario.start; }
  sim::Time end() const { return prepared_.end; }
  std::uint64_t events() const;
  std::uint64_t rows() const;
  std::string digest() const;
  const Pace& pace() const { return pace_; }
  const RunRequest& request() const { return request_; }
  const Prepared& prepared() const { return prepared_; }
  /// Of a run that ended.
  const std::optional<Report>& report() const { return report_; }

  FaultDesk& faults() { return *desk_; }
  SteeringSink& watches() { return sink_; }
  sim::World& world() { return scenario_world_->world(); }
  FilterSchema schema();
  /// The scenario that runs by itself to this history, for a file in `folder`: TOML.
  std::string saved_scenario(const std::string& folder) const;
  /// Notes a steering act in the recording.
  void note_act(const std::string& act);
  /// Closes the recording around a fork of this process, which no open handle may cross. In the child it stays closed.
  /// Returns what fork() did.
  pid_t fork_process();
  /// In a child: goes on as a branch, paused, with the faults of `document`, in a recording of its own that begins as a
  /// copy of the run's. Throws InputError.
  void become_branch(const Node& document, const std::string& recording_path);
  std::uint64_t last_row() const { return recording_ ? recording_->last_id() : 0; }

  /// Makes what was recorded so far visible to readers.
  void flush();

 private:
  using Clock = std::chrono::steady_clock;
  void advance_unguarded(Clock::time_point until);
  bool run_slice(sim::Time limit);
  void finish(bool complete);
  void fail(const std::string& why);
  void stand_still(RunStatus status, std::string reason);

  RunRequest request_;
  Prepared prepared_;
  std::unique_ptr<sim::SqliteRecording> recording_;
  SteeringSink sink_;
  std::unique_ptr<ScenarioWorld> scenario_world_;
  std::unique_ptr<FaultDesk> desk_;
  RunStatus status_ = RunStatus::kPaused;
  std::string reason_ = "not started";
  std::optional<WatchHit> hit_;
  Pace pace_;
  Goal goal_;
  sim::Duration slice_ = sim::Duration::milliseconds(100);
  Clock::time_point paced_from_, began_, flushed_;
  sim::Time paced_at_;
  std::uint64_t acts_ = 0;
  std::optional<Report> report_;
};

}  // namespace orrery::scenarios
