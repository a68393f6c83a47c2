#include "nodes/actors/stable_curve.h"

#include <functional>

#include "chains/contract.h"
#include "chains/contracts/amm/stable_swap.h"

namespace orrery::nodes {
namespace {

using chains::Int256;
using chains::Uint256;

constexpr int kLiftedDecimals = 18;
constexpr std::uint32_t kPrecision = 100;  // of the contract's amplification
constexpr int kMostDoublings = 128;

Uint256 lift(int decimals) {
  Uint256 factor = 1;
  for (int i = decimals; i < kLiftedDecimals; ++i) factor *= 10;
  return factor;
}
Uint256 in_lifted(Price price) { return static_cast<Uint256>(to_answer(price, kLiftedDecimals)); }

/// The contract's arithmetic, whose refusals are zeros here.
Uint256 price_or_zero(const Uint256& base, const Uint256& quote, std::uint32_t amplification) {
  try {
    return chains::stable::marginal_price(base, quote, Uint256(amplification) * kPrecision);
  } catch (const chains::Revert&) {
    return 0;
  }
}
Uint256 invariant_or_zero(const Uint256& base, const Uint256& quote, std::uint32_t amplification) {
  try {
    return chains::stable::invariant(base, quote, Uint256(amplification) * kPrecision);
  } catch (const chains::Revert&) {
    return 0;
  }
}
Uint256 other_or_zero(const Uint256& balance, const Uint256& d, std::uint32_t amplification) {
  try {
    return chains::stable::other_balance(balance, d, Uint256(amplification) * kPrecision);
  } catch (const chains::Revert&) {
    return 0;
  }
}

/// The least value above `from` that has passed, of values that have passed from one on; zero when that is too far.
Uint256 first_above(const Uint256& from, const std::function<bool(const Uint256&)>& has_passed) {
  Uint256 low = from, high = from * 2;
  for (int i = 0; !has_passed(high); ++i) {
    if (i == kMostDoublings) return 0;
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const Uint256 middle = low + (high - low) / 2;
    (has_passed(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

Price StableCurve::price(const Uint256& base, const Uint256& quote) const {
  const Uint256 lifted = price_or_zero(base * lift(base_decimals), quote * lift(quote_decimals), amplification);
  return from_answer(Int256(lifted), kLiftedDecimals);
}

Uint256 StableCurve::amount_towards(const Uint256& base, const Uint256& quote, Price price) const {
  const Uint256 x = base * lift(base_decimals), y = quote * lift(quote_decimals), wanted = in_lifted(price);
  const Uint256 d = invariant_or_zero(x, y, amplification), now = price_or_zero(x, y, amplification);
  if (d == 0 || now == 0 || now == wanted) return 0;
  const bool sells_base = now > wanted;
  const Uint256& sold = sells_base ? x : y;
  const Uint256 then = first_above(sold, [&](const Uint256& balance) {
    const Uint256 other = other_or_zero(balance, d, amplification);
    const Uint256 at = sells_base ? price_or_zero(balance, other, amplification)  //
                                  : price_or_zero(other, balance, amplification);
    return at == 0 || (sells_base ? at <= wanted : at >= wanted);
  });
  return then == 0 ? Uint256(0) : Uint256((then - sold) / lift(sells_base ? base_decimals : quote_decimals));
}

Uint256 StableCurve::quote_at(const Uint256& base, Price price) const {
  const Uint256 x = base * lift(base_decimals), wanted = in_lifted(price);
  // A pool that begins with less of the quote than this has none.
  const Uint256 least = (x >> 64) + 1;
  const Uint256 y =
      first_above(least, [&](const Uint256& quote) { return price_or_zero(x, quote, amplification) >= wanted; });
  return y / lift(quote_decimals);
}

}  // namespace orrery::nodes
