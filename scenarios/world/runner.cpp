#include "scenarios/world/runner.h"

#include <fmt/format.h>

#include <chrono>

#include "scenarios/world/prepared_run.h"
#include "scenarios/world/scenario_world.h"
#include "sim/input_error.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_recording.h"

namespace orrery::scenarios {

namespace {

using Clock = std::chrono::steady_clock;

constexpr sim::Duration kSlice = sim::Duration::seconds(1);
constexpr auto kTellEvery = std::chrono::milliseconds(200);
constexpr auto kFlushEvery = std::chrono::seconds(1);

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// Runs slice by slice, so that progress, interruption and a failing disk are noticed. Returns false when stopped
/// early.
bool advance(ScenarioWorld& scenario_world, const Prepared& prepared, sim::SqliteRecording* recording,
             const std::function<void(const Progress&)>& progress, const std::atomic<bool>& stop) {
  sim::Kernel& kernel = scenario_world.world().kernel();
  const Clock::time_point began = Clock::now();
  Clock::time_point told = began, flushed = began;
  while (kernel.now() < prepared.end) {
    if (stop || (recording != nullptr && recording->failure())) return false;
    kernel.run_until(kernel.now() + std::min(kSlice, prepared.end - kernel.now()));
    const Clock::time_point now = Clock::now();
    if (now - told >= kTellEvery) {
      told = now;
      progress({prepared.scenario.start, kernel.now(), prepared.end, kernel.executed(), seconds_since(began)});
    }
    if (recording != nullptr && now - flushed >= kFlushEvery) {
      flushed = now;
      recording->flush();
    }
  }
  return true;
}

Report run_prepared(const RunRequest& request, const Prepared& prepared, Files& files,
                    const std::function<void(const Progress&)>& progress, const std::atomic<bool>& stop) {
  std::unique_ptr<sim::SqliteRecording> recording;
  if (!request.recording_path.empty()) {
    // A mistake in the scenario must not cost an older recording at that path: build once for the check alone.
    static_cast<void>(ScenarioWorld(prepared.scenario, files, sim::Level::kNothing, nullptr));
    recording = std::make_unique<sim::SqliteRecording>(request.recording_path, describe(request, prepared, files));
  }
  const Clock::time_point began = Clock::now();
  ScenarioWorld scenario_world(prepared.scenario, files, recording ? request.level : sim::Level::kNothing,
                               recording.get());
  scenario_world.start();
  const bool complete = advance(scenario_world, prepared, recording.get(), progress, stop);

  sim::World& world = scenario_world.world();
  Report report = report_of(scenario_world, prepared, request, complete);
  if (recording) {
    report.recording = request.recording_path;
    record_figures(*recording, report.figures);
    recording->finish({complete ? sim::RunState::kFinished : sim::RunState::kInterrupted,
                       complete ? "" : "stopped by the user", world.now(), report.digest, report.events});
  }
  report.wall_seconds = seconds_since(began);
  return report;
}

}  // namespace

Report run_scenario(const RunRequest& request, Files& files, const std::function<void(const Progress&)>& progress,
                    const std::atomic<bool>& stop) {
  return run_prepared(request, prepare(request, files), files, progress, stop);
}

void check_scenario(const RunRequest& request, Files& files) {
  const Prepared prepared = prepare(request, files);
  ScenarioWorld(prepared.scenario, files, sim::Level::kNothing, nullptr);
}

Figures declared_figures(const RunRequest& request, Files& files) {
  const Prepared prepared = prepare(request, files);
  return ScenarioWorld(prepared.scenario, files, sim::Level::kNothing, nullptr).figures();
}

Verification verify_recording(const std::string& path, const std::function<void(const Progress&)>& progress,
                              const std::atomic<bool>& stop) {
  RunRequest request;
  Verification verification;
  std::map<std::string, std::string> texts;
  {
    const sim::RecordingReader reader(path);
    if (reader.state() != sim::RunState::kFinished)
      throw sim::InputError(path, fmt::format("the run is {}{}; only a finished one has a digest to compare",
                                              sim::to_text(reader.state()),
                                              reader.state() == sim::RunState::kRunning ? ", or was killed" : ""));
    const auto values = reader.run_values();
    const auto value = [&](const char* key) { return recorded_value(values, path, key); };
    request = recorded_request(values, path, texts);
    verification.recorded_digest = value(sim::run_key::kDigest);
    verification.recorded_by = value(sim::run_key::kOrrery) + ", " + value(sim::run_key::kCompiler);
  }
  Files files(std::move(texts));
  const Report report = run_scenario(request, files, progress, stop);
  verification.repeated_digest = report.digest;
  verification.repeated_by = version_text() + ", " + compiler_text();
  return verification;
}

}  // namespace orrery::scenarios
