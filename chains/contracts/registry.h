#pragma once

#include <vector>

#include "chains/contract.h"

namespace orrery::chains {

/// Every contract that this build knows, by name. A new one is a pair of files and a line in registry.cpp.
std::vector<ContractKind> contract_kinds();

}  // namespace orrery::chains
