#pragma once

#include <string_view>

#include "sim/time.h"

namespace orrery::chains {

class Chain;

/// Throws sim::InputError unless the interval is above 0 and at most a day. `what` names it: "block time".
void check_interval(const Chain& chain, std::string_view what, sim::Duration interval);

}  // namespace orrery::chains
