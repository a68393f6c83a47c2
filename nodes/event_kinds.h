#pragma once

#include <cstdint>

namespace orrery::nodes {

/// Kinds of this room's own events, as the history digest tells them apart. See sim::EventTag.
enum NodeEvent : std::uint8_t {
  kForgeryEvent = 128,  ///< colluders or a thief forge again
  kPanicEvent = 129,    ///< a crowd looks at a price
};

}  // namespace orrery::nodes
