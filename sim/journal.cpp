#include "sim/journal.h"

#include "sim/assert.h"

namespace orrery::sim {

TableId Journal::add_table(TableSpec spec) {
  for (const TableSpec& table : tables_) ORRERY_ASSERT(table.name != spec.name, "a table's name is its identity");
  const TableId id{static_cast<std::uint32_t>(tables_.size())};
  tables_.push_back(std::move(spec));
  if (sink_ != nullptr) sink_->table_added(id, tables_.back());
  return id;
}

void Journal::add_entity(const Entity& entity) {
  if (sink_ != nullptr) sink_->entity_added(entity);
}

CauseId Journal::write(TableId table, std::initializer_list<Value> values) {
  return write(table, tables_[table.index].level, values);
}

CauseId Journal::write(TableId table, Level level, std::initializer_list<Value> values) {
  if (!wants(level)) return kernel_.cause();
  ORRERY_ASSERT(values.size() == tables_[table.index].columns.size(), "a row has a value for every column");
  const std::uint64_t id = next_row_++;
  sink_->row(table, id, kernel_.now(), kernel_.cause(), values.begin(), values.size());
  return {id};
}

CauseId Journal::write_as_cause(TableId table, std::initializer_list<Value> values) {
  const CauseId row = write(table, values);
  kernel_.set_cause(row);
  return row;
}

void Journal::set(TableId table, CauseId row, std::size_t column, const Value& value) {
  if (!wants(table) || row.row == 0) return;
  ORRERY_ASSERT(column < tables_[table.index].columns.size(), "a column of this table");
  sink_->set(table, row.row, column, value);
}

}  // namespace orrery::sim
