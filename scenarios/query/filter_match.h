#pragma once

#include "scenarios/query/filter.h"
#include "scenarios/query/filter_test.h"

namespace orrery::scenarios {

/// Whether a row is one that the checked filter selects.
bool row_matches(const FilterTest& test, const FilterRow& row);

}  // namespace orrery::scenarios
