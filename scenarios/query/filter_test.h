#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/query/filter_fields.h"
#include "scenarios/query/filter_syntax.h"
#include "sim/recording/recorded_row.h"

namespace orrery::scenarios {

/// A checked filter: what its SQL is written from and what rows are held against.
struct FilterTest {
  enum class Kind : std::uint8_t {
    kAll,       ///< every row
    kNone,      ///< no row
    kAnd,       ///< all parts
    kOr,        ///< one part
    kNot,       ///< not its part
    kPresent,   ///< the field is not null and no empty text
    kFlag,      ///< the flag is set
    kCompare,   ///< field `op` constant; op is ==, <, <=, > or >=
    kContains,  ///< the field, lower case, contains constant, lower case; bytes as they are
    kEntity,    ///< the field's entity is one of `entities`
  };
  Kind kind = Kind::kAll;
  std::vector<FilterTest> parts;
  FilterField field;
  FilterOperator op = FilterOperator::kEqual;
  sim::Cell constant;
  std::vector<std::uint32_t> entities;  ///< sorted
};

/// Checks names, types and values. Throws FilterError.
FilterTest check_filter(const FilterExpression& expression, const FilterSchema& schema,
                        const sim::RecordedTable& table);

/// The constant that a value means for a field of this type. Throws FilterError.
sim::Cell filter_constant(const FilterValue& value, const FilterField& field, sim::Time start);

/// Entities of which the aspect is the named one (`exact`) or contains it. Throws FilterError when `exact` names
/// nobody.
std::vector<std::uint32_t> entities_meant(const FilterValue& value, EntityAspect aspect, bool exact,
                                          const FilterSchema& schema);

}  // namespace orrery::scenarios
