#pragma once

#include <string>

#include "scenarios/query/filter.h"
#include "scenarios/query/filter_test.h"

namespace orrery::scenarios {

/// The checked filter as a condition over `table` under the name t. Every part of it is 0 or 1, never null.
FilterSql filter_sql(const FilterTest& test, const std::string& table);

}  // namespace orrery::scenarios
