#pragma once

#include "chains/ledger/ledgers.h"
#include "scenarios/language/scenario.h"

namespace orrery::scenarios {

/// Adds chains, L1s before their rollups whatever the order of the file, and RPC endpoints. Throws sim::InputError.
void build_chains(const Scenario& scenario, chains::Ledgers& ledgers);

}  // namespace orrery::scenarios
