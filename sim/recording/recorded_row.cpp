#include "sim/recording/recorded_row.h"

#include <algorithm>

namespace orrery::sim {

const Cell& RecordedRow::cell(std::string_view column) const {
  static const Cell kEmpty;
  const auto found = std::find(table->columns.begin(), table->columns.end(), column);
  return found == table->columns.end() ? kEmpty : cells[static_cast<std::size_t>(found - table->columns.begin())];
}

std::optional<std::int64_t> RecordedRow::integer(std::string_view column) const {
  const auto* value = std::get_if<std::int64_t>(&cell(column));
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::string RecordedRow::text(std::string_view column) const {
  const auto* value = std::get_if<std::string>(&cell(column));
  return value == nullptr ? std::string() : *value;
}

EntityId RecordedRow::entity(std::string_view column) const {
  const auto value = integer(column);
  return value.has_value() ? EntityId{static_cast<std::uint32_t>(*value)} : EntityId::none();
}

EntityId RecordedRow::about() const {
  return table->entity.has_value() ? entity(table->columns[*table->entity]) : EntityId::none();
}

}  // namespace orrery::sim
