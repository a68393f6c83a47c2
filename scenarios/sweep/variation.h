#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/sweep/quantity.h"

namespace orrery::scenarios {

/// A span between two quantities of one kind, walked evenly or evenly in the logarithm.
struct Interval {
  Quantity from, to;
  bool logarithmic = false;
  /// The value at `position`, 0 to 1, as the scenario reads it, to six significant digits.
  std::string at(double position) const;
};

/// One varied key: the values that it takes, or the interval from which they are drawn.
struct Variation {
  std::string key;
  std::vector<std::string> values;   ///< as in `--set key=value`
  std::optional<Interval> interval;  ///< for Latin hypercube sampling; then there are no values
};

/// Reads one `--vary`:
///   key=a,b,c            a list; commas inside brackets or quotes are part of a value; numbers, one of them with
///                        decimals, are put in quotes as the language wants them
///   key=10s..2min:5      five values, evenly spaced, both ends among them; whole numbers are rounded
///   key=1..4             every whole number
///   key=log:1s..1h:7     evenly spaced in the logarithm
///   key=10s..2min        an interval, for --samples; so is log:10s..2min
/// A list may hold ranges. Throws InputError at the option.
Variation parse_variation(std::string_view text);

/// "1..1000", "7" or "1,5,10..20": whole numbers, each once, in the order written. Throws InputError at `option`.
std::vector<std::uint64_t> parse_whole_numbers(std::string_view text, const std::string& option);

}  // namespace orrery::scenarios
