#include "scenarios/world/runner.h"

#include <fmt/format.h>

#include <chrono>

#include "scenarios/language/scenario.h"
#include "scenarios/world/scenario_world.h"
#include "sim/input_error.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_recording.h"

namespace orrery::scenarios {

namespace {

using Clock = std::chrono::steady_clock;

// Keys of the `run` table beside the recording's own.
constexpr const char* kSetPrefix = "set.";
constexpr const char* kUntil = "until";

constexpr sim::Duration kSlice = sim::Duration::seconds(1);
constexpr auto kTellEvery = std::chrono::milliseconds(200);
constexpr auto kFlushEvery = std::chrono::seconds(1);

/// A request turned into a checked scenario and its last moment.
struct Prepared {
  Scenario scenario;
  sim::Time end;
};

// Contracts, reports and observations hold unix seconds in 32 bits.
constexpr sim::Time kEarliest = sim::Time::from_unix_seconds(0);
constexpr sim::Time kLatest = sim::Time::from_unix_seconds(UINT32_MAX);

std::string place_of(const Node& document, const char* key) {
  const Node* const node = document.find(key);
  return (node != nullptr ? *node : document).place.text();
}

sim::Time end_of(const Scenario& scenario, const Node& document, const std::optional<std::string>& until) {
  if (scenario.start < kEarliest || scenario.start >= kLatest)
    throw sim::InputError(place_of(document, "start"),
                          fmt::format("start: expected a time from {} to {}, found {}", sim::to_text(kEarliest, 0),
                                      sim::to_text(kLatest, 0), sim::to_text(scenario.start, 0)));
  if (scenario.duration <= sim::Duration::zero())
    throw sim::InputError(place_of(document, "duration"), "duration: expected more than nothing");
  if (scenario.duration > kLatest - scenario.start)
    throw sim::InputError(place_of(document, "duration"),
                          fmt::format("duration: the scenario would end after {}", sim::to_text(kLatest, 0)));
  const sim::Time end = scenario.start + scenario.duration;
  if (!until) return end;
  const auto asked = [&] {
    try {
      const bool is_time = until->size() >= 10 && (*until)[4] == '-';
      return is_time ? sim::parse_time(*until) : scenario.start + sim::parse_duration(*until);
    } catch (const sim::InputError& error) {
      throw error.at("--until");
    }
  }();
  if (asked <= scenario.start || asked > end)
    throw sim::InputError("--until", fmt::format("expected a time after {} and not after {}, found {}",
                                                 sim::to_text(scenario.start, 0), sim::to_text(end, 0), *until));
  return asked;
}

Prepared prepare(const RunRequest& request, Files& files) {
  Node document = read_document(files, request.scenario_path);
  for (const std::string& assignment : request.assignments) set_value(document, assignment);
  for (const std::string& assignment : request.varied) set_value(document, assignment, "--vary");
  if (request.seed) set_value(document, fmt::format("seed={}", *request.seed));
  Prepared prepared{scenario_section().read(document), {}};
  prepared.end = end_of(prepared.scenario, document, request.until);
  return prepared;
}

sim::RunDescription describe(const RunRequest& request, const Prepared& prepared, const Files& files) {
  sim::RunDescription run;
  run.orrery = version_text();
  run.compiler = compiler_text();
  run.scenario_path = request.scenario_path;
  for (const auto& [path, text] : files.texts()) {
    if (path == request.scenario_path) {
      run.scenario_text = text;
    } else {
      run.files.emplace_back(path, text);
    }
  }
  run.seed = {prepared.scenario.seed};
  run.signatures = prepared.scenario.signatures;
  run.level = request.level;
  run.start = prepared.scenario.start;
  run.planned_end = prepared.end;
  std::vector<std::string> assignments = request.assignments;
  assignments.insert(assignments.end(), request.varied.begin(), request.varied.end());
  for (std::size_t i = 0; i < assignments.size(); ++i)
    run.more.emplace_back(fmt::format("{}{:04}", kSetPrefix, i), assignments[i]);
  if (request.until) run.more.emplace_back(kUntil, *request.until);
  return run;
}

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
    ScenarioWorld(prepared.scenario, files, sim::Level::kNothing, nullptr);
    recording = std::make_unique<sim::SqliteRecording>(request.recording_path, describe(request, prepared, files));
  }
  const Clock::time_point began = Clock::now();
  ScenarioWorld scenario_world(prepared.scenario, files, recording ? request.level : sim::Level::kNothing,
                               recording.get());
  if (recording) recording->on_failure([&] { scenario_world.world().kernel().request_stop(); });
  scenario_world.start();
  const bool complete = advance(scenario_world, prepared, recording.get(), progress, stop);

  sim::World& world = scenario_world.world();
  Report report;
  report.title = prepared.scenario.title;
  report.scenario_path = request.scenario_path;
  report.seed = prepared.scenario.seed;
  report.signatures = prepared.scenario.signatures;
  report.start = prepared.scenario.start;
  report.end = world.now();
  report.interrupted = !complete;
  report.digest = world.kernel().digest().to_text();
  report.events = world.kernel().executed();
  report.expectations = scenario_world.finish();
  report.figures = scenario_world.figures();
  report.faults = scenario_world.faults();
  if (recording) {
    report.recording = request.recording_path;
    recording->finish({complete ? sim::RunState::kFinished : sim::RunState::kInterrupted,
                       complete ? "" : "stopped by the user", world.now(), report.digest, report.events});
  }
  report.wall_seconds = seconds_since(began);
  return report;
}

}  // namespace

std::string version_text() { return ORRERY_VERSION; }

std::string compiler_text() {
#if defined(__clang__)
  return fmt::format("clang++ {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("g++ {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

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
    const auto value = [&](const char* key) {
      const auto found = values.find(key);
      if (found == values.end()) throw sim::InputError(path, fmt::format("the recording has no \"{}\"", key));
      return found->second;
    };
    request.scenario_path = value(sim::run_key::kScenarioPath);
    texts[request.scenario_path] = value(sim::run_key::kScenarioText);
    for (const auto& [key, text] : values) {
      if (key.starts_with(sim::run_key::kFilePrefix)) texts[key.substr(sim::run_key::kFilePrefix.size())] = text;
      if (key.starts_with(kSetPrefix)) request.assignments.push_back(text);
    }
    request.seed = std::stoull(value(sim::run_key::kSeed));
    if (const auto until = values.find(kUntil); until != values.end()) request.until = until->second;
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
