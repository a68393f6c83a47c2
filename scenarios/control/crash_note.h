#pragma once

#include <string>

namespace orrery::scenarios {

/// Ends the recording of a run that can no more do so itself: when it still says "running", it says "failed" with the
/// reason from now on, and its `end` is the last recorded moment. Does nothing for any other recording, or none.
void note_crash(const std::string& recording, const std::string& reason);

}  // namespace orrery::scenarios
