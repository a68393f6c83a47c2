#pragma once

#include <cstddef>
#include <string>

#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// A section with the causal chain of each violation, from the failure to the fault; "" when there are none.
std::string causes_of_violations(const sim::RecordingReader& reader, std::size_t violations);

}  // namespace orrery::scenarios
