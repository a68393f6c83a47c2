#pragma once

#include <functional>

#include "scenarios/world/runner.h"

namespace orrery::scenarios {

/// A line on standard error that is rewritten in place (virtual time, share done, events/s, wall time left), or nothing
/// when standard error is not a terminal or `quiet` is set.
std::function<void(const Progress&)> terminal_progress(bool quiet);
/// Wipes the line.
void clear_progress();

}  // namespace orrery::scenarios
