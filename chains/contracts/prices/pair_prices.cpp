#include "chains/contracts/prices/pair_prices.h"

#include <array>

#include "chains/contracts/amm/stable_swap.h"
#include "chains/contracts/checked_math.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/prices/source_table.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using aggregator::RoundData;

constexpr unsigned kPair = 0, kIsFirst = 1, kBaseUnit = 2, kQuoteUnit = 3, kPeriod = 4;  // numbers of immutables
constexpr unsigned kCumulative = 0, kTime = 1, kAverage = 2;                             // slots of an average
constexpr unsigned kAnswerDecimals = 8, kFractionBits = 112;

const ExternalFunction<Address> kToken0("function token0() view returns (address)");
const ExternalFunction<Address> kToken1("function token1() view returns (address)");
const ExternalFunction<std::tuple<UintN<112>, UintN<112>, std::uint32_t>> kReserves(
    "function getReserves() view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast)");
const ExternalFunction<Uint256> kCumulative0("function price0CumulativeLast() view returns (uint256)");
const ExternalFunction<Uint256> kCumulative1("function price1CumulativeLast() view returns (uint256)");
const ExternalFunction<std::uint8_t> kDecimals("function decimals() view returns (uint8)");

Uint256 setting(Execution& execution, unsigned number) { return execution.load_immutable(immutable_slot(number)); }
Address pair(Execution& execution) { return to_address(setting(execution, kPair)); }
bool base_is_first(Execution& execution) { return setting(execution, kIsFirst) != 0; }

/// `base`: the token whose price it is.
void keep_pair(Execution& execution, const Address& its_pair, const Address& base) {
  const Address first = kToken0(execution, its_pair), second = kToken1(execution, its_pair);
  require(base == first || base == second, "base is not in the pair");
  execution.store(immutable_slot(kPair), to_uint256(its_pair));
  execution.store(immutable_slot(kIsFirst), base == first ? 1 : 0);
  execution.store(immutable_slot(kBaseUnit), power_of_ten(kDecimals(execution, base)));
  const Address quote = base == first ? second : first;
  execution.store(immutable_slot(kQuoteUnit), power_of_ten(kDecimals(execution, quote)));
}
/// Units of quote for `numerator / denominator` units of base, as an answer. Products of 112 bits and ten-powers are
/// formed in 512 bits.
Int256 to_answer(Execution& execution, const Uint256& numerator, const Uint256& denominator) {
  require(denominator != 0, "no reserves");
  const Int256 answer = Int256(numerator) * Int256(setting(execution, kBaseUnit)) *
                        Int256(power_of_ten(kAnswerDecimals)) /
                        (Int256(denominator) * Int256(setting(execution, kQuoteUnit)));
  if (!fits_signed(answer, 256)) revert_panic(0x11);
  return answer;
}
std::uint8_t decimals(Execution&) { return kAnswerDecimals; }

RoundData spot(Execution& execution) {
  const auto [reserve0, reserve1, time] = kReserves(execution, pair(execution));
  const bool first = base_is_first(execution);
  const Int256 answer = to_answer(execution, first ? reserve1 : reserve0, first ? reserve0 : reserve1);
  return prices::round_now(execution, answer, execution.block().timestamp);
}

/// The pair's accumulated price as it would be were the pair touched now (UniswapV2OracleLibrary).
Uint256 cumulative_now(Execution& execution) {
  const Address its_pair = pair(execution);
  const bool first = base_is_first(execution);
  const Uint256 last = first ? kCumulative0(execution, its_pair) : kCumulative1(execution, its_pair);
  const auto [reserve0, reserve1, time] = kReserves(execution, its_pair);
  require(reserve0.value != 0 && reserve1.value != 0, "no reserves");
  const auto now = static_cast<std::uint32_t>(execution.block().timestamp);
  const std::uint32_t elapsed = now - time;  // wraps as the pair's clock does
  const Uint256 base = first ? reserve0.value : reserve1.value, quote = first ? reserve1.value : reserve0.value;
  return last + (quote << kFractionBits) / base * elapsed;
}
void construct_average(Execution& execution, Address its_pair, Address base, std::uint32_t period) {
  require(period != 0, "period is zero");
  keep_pair(execution, its_pair, base);
  execution.store(immutable_slot(kPeriod), period);
  execution.store(kCumulative, cumulative_now(execution));
  execution.store(kTime, execution.block().timestamp);
}
void update(Execution& execution) {
  const Uint256 now = execution.block().timestamp, elapsed = now - execution.load(kTime);
  require(elapsed >= setting(execution, kPeriod), "ExampleOracleSimple: PERIOD_NOT_ELAPSED");
  const Uint256 cumulative = cumulative_now(execution);
  // The accumulator wraps; the difference does not mind.
  execution.store(kAverage, Uint256(cumulative - execution.load(kCumulative)) / elapsed);
  execution.store(kCumulative, cumulative);
  execution.store(kTime, now);
}
RoundData average(Execution& execution) {
  const Uint256 price = execution.load(kAverage);
  require(price != 0, "no average yet");
  const Int256 answer = to_answer(execution, price, Uint256(1) << kFractionBits);
  return prices::round_now(execution, answer, execution.load(kTime));
}
Uint256 period(Execution& execution) { return setting(execution, kPeriod); }
bool can_update(Execution& execution) {
  return execution.block().timestamp - execution.load(kTime) >= setting(execution, kPeriod);
}

namespace of_stable {

constexpr unsigned kLift = 2;  // numbers of immutables: base's and quote's powers of ten to 18 decimals
constexpr unsigned kCoins = 2, kPrecision = 100, kLiftedDecimals = 18;

const ExternalFunction<Address, Uint256> kCoin("function coins(uint256 index) view returns (address)");
const ExternalFunction<Uint256, Uint256> kBalance("function balances(uint256 index) view returns (uint256)");
const ExternalFunction<Uint256> kAmplification("function A() view returns (uint256)");

void construct(Execution& execution, Address pool, Address base) {
  const std::array<Address, kCoins> coins{kCoin(execution, pool, 0), kCoin(execution, pool, 1)};
  require(base == coins[0] || base == coins[1], "base is not in the pool");
  const bool first = base == coins[0];
  execution.store(immutable_slot(kPair), to_uint256(pool));
  execution.store(immutable_slot(kIsFirst), first ? 1 : 0);
  for (unsigned i = 0; i < kCoins; ++i) {
    const unsigned own = kDecimals(execution, coins[i]);
    if (own > kLiftedDecimals) revert_empty();
    execution.store(immutable_slot(kLift + i), power_of_ten(kLiftedDecimals - own));
  }
}
Uint256 lifted_balance(Execution& execution, unsigned index) {
  return checked_multiply(kBalance(execution, pair(execution), index), setting(execution, kLift + index));
}
RoundData spot(Execution& execution) {
  const unsigned base = base_is_first(execution) ? 0 : 1;
  const Uint256 price = stable::marginal_price(lifted_balance(execution, base), lifted_balance(execution, 1 - base),
                                               kAmplification(execution, pair(execution)) * kPrecision);
  const Uint256 answer = price / power_of_ten(kLiftedDecimals - kAnswerDecimals);
  if (!fits_signed(Int256(answer), 256)) revert_panic(0x11);
  return prices::round_now(execution, Int256(answer), execution.block().timestamp);
}

}  // namespace of_stable
}  // namespace

PairSpotPrice::PairSpotPrice() {
  add({{"constructor(address pair, address base)",
        handler_of(
            +[](Execution& execution, Address its_pair, Address base) { keep_pair(execution, its_pair, base); })},
       {prices::kLatestAnswerText, handler_of(prices::answer_of<spot>), 1'200},
       {prices::kLatestRoundDataText, handler_of(spot), 1'200},
       {prices::kDecimalsText, handler_of(decimals), 250},
       {"function pair() view returns (address)", handler_of(pair), 250}});
}

PairAveragePrice::PairAveragePrice() {
  add({{"constructor(address pair, address base, uint32 period)", handler_of(construct_average)},
       {"function update()", handler_of(update), 1'500},
       {"function canUpdate() view returns (bool)", handler_of(can_update), 300},
       {prices::kLatestAnswerText, handler_of(prices::answer_of<average>), 700},
       {prices::kLatestRoundDataText, handler_of(average), 800},
       {prices::kDecimalsText, handler_of(decimals), 250},
       {"function pair() view returns (address)", handler_of(pair), 250},
       {"function PERIOD() view returns (uint256)", handler_of(period), 250}});
}

StableSpotPrice::StableSpotPrice() {
  constexpr Gas kGas = 7'000;  // of the invariant, as in get_dy
  add({{"constructor(address pool, address base)", handler_of(of_stable::construct)},
       {prices::kLatestAnswerText, handler_of(prices::answer_of<of_stable::spot>), kGas},
       {prices::kLatestRoundDataText, handler_of(of_stable::spot), kGas},
       {prices::kDecimalsText, handler_of(decimals), 250},
       {"function pool() view returns (address)", handler_of(pair), 250}});
}

}  // namespace orrery::chains
