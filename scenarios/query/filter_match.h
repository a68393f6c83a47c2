#pragma once

#include <string_view>

#include "scenarios/query/filter.h"
#include "scenarios/query/filter_test.h"

namespace orrery::scenarios {

/// Whether a row is one that the checked filter selects.
bool row_matches(const FilterTest& test, const FilterRow& row);

/// Whether `part` is in `text`, upper and lower case (of ASCII) alike.
bool contains_text(std::string_view text, std::string_view part);

}  // namespace orrery::scenarios
