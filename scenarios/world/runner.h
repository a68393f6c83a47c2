#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/document.h"
#include "scenarios/report/report.h"
#include "sim/journal.h"
#include "sim/time.h"

namespace orrery::scenarios {

/// What to run and how to record it.
struct RunRequest {
  std::string scenario_path;
  std::vector<std::string> assignments;  ///< --set key=value, in order
  std::vector<std::string> varied;       ///< the same from a sweep's --vary, after those
  std::optional<std::uint64_t> seed;     ///< in place of the scenario's own
  std::optional<std::string> until;      ///< a time, or a duration from the start
  sim::Level level = sim::Level::kProtocol;
  std::string recording_path;  ///< empty: nothing is recorded
};

/// How far a run is; told a few times a second.
struct Progress {
  sim::Time start, now, end;
  std::uint64_t events = 0;
  double wall_seconds = 0;
};

/// Builds the world of a scenario, runs it to its end, `until` or `stop`, and says what happened. Throws InputError
/// before the run when the scenario is wrong. An interrupted run leaves a whole recording that says so.
Report run_scenario(const RunRequest& request, Files& files, const std::function<void(const Progress&)>& progress,
                    const std::atomic<bool>& stop);

/// Builds the world of a scenario and runs nothing: every key, unit, name and reference is checked. Throws InputError.
void check_scenario(const RunRequest& request, Files& files);

/// The same, and says which figures the run will have.
Figures declared_figures(const RunRequest& request, Files& files);

/// Runs again what a recording holds, from the recording alone, and compares digests.
struct Verification {
  std::string recorded_digest, repeated_digest;
  std::string recorded_by, repeated_by;  ///< version and compiler of each
  bool equal() const { return recorded_digest == repeated_digest; }
};
Verification verify_recording(const std::string& path, const std::function<void(const Progress&)>& progress,
                              const std::atomic<bool>& stop);

/// "0.1.0" and "g++ 12.2.0".
std::string version_text();
std::string compiler_text();

}  // namespace orrery::scenarios
