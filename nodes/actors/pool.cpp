#include "nodes/actors/pool.h"

#include <boost/multiprecision/integer.hpp>

#include "chains/encoding/abi.h"

namespace orrery::nodes {
namespace {

using chains::Int256;
using chains::Uint256;

constexpr std::int64_t kFeePpb = 3'000'000;

Int256 ten_to(int power) {
  Int256 value = 1;
  for (int i = 0; i < power; ++i) value *= 10;
  return value;
}
/// Units of quote for a unit of base, as a fraction.
struct Ratio {
  Int256 quote, base;
};
Ratio ratio_of(const Pool& pool, Price price) {
  return {to_answer(price, Price::kDecimals) * ten_to(pool.quote_decimals),
          ten_to(Price::kDecimals) * ten_to(pool.base_decimals)};
}
Uint256 less_fee(const Int256& amount) { return static_cast<Uint256>(amount * (kOnePpb - kFeePpb) / kOnePpb); }

}  // namespace

PoolReserves reserves_of(const Pool& pool, const std::vector<Uint256>& words) {
  // A pair orders its tokens by address.
  return pool.base < pool.quote ? PoolReserves{words.at(0), words.at(1)} : PoolReserves{words.at(1), words.at(0)};
}

Price spot_price(const Pool& pool, const PoolReserves& reserves) {
  if (reserves.base == 0) return {};
  return from_answer(Int256(reserves.quote) * ten_to(pool.base_decimals) * ten_to(Price::kDecimals) /
                         (Int256(reserves.base) * ten_to(pool.quote_decimals)),
                     Price::kDecimals);
}

PoolTrade trade_towards(const Pool& pool, const PoolReserves& reserves, Price price, std::int64_t margin_ppb) {
  const Price spot = spot_price(pool, reserves);
  if (spot.units <= 0 || price.units <= 0 || distance_ppb(spot, price) <= margin_ppb) return {};
  const Ratio ratio = ratio_of(pool, price);
  const Int256 product = Int256(reserves.base) * Int256(reserves.quote);
  PoolTrade trade;
  trade.sells_base = spot > price;
  const Int256 now = Int256(trade.sells_base ? reserves.base : reserves.quote);
  const Int256 then = trade.sells_base ? sqrt(Int256(product * ratio.base / ratio.quote))
                                       : sqrt(Int256(product * ratio.quote / ratio.base));
  if (then <= now) return {};
  const Int256 amount = then - now;
  trade.amount = static_cast<Uint256>(amount);
  trade.least = less_fee(trade.sells_base ? amount * ratio.quote / ratio.base : amount * ratio.base / ratio.quote);
  return trade;
}

chains::Bytes swap_input(const Pool& pool, const PoolTrade& trade, const chains::Address& to, std::uint64_t deadline) {
  const std::vector<chains::Address> path =
      trade.sells_base ? std::vector{pool.base, pool.quote} : std::vector{pool.quote, pool.base};
  return chains::abi::encode_with_selector(
      chains::selector_of("swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"), trade.amount,
      trade.least, path, to, Uint256(deadline));
}

}  // namespace orrery::nodes
