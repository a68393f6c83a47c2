#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/journal.h"

namespace orrery::sim {

/// Keeps every row as text by column name, for tests that ask what was recorded.
class RowLog final : public RowSink {
 public:
  struct Row {
    std::string table;
    std::uint64_t id = 0;
    Time time;
    CauseId cause;
    std::map<std::string, std::string> values;
    const std::string& operator[](const std::string& column) const { return values.at(column); }
  };

  void table_added(TableId, const TableSpec& spec) override { tables_.push_back(spec); }
  void entity_added(const Entity& entity) override { entities.push_back(entity.name); }
  void row(TableId table, std::uint64_t id, Time time, CauseId cause, const Value* values, std::size_t count) override {
    Row row{tables_[table.index].name, id, time, cause, {}};
    for (std::size_t i = 0; i < count; ++i) row.values[column(table, i)] = text(values[i]);
    rows.push_back(row);
  }
  void set(TableId table, std::uint64_t id, std::size_t place, const Value& value) override {
    for (Row& row : rows) {
      if (row.id == id && row.table == tables_[table.index].name) row.values[column(table, place)] = text(value);
    }
  }

  std::vector<Row> in(const std::string& table) const {
    std::vector<Row> found;
    for (const Row& row : rows) {
      if (row.table == table) found.push_back(row);
    }
    return found;
  }

  std::vector<Row> rows;
  std::vector<std::string> entities;

 private:
  std::string column(TableId table, std::size_t i) const {
    const std::string& declared = tables_[table.index].columns.at(i);
    return declared.substr(0, declared.find(' '));
  }
  static std::string text(const Value& value) {
    switch (value.type()) {
      case Value::Type::kNull:
        return "null";
      case Value::Type::kInteger:
        return std::to_string(value.integer());
      case Value::Type::kReal:
        return std::to_string(value.real());
      case Value::Type::kText:
        return std::string(value.text());
      case Value::Type::kBlob:
        return "blob of " + std::to_string(value.blob().size());
    }
    return "";
  }
  std::vector<TableSpec> tables_;
};

}  // namespace orrery::sim
