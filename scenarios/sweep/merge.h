#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/sweep/manifest.h"
#include "scenarios/sweep/result_folder.h"

namespace orrery::scenarios {

/// Runs first..last of a manifest, both included.
struct RunRange {
  std::uint64_t first = 0, last = 0;
};
/// "3..7" or "3". Throws InputError.
RunRange parse_range_of_runs(const std::string& text, const Manifest& manifest);
std::string to_text(RunRange range);

/// The runs that have no result, as ranges of at most `most` runs each (0: as long as they are).
std::vector<RunRange> missing_ranges(const std::vector<std::uint64_t>& missing, std::uint64_t most);

/// Makes the one file of a manifest and a folder of results: the same tables and rows, in the same order, as a sweep on
/// one core writes, but for what the runs cost. Replaces an older file of the same sweep; throws InputError when
/// anything else stands there. Returns how many runs are still missing in it.
std::uint64_t merge_results(const Manifest& manifest, ResultFolder& results, const std::string& path);

}  // namespace orrery::scenarios
