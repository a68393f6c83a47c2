#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chains/uint256.h"
#include "sim/history_digest.h"
#include "sim/wide_integer.h"

namespace orrery::nodes {

using sim::Int128;

/// A price, or any quantity that a feed reports, in whole units of 10^-18: the finest scale that feeds use on chain
/// (18 decimals), so no feed loses a digit. Range: +-10^15 (kMaximum), wide enough for a token's whole supply.
struct Price {
  Int128 units = 0;

  static constexpr int kDecimals = 18;
  static constexpr std::int64_t kOne = 1'000'000'000'000'000'000;
  static constexpr Int128 kMaximum = static_cast<Int128>(kOne) * 1'000'000'000'000'000;

  static constexpr Price whole(std::int64_t n) { return {static_cast<Int128>(n) * kOne}; }
  constexpr auto operator<=>(const Price&) const = default;
  constexpr Price operator+(Price other) const { return {units + other.units}; }
  constexpr Price operator-(Price other) const { return {units - other.units}; }
};

constexpr Price absolute(Price price) { return price.units < 0 ? Price{-price.units} : price; }

/// One in parts per billion: the factor of an unchanged price.
constexpr std::int64_t kOnePpb = 1'000'000'000;

/// value * numerator / denominator towards negative infinity, exact as long as the result is below 2^126 units;
/// denominator > 0, and |numerator| and denominator below 2^62.
constexpr Price scale(Price value, std::int64_t numerator, std::int64_t denominator) {
  Int128 whole = value.units / denominator;
  Int128 rest = value.units % denominator;
  if (rest < 0) {
    rest += denominator;
    whole -= 1;
  }
  const Int128 product = rest * numerator;
  Int128 fraction = product / denominator;
  if (product % denominator < 0) fraction -= 1;
  return {whole * numerator + fraction};
}
/// The price times `factor_ppb` / 10^9.
constexpr Price times_ppb(Price value, std::int64_t factor_ppb) { return scale(value, factor_ppb, kOnePpb); }

/// How far `value` stands from `reference`, in parts per billion of the reference and without sign. Saturates at
/// INT64_MAX, which is also the answer for a reference of zero and another value.
std::int64_t distance_ppb(Price value, Price reference);

/// numerator / denominator as a price, towards zero (LINK/USD over ETH/USD is LINK/ETH). denominator > 0 and below
/// 2^96 units, numerator within +-kMaximum.
Price divide(Price numerator, Price denominator);

/// Element n/2 of the ascending list: the upper median where n is even. Reorders `prices`, which must not be empty.
/// Source: spec ocr.md ("Median everywhere means element n/2").
Price upper_median(std::vector<Price>& prices);

/// The integer that a contract with so many decimals (0..36) keeps: towards zero, as a node's job truncates.
chains::Int256 to_answer(Price price, int decimals);
/// The other way round; digits past the 18th are cut. Saturates at +-kMaximum.
Price from_answer(const chains::Int256& answer, int decimals);

/// Reads "3889.2" or "-0.5": a sign, digits and up to 18 decimals. Throws sim::InputError that says what is wrong (not
/// a number, exponent, too many decimals, out of range).
Price parse_price(std::string_view text);
/// The shortest exact form: "3889.2".
std::string to_text(Price price);

void mix(sim::HistoryDigest& digest, Price price);

}  // namespace orrery::nodes
