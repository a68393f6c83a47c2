#include "chains/contracts/feed_consumer.h"

#include "chains/contracts/aggregator_interface.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using aggregator::RoundData;

constexpr unsigned kFeed = 2, kMaxAge = 3, kLastAnswer = 4, kLastRound = 5, kUses = 6;
constexpr PackedField kRoundId{0, 80}, kUpdatedAt{80, 64}, kReadAt{144, 64};

const Event kAnswerUsed(
    "event AnswerUsed(uint80 indexed roundId, int256 answer, uint256 updatedAt, uint256 readAt, bool verified)");
const Event kFeedSet("event FeedSet(address indexed feed, uint256 maxAge)");

void set_feed_and_age(Execution& execution, const Address& feed, const Uint256& max_age) {
  store_address(execution, kFeed, feed);
  execution.store(kMaxAge, max_age);
  kFeedSet.emit(execution, feed, max_age);
}
void initialize(Execution& execution, Address feed, Uint256 max_age) {
  ownable::construct(execution);
  set_feed_and_age(execution, feed, max_age);
}
void set_feed(Execution& execution, Address feed, Uint256 max_age) {
  ownable::require_owner(execution);
  set_feed_and_age(execution, feed, max_age);
}

RoundData read_feed(Execution& execution) {
  return aggregator::kLatestRoundData(execution, load_address(execution, kFeed));
}

/// Round ids grow within one phase of a proxy; a new phase starts anew behind a jump of 2^64.
void require_forward(const Uint256& previous, const Uint256& next) {
  require((previous >> 64) != (next >> 64) || next >= previous, "Round went backwards");
}

Int256 use(Execution& execution, const RoundData& data, bool verified) {
  const auto& [round, answer, started_at, updated_at, answered_in] = data;
  const Uint256 now = execution.block().timestamp;
  execution.store(kLastAnswer, to_word(answer));
  execution.store(kLastRound, kReadAt.write(kUpdatedAt.write(kRoundId.write(0, round.value), updated_at), now));
  execution.store(kUses, execution.load(kUses) + 1);
  kAnswerUsed.emit(execution, round, answer, updated_at, now, verified);
  return answer;
}

Int256 use_unchecked(Execution& execution) { return use(execution, read_feed(execution), /*verified=*/false); }

Int256 use_checked(Execution& execution) {
  const RoundData data = read_feed(execution);
  const auto& [round, answer, started_at, updated_at, answered_in] = data;
  require(answer > 0, "Answer not positive");
  require(updated_at != 0, "Round not complete");
  const Uint256 now = execution.block().timestamp;
  require(updated_at >= now || now - updated_at <= execution.load(kMaxAge), "Answer too old");
  require_forward(kRoundId.read(execution.load(kLastRound)), round.value);
  return use(execution, data, /*verified=*/true);
}

Address feed(Execution& execution) { return load_address(execution, kFeed); }
Uint256 max_age(Execution& execution) { return execution.load(kMaxAge); }
Int256 last_answer(Execution& execution) { return from_word(execution.load(kLastAnswer)); }
std::tuple<UintN<80>, Int256, Uint256, Uint256> last_use(Execution& execution) {
  const Uint256 word = execution.load(kLastRound);
  return {UintN<80>{kRoundId.read(word)}, last_answer(execution), kUpdatedAt.read(word), kReadAt.read(word)};
}
Uint256 uses(Execution& execution) { return execution.load(kUses); }

}  // namespace

FeedConsumer::FeedConsumer() {
  add({
      {"constructor(address feed, uint256 maxAge)", handler_of(initialize)},
      {"function useUnchecked() returns (int256 answer)", handler_of(use_unchecked), 1'200},
      {"function useChecked() returns (int256 answer)", handler_of(use_checked), 1'600},
      {"function setFeed(address feed, uint256 maxAge)", handler_of(set_feed), 400},
      {"function feed() view returns (address)", handler_of(feed), 250},
      {"function maxAge() view returns (uint256)", handler_of(max_age), 250},
      {"function lastAnswer() view returns (int256)", handler_of(last_answer), 250},
      {"function lastUse() view returns (uint80 roundId, int256 answer, uint256 updatedAt, uint256 readAt)",
       handler_of(last_use), 400},
      {"function uses() view returns (uint256)", handler_of(uses), 250},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kAnswerUsed, &kFeedSet, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
