#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/world/runner.h"

namespace orrery::scenarios {

/// One run of a sweep: its place in the order, its seed, and a value for each varied key.
struct PlannedRun {
  std::uint64_t index = 0;
  std::uint64_t seed = 0;
  std::vector<std::string> values;
};

/// A sweep as any machine can work from it: the scenario with every file that it reads, what all runs share, and each
/// run's seed and values. Written once, never changed.
struct Manifest {
  std::string scenario_path;
  std::map<std::string, std::string> files;  ///< by path, the scenario among them
  std::vector<std::string> assignments;      ///< --set key=value, for all runs
  std::optional<std::string> until;
  std::vector<std::string> keys;  ///< the varied ones
  std::vector<PlannedRun> runs;   ///< runs[i].index == i

  /// What to run for one of them, with the manifest's own copy of the files.
  RunRequest request(const PlannedRun& run) const;
  Files source() const { return Files(files); }
};

/// JSON Lines: the first line describes the sweep, every further line is a run. Equal manifests have equal texts.
std::string to_text(const Manifest& manifest);
/// The first line alone, without what varies from run to run.
std::string header_text(const Manifest& manifest);
/// Throws InputError with the line.
Manifest parse_manifest(const std::string& path, const std::string& text);
/// Reads the header alone, for those who keep the runs elsewhere.
Manifest parse_manifest_header(const std::string& path, const std::string& line);
/// Whether a text begins as a manifest does.
bool is_manifest(const std::string& text);

}  // namespace orrery::scenarios
