#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/bytes.h"
#include "sim/entity.h"
#include "sim/kernel.h"
#include "sim/recording/recording_schema.h"
#include "sim/time.h"

namespace orrery::sim {

/// A table of rows as a recording holds it; `columns` are those after id, time and cause.
struct RecordedTable {
  std::uint32_t number = 0;
  std::string name;
  std::string level;
  std::string about;
  std::vector<std::string> columns;
  std::vector<ColumnRole> roles;      ///< one a column
  std::vector<std::string> types;     ///< one a column, as SQL declares it
  std::optional<std::size_t> entity;  ///< the first column that names an entity: whom a row is about
};

using Cell = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

/// One row. `table` belongs to the reader.
struct RecordedRow {
  const RecordedTable* table = nullptr;
  std::uint64_t id = 0;
  Time time;
  CauseId cause;
  std::vector<Cell> cells;

  /// The cell of a column, or an empty one when the table has no such column.
  const Cell& cell(std::string_view column) const;
  std::optional<std::int64_t> integer(std::string_view column) const;
  /// "" for null and for columns that are no text.
  std::string text(std::string_view column) const;
  /// The entity that the column names, or none.
  EntityId entity(std::string_view column) const;
  /// Whom the row is about (RecordedTable::entity), or none.
  EntityId about() const;
};

}  // namespace orrery::sim
