#include "nodes/market/price.h"

#include <algorithm>
#include <array>

#include "sim/assert.h"
#include "sim/input_error.h"

namespace orrery::nodes {
namespace {

using sim::Uint128;

chains::Int256 widen(Int128 value) {
  const bool negative = value < 0;
  const Uint128 magnitude = negative ? ~static_cast<Uint128>(value) + 1 : static_cast<Uint128>(value);
  chains::Int256 wide = static_cast<std::uint64_t>(magnitude >> 64);
  wide <<= 64;
  wide += static_cast<std::uint64_t>(magnitude);
  return negative ? chains::Int256(-wide) : wide;
}

Int128 narrow(const chains::Int256& value) {
  const chains::Int256 magnitude = value < 0 ? chains::Int256(-value) : value;
  const auto low = static_cast<std::uint64_t>(magnitude & UINT64_MAX);
  const auto high = static_cast<std::uint64_t>(magnitude >> 64);
  const auto joined = static_cast<Int128>((static_cast<Uint128>(high) << 64) | low);
  return value < 0 ? -joined : joined;
}

chains::Int256 power_of_ten(int exponent) {
  chains::Int256 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw sim::InputError("", "\"" + std::string(text) + "\" is not a price: " + std::string(why),
                        "write it as 3889.2, with at most 18 decimals");
}

}  // namespace

std::int64_t distance_ppb(Price value, Price reference) {
  const Int128 gap = absolute(value - reference).units;
  const Int128 base = absolute(reference).units;
  if (gap == 0) return 0;
  if (base == 0) return INT64_MAX;
  const Int128 whole = gap / base;
  if (whole >= INT64_MAX / kOnePpb) return INT64_MAX;
  // Shifting both keeps the product in range; what it cuts is below a part per billion of any real price.
  Int128 rest = gap % base;
  Int128 divisor = base;
  while (divisor >> 96 != 0) {
    divisor >>= 1;
    rest >>= 1;
  }
  return static_cast<std::int64_t>(whole * kOnePpb + rest * kOnePpb / divisor);
}

Price divide(Price numerator, Price denominator) {
  ORRERY_ASSERT(denominator.units > 0 && denominator.units >> 96 == 0, "a price ratio needs a sane denominator");
  constexpr std::int64_t kChunk = 1'000'000'000;  // two chunks of nine digits make the eighteen decimals
  const bool negative = numerator.units < 0;
  const Int128 magnitude = absolute(numerator).units;
  const Int128 whole = magnitude / denominator.units;
  const Int128 rest = magnitude % denominator.units * kChunk;
  const Int128 last = rest % denominator.units * kChunk;
  const Int128 units = whole * Price::kOne + rest / denominator.units * kChunk + last / denominator.units;
  return {negative ? -units : units};
}

Price upper_median(std::vector<Price>& prices) {
  ORRERY_ASSERT(!prices.empty(), "the median of nothing is not a price");
  const auto middle = prices.begin() + static_cast<std::ptrdiff_t>(prices.size() / 2);
  std::nth_element(prices.begin(), middle, prices.end());
  return *middle;
}

chains::Int256 to_answer(Price price, int decimals) {
  ORRERY_ASSERT(decimals >= 0 && decimals <= 36, "contracts keep 0 to 36 decimals");
  const chains::Int256 wide = widen(price.units);
  if (decimals >= Price::kDecimals) return wide * power_of_ten(decimals - Price::kDecimals);
  return wide / power_of_ten(Price::kDecimals - decimals);
}

Price from_answer(const chains::Int256& answer, int decimals) {
  ORRERY_ASSERT(decimals >= 0 && decimals <= 36, "contracts keep 0 to 36 decimals");
  const chains::Int256 units = decimals > Price::kDecimals
                                   ? chains::Int256(answer / power_of_ten(decimals - Price::kDecimals))
                                   : chains::Int256(answer * power_of_ten(Price::kDecimals - decimals));
  const chains::Int256 limit = widen(Price::kMaximum);
  if (units > limit) return {Price::kMaximum};
  if (units < -limit) return {-Price::kMaximum};
  return {narrow(units)};
}

Price parse_price(std::string_view text) {
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (digits.empty()) refuse(text, "there are no digits");
  Int128 units = 0;
  int decimals = -1;
  bool any = false;
  for (const char c : digits) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') refuse(text, "only digits and one point are allowed, so neither an exponent nor NaN");
    if (decimals >= 0) ++decimals;
    if (decimals > Price::kDecimals) refuse(text, "it has more than 18 decimals");
    units = units * 10 + (c - '0');
    if (units > Price::kMaximum) refuse(text, "it is larger than 10^15");
    any = true;
  }
  if (!any) refuse(text, "there are no digits");
  for (int i = decimals < 0 ? 0 : decimals; i < Price::kDecimals; ++i) {
    units *= 10;
    if (units > Price::kMaximum) refuse(text, "it is larger than 10^15");
  }
  return {negative ? -units : units};
}

std::string to_text(Price price) {
  const Int128 magnitude = absolute(price).units;
  auto whole = magnitude / Price::kOne;
  auto fraction = static_cast<std::uint64_t>(magnitude % Price::kOne);
  std::string text = std::to_string(static_cast<std::uint64_t>(whole));
  if (fraction != 0) {
    std::string digits = std::to_string(fraction);
    digits.insert(0, static_cast<std::size_t>(Price::kDecimals) - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    text += "." + digits;
  }
  return price.units < 0 ? "-" + text : text;
}

void mix(sim::HistoryDigest& digest, Price price) {
  const auto bits = static_cast<Uint128>(price.units);
  digest.mix(static_cast<std::uint64_t>(bits));
  digest.mix(static_cast<std::uint64_t>(bits >> 64));
}

}  // namespace orrery::nodes
