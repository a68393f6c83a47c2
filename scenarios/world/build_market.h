#pragma once

#include "nodes/market/market.h"
#include "scenarios/language/scenario.h"

namespace orrery::scenarios {

/// Adds prices, venues and providers with their hosts. Throws InputError.
void build_market(const Scenario& scenario, Files& files, nodes::Market& market);

}  // namespace orrery::scenarios
