#pragma once

#include <cstdint>

namespace orrery::sim {

/// Kinds of this room's events, as the history digest tells them apart. Other rooms number from 64 up.
enum SimEvent : std::uint8_t {
  kDeliveryEvent = 1,
  kTimerEvent = 2,
  kWakeEvent = 3,
  kFaultStartEvent = 4,
  kFaultEndEvent = 5,
  kRecoveryEvent = 6,
  kRecycleEvent = 7,
};

}  // namespace orrery::sim
