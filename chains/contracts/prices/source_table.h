#pragma once

#include "chains/contracts/aggregator_interface.h"
#include "chains/contracts/solidity_contract.h"

namespace orrery::chains::prices {

/// Reads the price that a source gives now; reverts when it refuses.
using ReadRound = aggregator::RoundData (*)(Execution&);

inline constexpr char kLatestAnswerText[] = "function latestAnswer() view returns (int256)";
inline constexpr char kLatestRoundDataText[] =
    "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, "
    "uint80 answeredInRound)";
inline constexpr char kDecimalsText[] = "function decimals() view returns (uint8)";

/// latestAnswer() of a source whose rounds `Read` reads.
template <ReadRound Read>
Int256 answer_of(Execution& execution) {
  return std::get<1>(Read(execution));
}
/// A round that a source makes up now: it has no history.
inline aggregator::RoundData round_now(Execution& execution, const Int256& answer, const Uint256& updated_at) {
  return {UintN<80>{execution.block().number}, answer, updated_at, updated_at, UintN<80>{execution.block().number}};
}

}  // namespace orrery::chains::prices
