#include "chains/contracts/prices/delayed_price.h"

#include "chains/contracts/checked_math.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/prices/source_table.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using aggregator::RoundData;

// Slots; 0 and 1 hold the owners. A price is a word: the value, and above it whether there is one.
constexpr unsigned kSource = 2, kHop = 3, kTaken = 4, kCurrent = 5, kNext = 6, kStopped = 7;
constexpr PackedField kValue{0, 128}, kHas{128, 128};
constexpr unsigned kWadDecimals = 18, kAnswerDecimals = 8;

const Event kLogValue("event LogValue(bytes32 val)");

void initialize(Execution& execution, Address source, std::uint16_t hop) {
  ownable::construct(execution);
  store_address(execution, kSource, source);
  execution.store(kHop, hop);
}

Uint256 era(Execution& execution) { return execution.block().timestamp; }
/// The start of the period that `time` lies in.
Uint256 period_of(Execution& execution, const Uint256& time) {
  const Uint256 hop = execution.load(kHop);
  require(hop != 0, "OSM/hop-is-zero");
  return time - time % hop;
}
bool pass(Execution& execution) { return era(execution) >= checked_add(execution.load(kTaken), execution.load(kHop)); }

/// The source's answer as a wad; nothing when it has none that is positive.
Uint256 price_of_source(Execution& execution, bool& has) {
  const Address source = load_address(execution, kSource);
  const RoundData round = aggregator::kLatestRoundData(execution, source);
  const std::uint8_t decimals = aggregator::kDecimals(execution, source);
  const Int256& answer = std::get<1>(round);
  has = answer > 0 && decimals <= kWadDecimals;
  return has ? checked_multiply(to_word(answer), power_of_ten(kWadDecimals - decimals)) : Uint256(0);
}

void poke(Execution& execution) {
  require(execution.load(kStopped) == 0, "OSM/is-stopped");
  require(pass(execution), "OSM/not-passed");
  bool has = false;
  const Uint256 price = price_of_source(execution, has);
  if (!has) return;
  execution.store(kCurrent, execution.load(kNext));
  execution.store(kNext, kHas.write(kValue.write(0, price), 1));
  execution.store(kTaken, period_of(execution, era(execution)));
  kLogValue.emit(execution, to_bytes32(kValue.read(execution.load(kCurrent))));
}

std::tuple<Bytes32, bool> price_at(Execution& execution, unsigned slot) {
  const Uint256 word = execution.load(slot);
  return {to_bytes32(kValue.read(word)), kHas.read_small(word) == 1};
}
std::tuple<Bytes32, bool> peek(Execution& execution) { return price_at(execution, kCurrent); }
std::tuple<Bytes32, bool> peep(Execution& execution) { return price_at(execution, kNext); }
Bytes32 read(Execution& execution) {
  const auto [value, has] = peek(execution);
  require(has, "OSM/no-current-value");
  return value;
}
RoundData round_data(Execution& execution) {
  const Uint256 wad = to_uint256(read(execution));
  return prices::round_now(execution, Int256(wad / power_of_ten(kWadDecimals - kAnswerDecimals)),
                           execution.load(kTaken));
}
std::uint8_t decimals(Execution&) { return kAnswerDecimals; }

void set_stopped(Execution& execution, unsigned stopped) {
  ownable::require_owner(execution);
  execution.store(kStopped, stopped);
}
void stop(Execution& execution) { set_stopped(execution, 1); }
void resume(Execution& execution) { set_stopped(execution, 0); }
void forget(Execution& execution) {
  set_stopped(execution, 1);
  execution.store(kCurrent, 0);
  execution.store(kNext, 0);
}
std::uint16_t hop(Execution& execution) { return static_cast<std::uint16_t>(execution.load(kHop)); }
std::uint64_t taken(Execution& execution) { return static_cast<std::uint64_t>(execution.load(kTaken)); }
Address source(Execution& execution) { return load_address(execution, kSource); }

}  // namespace

DelayedPrice::DelayedPrice() {
  add({
      {"constructor(address src, uint16 hop)", handler_of(initialize)},
      {"function poke()", handler_of(poke), 1'500},
      {"function pass() view returns (bool ok)", handler_of(pass), 400},
      {"function peek() view returns (bytes32, bool)", handler_of(peek), 400},
      {"function peep() view returns (bytes32, bool)", handler_of(peep), 400},
      {"function read() view returns (bytes32)", handler_of(read), 400},
      {"function hop() view returns (uint16)", handler_of(hop), 250},
      {"function zzz() view returns (uint64)", handler_of(taken), 250},
      {"function src() view returns (address)", handler_of(source), 250},
      {"function stop()", handler_of(stop), 400},
      {"function start()", handler_of(resume), 400},
      {"function void()", handler_of(forget), 600},
      {prices::kLatestAnswerText, handler_of(prices::answer_of<round_data>), 500},
      {prices::kLatestRoundDataText, handler_of(round_data), 600},
      {prices::kDecimalsText, handler_of(decimals), 250},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kLogValue, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
