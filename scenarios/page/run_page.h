#pragma once

#include <string>

#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// The page about a run: what was expected, each feed's price and answers under the faults, staleness, other numbers
/// over time, messages and gas, and the causal chain of every violation. From the recording alone.
std::string run_page(const sim::RecordingReader& reader);

}  // namespace orrery::scenarios
