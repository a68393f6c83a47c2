#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orrery::scenarios {

/// A value of a scenario as a number, for interpolating, sorting and plotting.
struct Quantity {
  enum class Kind : std::uint8_t { kWhole, kDecimal, kDuration, kTime, kShare, kEther, kLink };
  Kind kind = Kind::kWhole;
  double number =
      0;  ///< durations and times in seconds, shares and deviations with 1 for 100 %, amounts in ether or LINK
};

/// Reads "12", "0.5", "30s", "2025-10-20T06:48:00Z", "0.5 %", "20 gwei", "1.5 link", with or without quotes. Nothing
/// for other texts.
std::optional<Quantity> quantity_of(std::string_view text);

/// "s", "share", "ether", ...: the unit of Quantity::number; "" for plain numbers.
std::string unit_of(Quantity::Kind kind);

/// Writes a quantity as a scenario reads it, to at most `digits` significant digits: `"1.5h"`, `"0.25 %"`, `"20 gwei"`,
/// `12`. Plain decimals are put in quotes, since the language takes no floating-point numbers; whole numbers are
/// rounded.
std::string spell(const Quantity& quantity, int digits);

/// A number with at most `digits` significant digits, without an exponent and without trailing zeros.
std::string plain_number(double number, int digits);

}  // namespace orrery::scenarios
