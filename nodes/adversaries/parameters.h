#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chains/uint256.h"
#include "nodes/adversaries/oracle_registry.h"
#include "sim/fault.h"
#include "sim/world.h"

/// What the Byzantine faults' parameters have in common.
namespace orrery::nodes {

/// "network": which of a machine's oracles; empty for all.
sim::ParameterSpec network_parameter();
/// The oracles that a fault's target and network name. Throws InputError when there are none.
std::vector<const OracleRegistry::Entry*> targeted_oracles(sim::World& world, const OracleRegistry& oracles,
                                                           const sim::FaultSpec& spec);
/// A whole number within int192. Throws InputError naming the parameter.
chains::Int256 parse_answer(std::string_view text, std::string_view parameter);

}  // namespace orrery::nodes
