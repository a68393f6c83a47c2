#pragma once

#include "sim/time.h"

namespace orrery::nodes {

/// Whether less than `keep` has passed since `at`, by a clock that may have been set back: what then lies ahead of it
/// is of an unknown age and not fresh.
constexpr bool is_fresh(sim::Time at, sim::Time now, sim::Duration keep) { return at <= now && now - at < keep; }

}  // namespace orrery::nodes
