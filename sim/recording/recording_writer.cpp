#include "sim/recording/recording_writer.h"

#include <algorithm>

#include "sim/assert.h"

namespace orrery::sim {
namespace {

// Pages of 4 KiB in the write-ahead log before they are moved into the database: 32 MiB.
constexpr const char* kPragmas =
    "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -32768;"
    "PRAGMA temp_store = MEMORY";

constexpr const char* kCreate =
    "BEGIN;"
    "CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
    "CREATE TABLE figure (path TEXT PRIMARY KEY, unit TEXT, value TEXT) WITHOUT ROWID;"
    "CREATE TABLE recorded_table (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, level TEXT NOT NULL,"
    " about TEXT NOT NULL);"
    "CREATE TABLE entity (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL UNIQUE, parent INTEGER,"
    " zone INTEGER);";

constexpr int kFixedColumns = 3;  // id, time, cause

Database open_for_writing(const std::string& path) {
  Database database(path, Database::Mode::kReadWrite);
  database.execute(kPragmas);
  return database;
}

}  // namespace

void RecordingWriter::create(const std::string& path) {
  Database database(path, Database::Mode::kCreate);
  // The tables come first and the write-ahead log after them, so that the header names the file as ours from the first
  // moment that it is not empty.
  database.execute(std::string(kCreate) + "PRAGMA application_id = " + std::to_string(kRecordingApplicationId) +
                   "; PRAGMA user_version = " + std::to_string(kRecordingSchema) + "; INSERT INTO run VALUES ('" +
                   run_key::kState + "', '" + std::string(to_text(RunState::kRunning)) + "'), ('" + run_key::kSchema +
                   "', '" + std::to_string(kRecordingSchema) + "'), ('" + run_key::kDensityBucket + "', '" +
                   std::to_string(Density::kFirstWidth) + "'); COMMIT");
  database.execute("PRAGMA journal_mode = WAL");
}

RecordingWriter::RecordingWriter(const std::string& path)
    : database_(open_for_writing(path)),
      density_(database_),
      entity_index_(database_),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      entity_(database_, "INSERT INTO entity VALUES (?1, ?2, ?3, ?4, ?5)"),
      run_(database_, "INSERT OR REPLACE INTO run VALUES (?1, ?2)"),
      figure_(database_, "INSERT INTO figure VALUES (?1, ?2, ?3)") {
  begin_.execute();
  Statement tables(database_, "SELECT number, name FROM recorded_table ORDER BY number");
  while (tables.step()) prepare(static_cast<std::uint32_t>(tables.integer(0)), std::string(tables.text(1)));
  Statement entities(database_, "SELECT id, kind FROM entity");
  while (entities.step()) density_.add_entity(static_cast<std::uint32_t>(entities.integer(0)), entities.text(1));
}

void RecordingWriter::apply(const RowBatch& batch) {
  RowBatch::Cursor cursor(batch);
  RecordHeader header;
  while (cursor.next(header, values_)) {
    switch (header.kind) {
      case RecordKind::kRow:
        add_row(header, values_);
        break;
      case RecordKind::kSet:
        set(header, values_[0]);
        break;
      case RecordKind::kTable:
        add_table(header.number, values_);
        break;
      case RecordKind::kEntity:
        add_entity(header, values_);
        break;
      case RecordKind::kRun:
        set_run(values_[0], values_[1]);
        break;
      case RecordKind::kFigure:
        add_figure(values_);
        break;
    }
  }
  for (const auto& table : tables_) {
    if (table != nullptr) insert_gathered(*table);
  }
  density_.write();
  entity_index_.write();
  commit_.execute();
  begin_.execute();
  last_committed_ = last_time_;
}

void RecordingWriter::add_table(std::uint32_t number, const std::vector<Value>& values) {
  // Name, level and about, then the columns.
  const std::string name(values[0].text());
  std::string create =
      "CREATE TABLE " + quoted(name) + " (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, cause INTEGER";
  for (std::size_t i = 3; i < values.size(); ++i) {
    const std::string_view declaration = values[i].text();
    const std::size_t name_end = std::min(declaration.find(' '), declaration.size());
    create += ", " + quoted(declaration.substr(0, name_end)) + std::string(declaration.substr(name_end));
  }
  database_.execute(create + ")");
  Statement note(database_, "INSERT INTO recorded_table VALUES (?1, ?2, ?3, ?4)");
  note.bind(1, Value(std::uint64_t{number}));
  for (int i = 0; i < 3; ++i) note.bind(i + 2, values[static_cast<std::size_t>(i)]);
  note.execute();
  prepare(number, name);
}

void RecordingWriter::prepare(std::uint32_t number, const std::string& name) {
  std::vector<std::string> columns;
  int entity_column = -1;
  Statement info(database_, "SELECT name, type FROM pragma_table_info('" + name + "') ORDER BY cid");
  std::string places = "(";
  for (int i = 0; info.step(); ++i) {
    places += i == 0 ? "?" : ", ?";
    if (i < kFixedColumns) continue;
    columns.emplace_back(info.text(0));
    const bool is_entity = role_of_column(columns.back(), info.text(1)) == ColumnRole::kEntity;
    if (entity_column < 0 && is_entity) entity_column = i - kFixedColumns;
  }
  places += ")";
  const std::string insert = "INSERT INTO " + quoted(name) + " VALUES ";
  std::string many = insert + places;
  for (std::size_t i = 1; i < kRowsAtOnce; ++i) many += ", " + places;
  const auto fate = name == "delivery" ? std::find(columns.begin(), columns.end(), "fate") : columns.end();
  const int fate_column = fate == columns.end() ? -1 : static_cast<int>(fate - columns.begin());
  if (tables_.size() <= number) tables_.resize(number + 1);
  tables_[number] =
      std::make_unique<Table>(Table{.insert_one = Statement(database_, insert + places),
                                    .insert_many = Statement(database_, many),
                                    .entity_column = entity_column,
                                    .fate_column = fate_column,
                                    .label = density_.add_label(name),
                                    .arrival_label = fate_column < 0 ? 0 : density_.add_label(kArrivalLabel),
                                    .columns = std::move(columns),
                                    .name = name,
                                    .gathered = {}});
}

void RecordingWriter::add_row(const RecordHeader& header, const std::vector<Value>& values) {
  Table& table = *tables_[header.number];
  ORRERY_ASSERT(values.size() == table.columns.size(), "a row has a value for each column of its table");
  table.gathered.insert(table.gathered.end(), {Value(header.id), Value(header.time), Value(CauseId{header.cause})});
  table.gathered.insert(table.gathered.end(), values.begin(), values.end());
  if (table.gathered.size() == kRowsAtOnce * (kFixedColumns + values.size())) {
    int place = 0;
    for (const Value& value : table.gathered) table.insert_many.bind(++place, value);
    table.gathered.clear();
    table.insert_many.execute();
  }
  std::int64_t entity = -1;
  if (table.entity_column >= 0) {
    const Value& value = values[static_cast<std::size_t>(table.entity_column)];
    if (value.type() == Value::Type::kInteger) entity = value.integer();
  }
  const bool arrived = table.fate_column >= 0 && is_arrival(values[static_cast<std::size_t>(table.fate_column)].text());
  density_.count(header.time, arrived ? table.arrival_label : table.label, entity, header.id);
  if (entity >= 0) entity_index_.add(header.number, static_cast<std::uint32_t>(entity), header.id);
  last_time_ = header.time;
}

void RecordingWriter::insert_gathered(Table& table) {
  const std::size_t width = kFixedColumns + table.columns.size();
  for (std::size_t row = 0; row < table.gathered.size(); row += width) {
    for (std::size_t i = 0; i < width; ++i) table.insert_one.bind(static_cast<int>(i) + 1, table.gathered[row + i]);
    table.insert_one.execute();
  }
  table.gathered.clear();
}

void RecordingWriter::set(const RecordHeader& header, const Value& value) {
  const std::uint64_t column = header.cause;
  insert_gathered(*tables_[header.number]);
  auto found = sets_.find({header.number, column});
  if (found == sets_.end()) {
    const Table& table = *tables_[header.number];
    ORRERY_ASSERT(column < table.columns.size(), "a value is set in a column that the table has");
    found = sets_
                .emplace(std::pair{header.number, column},
                         Statement(database_, "UPDATE " + quoted(table.name) + " SET " + quoted(table.columns[column]) +
                                                  " = ?1 WHERE id = ?2"))
                .first;
  }
  found->second.bind(1, value);
  found->second.bind(2, Value(header.id));
  found->second.execute();
}

void RecordingWriter::add_entity(const RecordHeader& header, const std::vector<Value>& values) {
  entity_.bind(1, Value(header.id));
  for (int i = 0; i < 4; ++i) entity_.bind(i + 2, values[static_cast<std::size_t>(i)]);
  entity_.execute();
  density_.add_entity(static_cast<std::uint32_t>(header.id), values[0].text());
}

void RecordingWriter::set_run(const Value& key, const Value& value) {
  run_.bind(1, key);
  run_.bind(2, value);
  run_.execute();
}

void RecordingWriter::add_figure(const std::vector<Value>& values) {
  for (int i = 0; i < 3; ++i) figure_.bind(i + 1, values[static_cast<std::size_t>(i)]);
  figure_.execute();
}

bool RecordingWriter::mark_failed(const std::string& reason) {
  // SQLite may have rolled back by itself, and then refuses to do it again.
  database_.try_execute("ROLLBACK");
  try {
    begin_.execute();
    set_run(Value(run_key::kState), Value(to_text(RunState::kFailed)));
    set_run(Value(run_key::kReason), Value(reason));
    if (last_committed_.has_value()) set_run(Value(run_key::kEnd), Value(std::to_string(*last_committed_)));
    commit_.execute();
    return true;
  } catch (const SqliteError&) {
    return false;
  }
}

void RecordingWriter::finish() {
  if (database_.in_transaction()) commit_.execute();
  // A reader that looks at the file now keeps the log in use; the file is whole all the same.
  try {
    database_.set_busy_timeout(Duration::milliseconds(200));
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    database_.execute("PRAGMA journal_mode = DELETE");
  } catch (const SqliteError& error) {
    if (!error.is_busy()) throw;
  }
}

}  // namespace orrery::sim
