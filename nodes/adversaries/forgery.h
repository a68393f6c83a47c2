#pragma once

#include <cstdint>
#include <vector>

#include "chains/crypto/signatures.h"
#include "chains/uint256.h"
#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/instance_config.h"
#include "nodes/ocr2/messages.h"

namespace orrery::nodes {

/// A median report that says `answer` as its every value, signed with the given oracles' keys for round `round` of
/// `epoch`. With f+1 keys or more the contract cannot tell it from a true one; it is signed with exactly f+1 of them,
/// or with all when there are fewer. Source: spec/ocr.md §12.5.
AttestedReport forge_median_report(chains::Signatures& signatures, const InstanceConfig& config,
                                   const std::vector<const OracleKeys*>& keys, std::uint32_t epoch, std::uint8_t round,
                                   const chains::Int256& answer, std::uint32_t timestamp);

}  // namespace orrery::nodes
