#pragma once

#include <vector>

#include "chains/contract.h"

namespace orrery::known_answers {

/// The small contracts that the recorded scenarios deploy beside the real ones, as their records show them to behave.
std::vector<chains::ContractKind> mock_contract_kinds();

}  // namespace orrery::known_answers
