#include "scenarios/query/recording_query.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>

#include "sim/input_error.h"
#include "sim/recording/recording_file.h"

namespace orrery::scenarios {

namespace {

using sim::quoted;
using sim::Statement;
using sim::Value;

constexpr int kFixedColumns = 3;

sim::Cell cell_of(const Statement& statement, int column) {
  switch (statement.type(column)) {
    case Value::Type::kNull:
      return {};
    case Value::Type::kInteger:
      return statement.integer(column);
    case Value::Type::kReal:
      return statement.real(column);
    case Value::Type::kText:
      return std::string(statement.text(column));
    case Value::Type::kBlob: {
      const sim::BytesView blob = statement.blob(column);
      return sim::Bytes(blob.begin(), blob.end());
    }
  }
  return {};
}

Value value_of(const sim::Cell& cell) {
  return std::visit(
      [](const auto& value) -> Value {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
          return {};
        } else {
          return Value(value);
        }
      },
      cell);
}

void bind(Statement& statement, const FilterSql& sql) {
  for (std::size_t i = 0; i < sql.values.size(); ++i) statement.bind(static_cast<int>(i) + 1, value_of(sql.values[i]));
}

std::string hex(const sim::Bytes& bytes) {
  std::string text = "0x";
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string shown(const FilterSchema& schema, const sim::Cell& cell, sim::ColumnRole role) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    if (role == sim::ColumnRole::kTime) return sim::to_text(sim::Time::from_unix_nanoseconds(*integer), 9);
    const bool known = *integer >= 0 && static_cast<std::uint64_t>(*integer) < schema.entities.size();
    if (role == sim::ColumnRole::kEntity && known) return schema.entities[static_cast<std::size_t>(*integer)].name;
    return std::to_string(*integer);
  }
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* bytes = std::get_if<sim::Bytes>(&cell)) return hex(*bytes);
  return "";
}

}  // namespace

template <class F>
auto RecordingQuery::guarded(F&& action) {
  try {
    return action();
  } catch (const sim::SqliteError& error) {
    if ((error.code() & 0xff) == SQLITE_INTERRUPT) throw Cancelled();
    if (error.is_busy()) throw sim::InputError(reader_.path(), "is locked by another program", "try again later");
    throw sim::InputError(reader_.path(), std::string("is damaged: ") + error.what());
  }
}

RecordingQuery::RecordingQuery(const std::string& path, std::int64_t mapped_bytes)
    : reader_(path),
      schema_(schema_of(reader_)),
      database_(sim::database_path(path), sim::Database::Mode::kReadOnly),
      functions_(database_) {
  guarded([&] { database_.execute("PRAGMA mmap_size = " + std::to_string(mapped_bytes)); });
}

void RecordingQuery::refresh() {
  reader_.refresh();
  schema_ = schema_of(reader_);
}

void RecordingQuery::cancel() {
  sqlite3_interrupt(database_.handle());
  reader_.interrupt();
}

// Time never falls as ids rise, so the moment is found by halving.
std::int64_t RecordingQuery::first_id_at(const std::string& table, sim::Time time) {
  Statement probe(database_, "SELECT id, time FROM " + quoted(table) + " WHERE id >= ?1 ORDER BY id LIMIT 1");
  std::int64_t low = 0;
  std::int64_t high = 0;
  {
    Statement last(database_, "SELECT max(id) FROM " + quoted(table));
    high = last.step() ? last.integer(0) + 1 : 1;
  }
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    probe.reset();
    probe.bind(1, Value(middle));
    const bool reached = !probe.step() || probe.integer(1) >= time.unix_nanoseconds();
    if (reached) {
      high = middle;
    } else {
      low = probe.integer(0) + 1;
    }
  }
  return low;
}

std::string RecordingQuery::conditions(const FilterSql& sql, const std::string& table, const PageRequest& page) {
  std::string where = " WHERE " + sql.where;
  std::int64_t first = page.after ? static_cast<std::int64_t>(*page.after) + 1 : 0;
  if (sql.from) first = std::max(first, first_id_at(table, *sql.from));
  if (page.from) first = std::max(first, first_id_at(table, *page.from));
  if (first > 0) where += fmt::format(" AND t.id >= {}", first);
  if (page.before) where += fmt::format(" AND t.id < {}", *page.before);
  if (sql.until && *sql.until < sim::Time::max())
    where += fmt::format(" AND t.id < {}", first_id_at(table, *sql.until + sim::Duration::nanoseconds(1)));
  if (page.until) where += fmt::format(" AND t.id < {}", first_id_at(table, *page.until));
  return where;
}

std::vector<sim::RecordedRow> RecordingQuery::rows(const Filter& filter, const PageRequest& page) {
  return guarded([&] {
    const FilterSql sql = filter.sql();
    if (sql.needs_round_ends) functions_.gather_round_ends();
    const sim::RecordedTable& table = schema_.require(filter.table());
    Statement statement(database_, "SELECT t.* FROM " + quoted(table.name) + " t" + conditions(sql, table.name, page) +
                                       " ORDER BY t.id" + (page.newest_first ? " DESC" : "") +
                                       fmt::format(" LIMIT {}", page.limit));
    bind(statement, sql);
    std::vector<sim::RecordedRow> rows;
    while (statement.step()) {
      sim::RecordedRow row{.table = &table,
                           .id = static_cast<std::uint64_t>(statement.integer(0)),
                           .time = sim::Time::from_unix_nanoseconds(statement.integer(1)),
                           .cause = {static_cast<std::uint64_t>(statement.integer(2))},
                           .cells = {}};
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        row.cells.push_back(cell_of(statement, static_cast<int>(i) + kFixedColumns));
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

void RecordingQuery::select(const Filter& filter, const RowSelection& selection, const PageRequest& page,
                            const std::function<bool(const sim::Statement&)>& visit) {
  guarded([&] {
    const FilterSql sql = filter.sql();
    if (sql.needs_round_ends) functions_.gather_round_ends();
    const std::string further = selection.and_where.empty() ? "" : " AND (" + selection.and_where + ")";
    const std::string order = page.newest_first ? "t.id DESC" : selection.order_by;
    Statement statement(database_,
                        "SELECT " + selection.columns + " FROM " + quoted(filter.table()) + " t" +
                            conditions(sql, filter.table(), page) + further +
                            fmt::format(" ORDER BY {} LIMIT {}", order, static_cast<std::int64_t>(page.limit)));
    bind(statement, sql);
    while (statement.step() && visit(statement)) {
    }
  });
}

std::uint64_t RecordingQuery::first_id(const std::string& table, sim::Time time) {
  return guarded([&] { return static_cast<std::uint64_t>(first_id_at(table, time)); });
}

std::uint64_t RecordingQuery::count(const Filter& filter) {
  return guarded([&] {
    const FilterSql sql = filter.sql();
    if (sql.needs_round_ends) functions_.gather_round_ends();
    Statement statement(database_,
                        "SELECT count(*) FROM " + quoted(filter.table()) + " t" + conditions(sql, filter.table(), {}));
    bind(statement, sql);
    return statement.step() ? static_cast<std::uint64_t>(statement.integer(0)) : std::uint64_t{0};
  });
}

std::vector<std::string> RecordingQuery::values(const sim::RecordedTable& table, const FilterField& field,
                                                std::size_t limit) {
  std::vector<std::string> values;
  if (field.type == FieldType::kFlag) return {"true", "false"};
  if (field.type == FieldType::kEntity) {
    for (const sim::Entity& entity : schema_.entities) {
      const bool zones = field.aspect == EntityAspect::kZone;
      const std::string& value = field.aspect == EntityAspect::kKind ? entity.kind : entity.name;
      if (zones && entity.kind != "zone") continue;
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
      if (values.size() == limit) break;
    }
    return values;
  }
  if (field.type != FieldType::kText || field.origin != FieldOrigin::kColumn) return values;
  return guarded([&] {
    const std::string from = quoted(field.via ? field.via_table : table.name);
    const std::string column = quoted(field.column_name);
    Statement statement(
        database_, fmt::format("SELECT DISTINCT value FROM (SELECT {0} AS value FROM (SELECT {0} FROM {1} ORDER BY id "
                               "LIMIT {2}) UNION SELECT {0} FROM (SELECT {0} FROM {1} ORDER BY id DESC LIMIT {2})) "
                               "WHERE value NOTNULL ORDER BY value LIMIT {3}",
                               column, from, kSampledRows, limit));
    while (statement.step()) values.emplace_back(statement.text(0));
    return values;
  });
}

std::vector<std::string> shown_columns(const sim::RecordedTable& table) {
  std::vector<std::string> columns{"time", "id"};
  columns.insert(columns.end(), table.columns.begin(), table.columns.end());
  columns.emplace_back("cause");
  return columns;
}

std::vector<std::string> shown_cells(const FilterSchema& schema, const sim::RecordedRow& row) {
  std::vector<std::string> cells{sim::to_text(row.time, 9), std::to_string(row.id)};
  for (std::size_t i = 0; i < row.cells.size(); ++i) cells.push_back(shown(schema, row.cells[i], row.table->roles[i]));
  cells.push_back(row.cause.row == 0 ? "" : std::to_string(row.cause.row));
  return cells;
}

}  // namespace orrery::scenarios
