#include "scenarios/world/prepared_run.h"

#include <fmt/format.h>

#include <filesystem>

#include "scenarios/sweep/run_result.h"
#include "sim/input_error.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/recording_schema.h"

namespace orrery::scenarios {

namespace {

// Keys of the `run` table beside the recording's own.
constexpr const char* kSetPrefix = "set.";
constexpr const char* kUntil = "until";

// Contracts, reports and observations hold unix seconds in 32 bits. What chains hold at the start is up to an hour
// older.
constexpr sim::Time kEarliest = sim::Time::from_unix_seconds(86'400);
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

}  // namespace

Prepared prepare(const RunRequest& request, Files& files) {
  Node document = read_document(files, request.scenario_path);
  for (const std::string& assignment : request.assignments) set_value(document, assignment);
  for (const std::string& assignment : request.varied) set_value(document, assignment, "--vary");
  if (request.seed) set_value(document, fmt::format("seed={}", *request.seed));
  Prepared prepared{document, scenario_section().read(document), {}};
  prepared.end = end_of(prepared.scenario, document, request.until);
  check_lessons(prepared.scenario.lessons, prepared.scenario.start,
                prepared.scenario.start + prepared.scenario.duration);
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

Report report_of(ScenarioWorld& scenario_world, const Prepared& prepared, const RunRequest& request, bool complete) {
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
  return report;
}

void record_figures(sim::SqliteRecording& recording, const Figures& figures) {
  for (const auto& [path, figure] : figures.all())
    if (figure.is_there()) recording.add_figure(recorded_figure(result_figure(path, figure.value)));
}

std::string version_text() { return ORRERY_VERSION; }

std::string compiler_text() {
#if defined(__clang__)
  return fmt::format("clang++ {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("g++ {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

std::string recorded_value(const RunValues& values, const std::string& path, const std::string& key) {
  const auto found = values.find(key);
  if (found == values.end()) throw sim::InputError(path, fmt::format("the recording has no \"{}\"", key));
  return found->second;
}

RunRequest recorded_request(const RunValues& values, const std::string& path,
                            std::map<std::string, std::string>& texts) {
  RunRequest request;
  request.scenario_path = recorded_value(values, path, sim::run_key::kScenarioPath);
  const auto steered = values.find(kSteeredScenario);
  texts[request.scenario_path] =
      steered != values.end() ? steered->second : recorded_value(values, path, sim::run_key::kScenarioText);
  for (const auto& [key, text] : values)
    if (key.starts_with(sim::run_key::kFilePrefix)) texts[key.substr(sim::run_key::kFilePrefix.size())] = text;
  if (steered != values.end()) return request;
  for (const auto& [key, text] : values)
    if (key.starts_with(kSetPrefix)) request.assignments.push_back(text);
  request.seed = std::stoull(recorded_value(values, path, sim::run_key::kSeed));
  if (const auto until = values.find(kUntil); until != values.end()) request.until = until->second;
  return request;
}

void take_recorded_scenario(RunRequest& request, Files& files) {
  if (sim::kind_of_file(request.scenario_path) != sim::FileKind::kRecording) return;
  const std::string path = request.scenario_path;
  if (!request.assignments.empty() || request.seed)
    throw sim::InputError(path, "is a recording, which is repeated as it was", "give its scenario to change it");
  std::error_code error;
  if (std::filesystem::equivalent(path, request.recording_path, error))
    throw sim::InputError(path, "would be recorded over itself", "choose another name for --record");
  std::map<std::string, std::string> texts;
  RunRequest recorded = recorded_request(sim::RecordingReader(path).run_values(), path, texts);
  recorded.recording_path = request.recording_path;
  recorded.level = request.level;
  if (request.until) recorded.until = request.until;
  request = std::move(recorded);
  files = Files(std::move(texts));
}

}  // namespace orrery::scenarios
