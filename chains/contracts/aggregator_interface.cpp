#include "chains/contracts/aggregator_interface.h"

namespace orrery::chains::aggregator {

const ExternalFunction<Int256> kLatestAnswer("function latestAnswer() view returns (int256)");
const ExternalFunction<Uint256> kLatestTimestamp("function latestTimestamp() view returns (uint256)");
const ExternalFunction<Uint256> kLatestRound("function latestRound() view returns (uint256)");
const ExternalFunction<Int256, Uint256> kGetAnswer("function getAnswer(uint256 roundId) view returns (int256)");
const ExternalFunction<Uint256, Uint256> kGetTimestamp("function getTimestamp(uint256 roundId) view returns (uint256)");
const ExternalFunction<std::uint8_t> kDecimals("function decimals() view returns (uint8)");
const ExternalFunction<std::string> kDescription("function description() view returns (string)");
const ExternalFunction<Uint256> kVersion("function version() view returns (uint256)");
const ExternalFunction<RoundData, UintN<80>> kGetRoundData(
    "function getRoundData(uint80 _roundId) view returns (uint80 roundId, int256 answer, uint256 startedAt, "
    "uint256 updatedAt, uint80 answeredInRound)");
const ExternalFunction<RoundData> kLatestRoundData(
    "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, "
    "uint80 answeredInRound)");

}  // namespace orrery::chains::aggregator
