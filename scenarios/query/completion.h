#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/query/filter.h"

namespace orrery::scenarios {

/// One way to go on.
struct CompletionItem {
  std::string text;   ///< what is put in place of the span, quoted where it must be
  std::string about;  ///< a few words
};
struct Completion {
  TextSpan replace;  ///< the word at the cursor
  std::vector<CompletionItem> items;
};

/// Where values of a field come from: RecordingQuery::values(), or entity names alone.
using FieldValues = std::function<std::vector<std::string>(const FilterField&)>;

/// What may stand at `cursor` (in bytes): fields, operators, values or connectives that begin with what is typed there
/// already; those that contain it come after. Never throws for what is typed.
Completion complete_filter(std::string_view text, std::size_t cursor, const FilterSchema& schema,
                           const sim::RecordedTable& table, const FieldValues& values);

}  // namespace orrery::scenarios
