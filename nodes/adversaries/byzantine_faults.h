#pragma once

#include "nodes/adversaries/oracle_registry.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// Registers the kinds byzantine-silent, byzantine-selective, byzantine-equivocate, byzantine-bad-signature,
/// byzantine-lie, byzantine-copy, byzantine-collude and stolen-keys. Their target is a list of machines; on each, every
/// oracle of the fault's network is taken over. `oracles` must outlive `faults` and be filled before faults are made.
void add_byzantine_faults(sim::Faults& faults, const OracleRegistry& oracles);

}  // namespace orrery::nodes
