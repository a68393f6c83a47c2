#pragma once

#include "sim/fault.h"

namespace orrery::chains {

class Ledgers;

/// Registers the kinds of faults of chains and RPC endpoints. `ledgers` must outlive the faults. docs/chains.md lists
/// them.
void add_chain_faults(sim::Faults& faults, Ledgers& ledgers);

/// The halves of it. A new kind is a class beside the others and a line in one of these.
void add_consensus_faults(sim::Faults& faults, Ledgers& ledgers);
void add_rpc_faults(sim::Faults& faults, Ledgers& ledgers);

}  // namespace orrery::chains
