#include "sim/recording/copy_recording.h"

#include <array>
#include <optional>

#include "sim/input_error.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::sim {
namespace {

/// A column that is written after its row, and what it holds before.
struct LateColumn {
  const char* table;
  const char* column;
  const char* at_first;  ///< as SQL writes it
};
constexpr std::array<LateColumn, 3> kLateColumns{
    {{"fault", "end", "NULL"}, {"fault", "hits", "0"}, {"block", "status", "'canonical'"}}};

Value value_of(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return {*integer};
  if (const auto* text = std::get_if<std::string>(&cell)) return {*text};
  return {};
}

void copy_file(const std::string& source, const std::string& target) {
  Database database(database_path(source), Database::Mode::kReadOnly);
  Statement copy(database, "VACUUM INTO ?1");
  const std::string path = database_path(target);
  copy.bind(1, Value(path));
  copy.execute();
}

void restore(Database& database, const RecordingReader& reader, const LaterValues& later) {
  for (const LateColumn& late : kLateColumns) {
    if (reader.table(late.table) == nullptr) continue;
    database.execute(std::string("UPDATE ") + quoted(late.table) + " SET " + quoted(late.column) + " = " +
                     late.at_first);
  }
  for (const auto& [place, value] : later) {
    const auto& [table, row, column] = place;
    Statement set(database, "UPDATE " + quoted(table) + " SET " + quoted(column) + " = ?1 WHERE id = ?2");
    set.bind(1, value_of(value));
    set.bind(2, Value(row));
    set.execute();
  }
}

void count_again(Database& database, const RecordingReader& reader) {
  const std::string width = reader.run(run_key::kDensityBucket).value_or("1000000000");
  database.execute("DELETE FROM density");
  for (const RecordedTable& table : reader.tables()) {
    const std::string kind = table.entity ? "ifnull(e.kind, '')" : "''";
    const std::string join =
        table.entity ? " LEFT JOIN entity e ON e.id = t." + quoted(table.columns[*table.entity]) : "";
    const std::string label = table.name != "delivery" ? "'" + table.name + "'"
                                                       : "CASE WHEN t.fate IN ('delivered', 'duplicate') THEN '" +
                                                             std::string(kArrivalLabel) + "' ELSE 'delivery' END";
    // SQLite's % keeps the sign, so the floor of a time before 1970 needs the second addition.
    database.execute("INSERT INTO density SELECT t.time - ((t.time % " + width + " + " + width + ") % " + width +
                     "), " + label + ", " + kind + ", count(*), min(t.id) FROM " + quoted(table.name) + " t" + join +
                     " GROUP BY 1, 2, 3");
  }
}

}  // namespace

bool can_be_restored(const std::string& table, const std::string& column) {
  for (const LateColumn& late : kLateColumns)
    if (table == late.table && column == late.column) return true;
  return false;
}

void copy_recording(const std::string& source, const std::string& target, std::uint64_t last_row,
                    const LaterValues& later) {
  clear_for_recording(target);
  try {
    copy_file(source, target);
    const RecordingReader reader(source);
    Database database(database_path(target), Database::Mode::kReadWrite);
    database.execute("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
    const std::string beyond = " > " + std::to_string(last_row);
    for (const RecordedTable& table : reader.tables())
      database.execute("DELETE FROM " + quoted(table.name) + " WHERE id" + beyond);
    database.execute("DELETE FROM entity_index WHERE first_id" + beyond);
    database.execute("DELETE FROM figure");
    database.execute("DELETE FROM run WHERE key IN ('end', 'digest', 'events', 'reason') OR key LIKE 'act.%'");
    database.execute("INSERT OR REPLACE INTO run VALUES ('state', 'running')");
    restore(database, reader, later);
    count_again(database, reader);
    database.execute("COMMIT");
  } catch (const SqliteError& error) {
    throw InputError(target, std::string("cannot be made from ") + source + ": " + error.what());
  }
}

}  // namespace orrery::sim
