#pragma once

#include <cstdint>

namespace orrery::scenarios {

/// Kinds of this room's events, as the history digest tells them apart.
enum ScenarioEvent : std::uint8_t {
  kMonitorLookEvent = 192,
  kMonitorDeadlineEvent = 193,
};

}  // namespace orrery::scenarios
