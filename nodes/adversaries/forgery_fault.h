#pragma once

#include "nodes/adversaries/oracle_registry.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// Registers byzantine-collude and stolen-keys: those who hold on-chain keys forge a report and transmit it past the
/// protocol, at the start of the fault and then at its interval.
void add_forgery_faults(sim::Faults& faults, const OracleRegistry& oracles);

}  // namespace orrery::nodes
