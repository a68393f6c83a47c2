#pragma once

#include <vector>

#include "chains/contract.h"

namespace orrery::known_answers {

/// The contracts that stand around a VRF coordinator in the records: a price feed, a store of block hashes, consumers,
/// and a coordinator to migrate to.
std::vector<chains::ContractKind> vrf_mock_kinds();

}  // namespace orrery::known_answers
