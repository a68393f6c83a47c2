#pragma once

#include <string>

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// What the two baselines' oracles share: a history of answers behind AggregatorV2V3Interface, with an owner. Rounds
/// count from 1; reading a round without data reverts with "No data present". Slots 0 to 4; immutable 0.
class AnswerFeed : public SolidityContract {
 protected:
  /// Adds the reads, ownership and events to the table.
  AnswerFeed();

  static constexpr unsigned kDescription = 2, kLatestRound = 3, kRounds = 4, kNextSlot = 5;
  static constexpr unsigned kDecimals = 0;  ///< number of the immutable

  static void initialize_feed(Execution& execution, std::uint8_t decimals, const std::string& description);
  /// Makes `answer` the latest and logs NewRound and AnswerUpdated. `started_at`: unix seconds of the observation.
  static void append(Execution& execution, const Int256& answer, const Uint256& started_at);
  /// startedAt of the latest answer; 0 before the first.
  static Uint256 latest_started_at(Execution& execution);
};

}  // namespace orrery::chains
