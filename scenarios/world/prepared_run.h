#pragma once

#include <map>
#include <string>

#include "scenarios/language/scenario.h"
#include "scenarios/world/runner.h"
#include "scenarios/world/scenario_world.h"
#include "sim/recording/sqlite_recording.h"

namespace orrery::scenarios {

/// A request turned into a checked scenario and its last moment.
struct Prepared {
  Node document;  ///< with the request's --set and --seed
  Scenario scenario;
  sim::Time end;
};

/// Reads the scenario and applies the request's options. Throws InputError.
Prepared prepare(const RunRequest& request, Files& files);

/// What a recording says of the run from its first moment on.
sim::RunDescription describe(const RunRequest& request, const Prepared& prepared, const Files& files);

/// Ends the run's measuring and says what happened, but for the recording and wall-clock figures. Once.
Report report_of(ScenarioWorld& world, const Prepared& prepared, const RunRequest& request, bool complete);

/// Writes the report's figures into the recording of its run, once, before that is finished.
void record_figures(sim::SqliteRecording& recording, const Figures& figures);

/// The key of the `run` table with the scenario as a steered run left it; it stands for scenario.text and all options.
inline constexpr const char* kSteeredScenario = "steered.scenario";

using RunValues = std::map<std::string, std::string>;
/// A value of the `run` table. Throws InputError when the recording at `path` lacks it.
std::string recorded_value(const RunValues& values, const std::string& path, const std::string& key);
/// The request that repeats a recorded run, and the texts of the files that it reads.
RunRequest recorded_request(const RunValues& values, const std::string& path,
                            std::map<std::string, std::string>& texts);

/// When the request's scenario is a recording: makes it the request that repeats that run, with the recording's own
/// files; where it is recorded, its level and an `until` stay as asked. Throws InputError for options that would make
/// it another run, and for recording over itself.
void take_recorded_scenario(RunRequest& request, Files& files);

}  // namespace orrery::scenarios
