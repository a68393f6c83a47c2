#include "chains/contracts/answer_feed.h"

#include "chains/contracts/aggregator_interface.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using aggregator::RoundData;

constexpr unsigned kDescriptionSlot = 2, kLatestRoundSlot = 3, kRoundsSlot = 4;
// A round is two words: the answer, then both timestamps.
constexpr PackedField kStartedAt{0, 64}, kUpdatedAt{64, 64};

const Event kAnswerUpdated("event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)");
const Event kNewRound("event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt)");

struct Round {
  Int256 answer;
  Uint256 started_at, updated_at;
};
Round load_round(Execution& execution, const Uint256& id) {
  const Uint256 slot = mapping_slot(execution, kRoundsSlot, id);
  const Uint256 times = execution.load(slot + 1);
  return {from_word(execution.load(slot)), kStartedAt.read(times), kUpdatedAt.read(times)};
}

Uint256 latest_round(Execution& execution) { return execution.load(kLatestRoundSlot); }
RoundData round_data(Execution& execution, const Uint256& id) {
  const Round round = load_round(execution, id);
  require(round.updated_at != 0, "No data present");
  return {UintN<80>{id}, round.answer, round.started_at, round.updated_at, UintN<80>{id}};
}
RoundData get_round_data(Execution& execution, UintN<80> id) { return round_data(execution, id.value); }
RoundData latest_round_data(Execution& execution) { return round_data(execution, latest_round(execution)); }
Int256 get_answer(Execution& execution, Uint256 id) { return load_round(execution, id).answer; }
Uint256 get_timestamp(Execution& execution, Uint256 id) { return load_round(execution, id).updated_at; }
Int256 latest_answer(Execution& execution) { return get_answer(execution, latest_round(execution)); }
Uint256 latest_timestamp(Execution& execution) { return get_timestamp(execution, latest_round(execution)); }

std::uint8_t decimals(Execution& execution) {
  return static_cast<std::uint8_t>(execution.load_immutable(immutable_slot(0)));
}
std::string description(Execution& execution) { return load_string(execution, kDescriptionSlot); }
Uint256 version(Execution&) { return 1; }

}  // namespace

AnswerFeed::AnswerFeed() {
  static_assert(kDescription == kDescriptionSlot && kLatestRound == kLatestRoundSlot && kRounds == kRoundsSlot);
  add({
      {"function decimals() view returns (uint8)", handler_of(decimals), 250},
      {"function description() view returns (string)", handler_of(description), 900},
      {"function version() view returns (uint256)", handler_of(version), 250},
      {"function getRoundData(uint80 _roundId) view returns (uint80 roundId, int256 answer, uint256 startedAt, "
       "uint256 updatedAt, uint80 answeredInRound)",
       handler_of(get_round_data), 700},
      {"function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, "
       "uint80 answeredInRound)",
       handler_of(latest_round_data), 700},
      {"function latestAnswer() view returns (int256)", handler_of(latest_answer), 400},
      {"function latestTimestamp() view returns (uint256)", handler_of(latest_timestamp), 400},
      {"function latestRound() view returns (uint256)", handler_of(latest_round), 250},
      {"function getAnswer(uint256 roundId) view returns (int256)", handler_of(get_answer), 400},
      {"function getTimestamp(uint256 roundId) view returns (uint256)", handler_of(get_timestamp), 400},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kAnswerUpdated, &kNewRound, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

void AnswerFeed::initialize_feed(Execution& execution, std::uint8_t decimals, const std::string& description) {
  ownable::construct(execution);
  execution.store(immutable_slot(kDecimals), decimals);
  store_string(execution, kDescription, description);
}

void AnswerFeed::append(Execution& execution, const Int256& answer, const Uint256& started_at) {
  const Uint256 id = latest_round(execution) + 1;
  const Uint256 now = execution.block().timestamp;
  execution.store(kLatestRound, id);
  const Uint256 slot = mapping_slot(execution, kRounds, id);
  execution.store(slot, to_word(answer));
  execution.store(slot + 1, kUpdatedAt.write(kStartedAt.write(0, started_at), now));
  kNewRound.emit(execution, id, execution.sender(), started_at);
  kAnswerUpdated.emit(execution, answer, id, now);
}

Uint256 AnswerFeed::latest_started_at(Execution& execution) {
  return load_round(execution, latest_round(execution)).started_at;
}

}  // namespace orrery::chains
