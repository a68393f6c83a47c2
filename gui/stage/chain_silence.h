#pragma once

#include <string>

#include "gui/model/chain_tail.h"

namespace orrery::gui {

/// "no block for 2 min", when a chain has been silent for much longer than its own pace, that of the blocks in `tail`,
/// lets expect; else empty.
std::string silence_text(const ChainTail& tail, sim::Time now);

}  // namespace orrery::gui
