#include "chains/contracts/prices/derived_sources.h"

#include <algorithm>

#include "chains/contracts/checked_math.h"
#include "chains/contracts/prices/source_table.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using aggregator::RoundData;
using prices::round_now;

constexpr std::uint64_t kBasisPoints = 10'000;

Uint256 setting(Execution& execution, unsigned number) { return execution.load_immutable(immutable_slot(number)); }
Address setting_address(Execution& execution, unsigned number) { return to_address(setting(execution, number)); }
void keep(Execution& execution, unsigned number, const Uint256& value) {
  execution.store(immutable_slot(number), value);
}
Uint256 updated_at(const RoundData& round) { return std::get<3>(round); }
const Int256& answer(const RoundData& round) { return std::get<1>(round); }

namespace fixed {
constexpr unsigned kAnswer = 0, kDecimals = 1;

void initialize(Execution& execution, Int256 value, std::uint8_t decimals) {
  keep(execution, kAnswer, to_word(value));
  keep(execution, kDecimals, decimals);
}
RoundData read(Execution& execution) {
  return round_now(execution, from_word(setting(execution, kAnswer)), execution.block().timestamp);
}
std::uint8_t decimals(Execution& execution) { return static_cast<std::uint8_t>(setting(execution, kDecimals)); }
}  // namespace fixed

namespace checked {
constexpr unsigned kFeed = 0, kMaxAge = 1, kLowest = 2, kHighest = 3;

void initialize(Execution& execution, Address feed, Uint256 max_age, Int256 lowest, Int256 highest) {
  require(lowest < highest, "bounds out of order");
  keep(execution, kFeed, to_uint256(feed));
  keep(execution, kMaxAge, max_age);
  keep(execution, kLowest, to_word(lowest));
  keep(execution, kHighest, to_word(highest));
}
RoundData read(Execution& execution) {
  const RoundData round = aggregator::kLatestRoundData(execution, setting_address(execution, kFeed));
  const Uint256 now = execution.block().timestamp, max_age = setting(execution, kMaxAge);
  require(max_age == 0 || updated_at(round) >= now || now - updated_at(round) <= max_age, "Answer too old");
  require(answer(round) > from_word(setting(execution, kLowest)), "Answer at its lower bound");
  require(answer(round) < from_word(setting(execution, kHighest)), "Answer at its upper bound");
  return round;
}
std::uint8_t decimals(Execution& execution) {
  return aggregator::kDecimals(execution, setting_address(execution, kFeed));
}
}  // namespace checked

namespace product {
constexpr unsigned kRatio = 0, kReference = 1;

void initialize(Execution& execution, Address ratio, Address reference) {
  keep(execution, kRatio, to_uint256(ratio));
  keep(execution, kReference, to_uint256(reference));
}
RoundData read(Execution& execution) {
  const Address ratio = setting_address(execution, kRatio), reference = setting_address(execution, kReference);
  const RoundData left = aggregator::kLatestRoundData(execution, ratio);
  const RoundData right = aggregator::kLatestRoundData(execution, reference);
  const Int256 unit(power_of_ten(aggregator::kDecimals(execution, ratio)));
  const Int256 value = answer(left) * answer(right) / unit;
  if (!fits_signed(value, 256)) revert_panic(0x11);
  return round_now(execution, value, std::min(updated_at(left), updated_at(right)));
}
std::uint8_t decimals(Execution& execution) {
  return aggregator::kDecimals(execution, setting_address(execution, kReference));
}
}  // namespace product

namespace anchored {
constexpr unsigned kFeed = 0, kAnchor = 1, kMaxDeviation = 2;

void initialize(Execution& execution, Address feed, Address anchor, Uint256 max_deviation) {
  keep(execution, kFeed, to_uint256(feed));
  keep(execution, kAnchor, to_uint256(anchor));
  keep(execution, kMaxDeviation, max_deviation);
}
RoundData read(Execution& execution) {
  const RoundData round = aggregator::kLatestRoundData(execution, setting_address(execution, kFeed));
  const RoundData anchor = aggregator::kLatestRoundData(execution, setting_address(execution, kAnchor));
  const Int256 distance = abs(Int256(answer(round) - answer(anchor)));
  const Int256 allowed = abs(answer(anchor)) * Int256(setting(execution, kMaxDeviation));
  require(distance * kBasisPoints <= allowed, "Answer too far from its anchor");
  return round;
}
std::uint8_t decimals(Execution& execution) {
  return aggregator::kDecimals(execution, setting_address(execution, kFeed));
}
}  // namespace anchored

constexpr Gas kGasRead = 900;

}  // namespace

FixedPrice::FixedPrice() {
  add({{"constructor(int256 answer, uint8 decimals)", handler_of(fixed::initialize)},
       {prices::kLatestAnswerText, handler_of(prices::answer_of<fixed::read>), 300},
       {prices::kLatestRoundDataText, handler_of(fixed::read), 400},
       {prices::kDecimalsText, handler_of(fixed::decimals), 250}});
}

CheckedFeed::CheckedFeed() {
  add({{"constructor(address feed, uint256 maxAge, int256 lowest, int256 highest)", handler_of(checked::initialize)},
       {prices::kLatestAnswerText, handler_of(prices::answer_of<checked::read>), kGasRead},
       {prices::kLatestRoundDataText, handler_of(checked::read), kGasRead},
       {prices::kDecimalsText, handler_of(checked::decimals), 500}});
}

ProductFeed::ProductFeed() {
  add({{"constructor(address ratio, address reference)", handler_of(product::initialize)},
       {prices::kLatestAnswerText, handler_of(prices::answer_of<product::read>), 2 * kGasRead},
       {prices::kLatestRoundDataText, handler_of(product::read), 2 * kGasRead},
       {prices::kDecimalsText, handler_of(product::decimals), 500}});
}

AnchoredFeed::AnchoredFeed() {
  add({{"constructor(address feed, address anchor, uint256 maxDeviation)", handler_of(anchored::initialize)},
       {prices::kLatestAnswerText, handler_of(prices::answer_of<anchored::read>), 2 * kGasRead},
       {prices::kLatestRoundDataText, handler_of(anchored::read), 2 * kGasRead},
       {prices::kDecimalsText, handler_of(anchored::decimals), 500}});
}

}  // namespace orrery::chains
