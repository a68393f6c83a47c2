#pragma once

#include <string>
#include <tuple>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/external_call.h"

namespace orrery::chains::aggregator {

/// roundId, answer, startedAt, updatedAt, answeredInRound
using RoundData = std::tuple<UintN<80>, Int256, Uint256, Uint256, UintN<80>>;

// AggregatorV2V3Interface, as other contracts call it.
extern const ExternalFunction<Int256> kLatestAnswer;
extern const ExternalFunction<Uint256> kLatestTimestamp;
extern const ExternalFunction<Uint256> kLatestRound;
extern const ExternalFunction<Int256, Uint256> kGetAnswer;
extern const ExternalFunction<Uint256, Uint256> kGetTimestamp;
extern const ExternalFunction<std::uint8_t> kDecimals;
extern const ExternalFunction<std::string> kDescription;
extern const ExternalFunction<Uint256> kVersion;
extern const ExternalFunction<RoundData, UintN<80>> kGetRoundData;
extern const ExternalFunction<RoundData> kLatestRoundData;

}  // namespace orrery::chains::aggregator
