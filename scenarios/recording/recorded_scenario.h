#pragma once

#include <map>
#include <string>

#include "scenarios/language/document.h"
#include "scenarios/language/scenario.h"

namespace orrery::scenarios {

/// The files that a recording carries, from its values (RecordingReader::run_values). Throws InputError when it carries
/// no scenario.
Files recorded_files(const std::map<std::string, std::string>& run);
/// Its scenario as it was run, with what was set and its seed. Throws InputError.
Scenario recorded_scenario(const std::map<std::string, std::string>& run, Files& files);

}  // namespace orrery::scenarios
