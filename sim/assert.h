#pragma once

#include <string_view>

namespace orrery::sim {

/// Prints the broken invariant with its place and ends the process with exit code 3. A simulator that is quietly wrong
/// is worse than one that stops.
[[noreturn]] void broken_invariant(const char* expression, const char* file, int line, std::string_view why);

}  // namespace orrery::sim

/// Checks an invariant of ours, in every build. `why` says what it protects.
#define ORRERY_ASSERT(condition, why) \
  ((condition) ? static_cast<void>(0) : ::orrery::sim::broken_invariant(#condition, __FILE__, __LINE__, why))
