#include "nodes/actors/pool.h"

#include <boost/multiprecision/integer.hpp>

#include "chains/encoding/abi.h"
#include "nodes/actors/stable_curve.h"

namespace orrery::nodes {
namespace {

using chains::Int256;
using chains::Uint256;

constexpr sim::Fraction kPairFee{3'000'000}, kStableFee{400'000};

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
Uint256 less_fee(const Pool& pool, const Int256& amount) {
  return static_cast<Uint256>(amount * (kOnePpb - fee_of(pool).parts_per_billion) / kOnePpb);
}
StableCurve curve_of(const Pool& pool) { return {pool.base_decimals, pool.quote_decimals, pool.amplification}; }

/// What must be sold to a pair until it is at the price; zero or less when it is past that already.
Int256 amount_for_pair(const PoolReserves& reserves, bool sells_base, const Ratio& ratio) {
  const Int256 product = Int256(reserves.base) * Int256(reserves.quote);
  return sells_base ? sqrt(Int256(product * ratio.base / ratio.quote)) - Int256(reserves.base)
                    : sqrt(Int256(product * ratio.quote / ratio.base)) - Int256(reserves.quote);
}

}  // namespace

sim::Fraction fee_of(const Pool& pool) { return pool.is_stable() ? kStableFee : kPairFee; }

PoolReserves reserves_of(const Pool& pool, const std::vector<Uint256>& words) {
  // A pair orders its tokens by address.
  return pool.is_stable() || pool.base < pool.quote ? PoolReserves{words.at(0), words.at(1)}
                                                    : PoolReserves{words.at(1), words.at(0)};
}

PoolReserves reserves_at(const Pool& pool, const Uint256& base, Price price) {
  if (pool.is_stable()) return {base, curve_of(pool).quote_at(base, price)};
  const Ratio ratio = ratio_of(pool, price);
  return {base, static_cast<Uint256>(Int256(base) * ratio.quote / ratio.base)};
}

Price spot_price(const Pool& pool, const PoolReserves& reserves) {
  if (reserves.base == 0) return {};
  if (pool.is_stable()) return curve_of(pool).price(reserves.base, reserves.quote);
  return from_answer(Int256(reserves.quote) * ten_to(pool.base_decimals) * ten_to(Price::kDecimals) /
                         (Int256(reserves.base) * ten_to(pool.quote_decimals)),
                     Price::kDecimals);
}

PoolTrade trade_towards(const Pool& pool, const PoolReserves& reserves, Price price, std::int64_t margin_ppb) {
  const Price spot = spot_price(pool, reserves);
  if (spot.units <= 0 || price.units <= 0 || distance_ppb(spot, price) <= margin_ppb) return {};
  const Ratio ratio = ratio_of(pool, price);
  PoolTrade trade;
  trade.sells_base = spot > price;
  const Int256 amount = pool.is_stable() ? Int256(curve_of(pool).amount_towards(reserves.base, reserves.quote, price))
                                         : amount_for_pair(reserves, trade.sells_base, ratio);
  if (amount <= 0) return {};
  trade.amount = static_cast<Uint256>(amount);
  trade.least =
      less_fee(pool, trade.sells_base ? amount * ratio.quote / ratio.base : amount * ratio.base / ratio.quote);
  return trade;
}

chains::Bytes swap_input(const Pool& pool, const PoolTrade& trade, const chains::Address& to, std::uint64_t deadline) {
  if (pool.is_stable()) {
    using chains::IntN;
    const IntN<128> base{0}, quote{1};
    return chains::abi::encode_with_selector(chains::selector_of("exchange(int128,int128,uint256,uint256)"),
                                             trade.sells_base ? base : quote, trade.sells_base ? quote : base,
                                             trade.amount, trade.least);
  }
  const std::vector<chains::Address> path =
      trade.sells_base ? std::vector{pool.base, pool.quote} : std::vector{pool.quote, pool.base};
  return chains::abi::encode_with_selector(
      chains::selector_of("swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"), trade.amount,
      trade.least, path, to, Uint256(deadline));
}

}  // namespace orrery::nodes
