#pragma once

#include "nodes/market/market.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// Registers the kinds of faults of venues and providers: venue-outage, venue-freeze, venue-wrong-price,
/// venue-manipulation, venue-wick, provider-outage, provider-freeze, provider-errors, provider-rate-limit,
/// provider-wrong-price, provider-lag. `market` must outlive `faults`. Meaning and order: docs/market.md.
void add_source_faults(sim::Faults& faults, Market& market);

}  // namespace orrery::nodes
