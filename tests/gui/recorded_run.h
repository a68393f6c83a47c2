#pragma once

#include <filesystem>
#include <string>

#include "sim/time.h"

namespace orrery::gui {

/// The shipped scenario hello-feed, run once a process and recorded at level protocol: four oracles (f = 1), of which
/// node-2 is down from 00:50 to 01:20 of a run from 00:00 to 03:00. The path of the recording, which goes with the
/// process.
const std::string& hello_recording();

/// The first 80 minutes of the same run, recorded at level full: what arrived is recorded too, and what caused a
/// transaction of a chain is the message that brought it there.
const std::string& full_hello_recording();

inline std::string beside_hello(const std::string& name) {
  return (std::filesystem::path(hello_recording()).parent_path() / name).string();
}

inline sim::Time at(const std::string& clock) { return sim::parse_time("2025-01-01T" + clock + "Z"); }

}  // namespace orrery::gui
