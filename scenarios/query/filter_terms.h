#pragma once

#include <string>
#include <string_view>

namespace orrery::scenarios {

/// One thing to keep or to leave out, made by pointing at it: "kind is report", "sender is not eth-usd/node-3".
struct FilterTerm {
  std::string field;  ///< of the filtered table
  std::string value;  ///< as a filter writes it without quotes; empty for a flag, which stands alone
  bool keep = true;   ///< false: leave out

  bool operator==(const FilterTerm&) const = default;
  /// `kind == report`, `sender != "node 3"`, `!broadcast`.
  std::string text() const;
};

/// A filter with one thing more kept or left out. Kept values of one field are joined: `kind in (report, final)`.
/// What is there already is not said twice, and the opposite of what is there takes it away. A filter that cannot be
/// understood gives way to the term.
std::string narrowed(std::string_view filter, const FilterTerm& term);

}  // namespace orrery::scenarios
