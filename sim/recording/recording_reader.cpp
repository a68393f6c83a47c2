#include "sim/recording/recording_reader.h"

#include <algorithm>
#include <unordered_map>

#include "sim/input_error.h"
#include "sim/recording/entity_index.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::sim {
namespace {

constexpr int kFixedColumns = 3;  // id, time, cause

void require_recording(const std::string& path) {
  switch (kind_of_file(path)) {
    case FileKind::kRecording:
      break;
    case FileKind::kMissing:
      throw InputError(path, "there is no such file");
    case FileKind::kFolder:
      throw InputError(path, "is a folder, not a recording");
    case FileKind::kSpecial:
      throw InputError(path, "is not a regular file");
    case FileKind::kUnreadable:
      throw InputError(path, "cannot be read");
    case FileKind::kEmpty:
      throw InputError(path, "is empty: nothing was recorded in it");
    case FileKind::kForeign:
      throw InputError(path, "is not an Orrery recording");
  }
  if (const std::uint64_t missing = missing_bytes(path); missing != 0) {
    throw InputError(path, "is cut off: its last " + std::to_string(missing) + " bytes are missing",
                     "copy it again from where it was made");
  }
}

Cell cell_of(const Statement& statement, int column) {
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
      const BytesView blob = statement.blob(column);
      return Bytes(blob.begin(), blob.end());
    }
  }
  return {};
}

RecordedRow row_of(const RecordedTable& table, const Statement& statement) {
  RecordedRow row{.table = &table,
                  .id = static_cast<std::uint64_t>(statement.integer(0)),
                  .time = Time::from_unix_nanoseconds(statement.integer(1)),
                  .cause = {static_cast<std::uint64_t>(statement.integer(2))},
                  .cells = {}};
  row.cells.reserve(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    row.cells.push_back(cell_of(statement, static_cast<int>(i) + kFixedColumns));
  }
  return row;
}

}  // namespace

struct RecordingReader::State {
  explicit State(const std::string& path) : database(database_path(path), Database::Mode::kReadOnly) {}

  // One row by id, the first row at or after an id.
  struct Probes {
    Statement exact, next;
  };
  Probes& probes(const RecordedTable& table) {
    const auto found = probes_of.find(table.name);
    if (found != probes_of.end()) return found->second;
    return probes_of
        .emplace(table.name, Probes{{database, "SELECT * FROM " + quoted(table.name) + " WHERE id = ?1"},
                                    {database, "SELECT id, time FROM " + quoted(table.name) +
                                                   " WHERE id >= ?1 ORDER BY id LIMIT 1"}})
        .first->second;
  }

  Database database;
  std::unordered_map<std::string, Probes> probes_of;
  std::unordered_map<std::string, std::size_t> entity_by_name;  // looked up, never iterated
  int snapshots = 0;
};

template <class F>
auto RecordingReader::guarded(F&& action) const {
  try {
    return action();
  } catch (const SqliteError& error) {
    if (error.is_busy()) throw InputError(path_, "is locked by another program", "try again when it has ended");
    if (error.is_no_access()) {
      throw InputError(path_, "was not ended by its run and cannot be opened in a folder that is read-only",
                       "copy it, with the -wal file beside it, to a folder that you can write");
    }
    throw InputError(path_, std::string("is damaged: ") + error.what());
  }
}

RecordingReader::RecordingReader(std::string path) : path_(std::move(path)) {
  require_recording(path_);
  const bool had_log = has_log(path_);  // opening makes one
  guarded([this] {
    state_ = std::make_unique<State>(path_);
    const std::string schema = state_->database.value("PRAGMA user_version");
    if (std::stoi(schema) > kRecordingSchema) {
      throw InputError(path_,
                       "was made by a newer Orrery: its schema is " + schema + ", this program reads up to " +
                           std::to_string(kRecordingSchema),
                       "read it with the version that made it, or a newer one");
    }
    load();
  });
  // Its tables, as everything that it wrote, are in the log of a run that nobody could end.
  if (tables_.empty() && !had_log && state() == RunState::kRunning) {
    throw InputError(path_, "holds no rows: its run was killed, and the -wal file that has them is not beside it",
                     "copy it again, with its -wal file");
  }
}

RecordingReader::~RecordingReader() = default;
RecordingReader::RecordingReader(RecordingReader&&) noexcept = default;

RecordingReader::Snapshot::Snapshot(const RecordingReader& reader) : reader_(reader) {
  if (reader_.state_->snapshots == 0) {
    reader_.guarded([this] {
      Database& database = reader_.state_->database;
      // An interrupt meant for a question may have met the end of its snapshot instead.
      if (database.in_transaction()) database.execute("ROLLBACK");
      database.execute("BEGIN");
    });
  }
  ++reader_.state_->snapshots;
}

RecordingReader::Snapshot::~Snapshot() {
  if (--reader_.state_->snapshots != 0) return;
  // Damage ends a transaction by itself, and then this one fails; whoever met the damage has been told. One that an
  // interrupt left open is ended by the next snapshot.
  reader_.state_->database.try_execute("ROLLBACK");
}

void RecordingReader::load() {
  tables_.clear();
  entities_.clear();
  state_->probes_of.clear();
  Statement tables(state_->database, "SELECT number, name, level, about FROM recorded_table ORDER BY number");
  Statement columns(state_->database, "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid");
  while (tables.step()) {
    RecordedTable table{.number = static_cast<std::uint32_t>(tables.integer(0)),
                        .name = std::string(tables.text(1)),
                        .level = std::string(tables.text(2)),
                        .about = std::string(tables.text(3)),
                        .columns = {},
                        .roles = {},
                        .types = {},
                        .entity = {}};
    columns.reset();
    columns.bind(1, Value(table.name));
    for (int i = 0; columns.step(); ++i) {
      if (i < kFixedColumns) continue;
      table.columns.emplace_back(columns.text(0));
      table.types.emplace_back(columns.text(1));
      table.roles.push_back(role_of_column(table.columns.back(), table.types.back()));
      if (!table.entity.has_value() && table.roles.back() == ColumnRole::kEntity) {
        table.entity = table.columns.size() - 1;
      }
    }
    tables_.push_back(std::move(table));
  }
  Statement entities(state_->database, "SELECT id, kind, name, parent, zone FROM entity ORDER BY id");
  const auto id_at = [&entities](int column) {
    return entities.type(column) == Value::Type::kNull ? EntityId::none()
                                                       : EntityId{static_cast<std::uint32_t>(entities.integer(column))};
  };
  while (entities.step()) {
    state_->entity_by_name.emplace(entities.text(2), entities_.size());
    entities_.push_back({id_at(0), std::string(entities.text(1)), std::string(entities.text(2)), id_at(3), id_at(4)});
  }
}

void RecordingReader::refresh() {
  guarded([this] { load(); });
}

std::optional<std::string> RecordingReader::run(std::string_view key) const {
  return guarded([&]() -> std::optional<std::string> {
    Statement statement(state_->database, "SELECT value FROM run WHERE key = ?1");
    statement.bind(1, Value(key));
    if (!statement.step()) return std::nullopt;
    return std::string(statement.text(0));
  });
}

std::map<std::string, std::string> RecordingReader::run_values() const {
  return guarded([this] {
    std::map<std::string, std::string> values;
    Statement statement(state_->database, "SELECT key, value FROM run");
    while (statement.step()) values.emplace(statement.text(0), statement.text(1));
    return values;
  });
}

RunState RecordingReader::state() const {
  const std::string text = run(run_key::kState).value_or("");
  for (const RunState state : {RunState::kRunning, RunState::kFinished, RunState::kInterrupted, RunState::kFailed}) {
    if (text == to_text(state)) return state;
  }
  throw InputError(path_, "is damaged: the run's state is \"" + text + "\"");
}

std::vector<RecordedFigure> RecordingReader::figures() const {
  return guarded([this] {
    std::vector<RecordedFigure> figures;
    if (state_->database.value("SELECT count(*) FROM pragma_table_info('figure')") == "0") return figures;
    Statement statement(state_->database, "SELECT path, unit, value FROM figure ORDER BY path");
    while (statement.step()) {
      figures.push_back(
          {std::string(statement.text(0)), std::string(statement.text(1)), std::string(statement.text(2))});
    }
    return figures;
  });
}

const RecordedTable* RecordingReader::table(std::string_view name) const {
  const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const auto& t) { return t.name == name; });
  return found == tables_.end() ? nullptr : &*found;
}

const Entity* RecordingReader::entity(std::string_view name) const {
  const auto found = state_->entity_by_name.find(std::string(name));
  return found == state_->entity_by_name.end() ? nullptr : &entities_[found->second];
}

std::string RecordingReader::name_of(EntityId id) const {
  if (id.is_none()) return "";
  if (id.index < entities_.size()) return entities_[id.index].name;
  return "entity " + std::to_string(id.index);
}

std::optional<RecordedRow> RecordingReader::row(const RecordedTable& table, std::uint64_t id) const {
  return guarded([&]() -> std::optional<RecordedRow> {
    Statement& probe = state_->probes(table).exact;
    probe.reset();
    probe.bind(1, Value(id));
    if (!probe.step()) return std::nullopt;
    RecordedRow row = row_of(table, probe);
    probe.reset();
    return row;
  });
}

std::optional<RecordedRow> RecordingReader::row(std::uint64_t id) const {
  const Snapshot snapshot(*this);
  for (const RecordedTable& table : tables_) {
    if (auto found = row(table, id); found.has_value()) return found;
  }
  return std::nullopt;
}

// Ids rise with time, so the first row of a moment is found by halving the range of ids.
std::int64_t RecordingReader::first_id_at(const RecordedTable& table, Time time) const {
  Statement last(state_->database, "SELECT max(id) FROM " + quoted(table.name));
  last.step();
  std::int64_t low = 0, high = last.integer(0) + 1;
  Statement& next = state_->probes(table).next;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    next.reset();
    next.bind(1, Value(middle));
    if (!next.step() || next.integer(1) >= time.unix_nanoseconds()) {
      high = middle;
    } else {
      low = next.integer(0) + 1;
    }
  }
  next.reset();
  return low;
}

void RecordingReader::rows(std::string_view table_name, const RowFilter& filter,
                           const std::function<bool(const RecordedRow&)>& visit) const {
  const RecordedTable* table = this->table(table_name);
  if (table == nullptr) {
    std::vector<std::string> names;
    names.reserve(tables_.size());
    for (const RecordedTable& t : tables_) names.push_back(t.name);
    throw InputError(path_, "has no table \"" + std::string(table_name) + "\"", did_you_mean(table_name, names));
  }
  guarded([&] {
    IdRange ids;
    if (filter.from.has_value()) ids.first = first_id_at(*table, *filter.from);
    if (filter.until.has_value()) ids.last = first_id_at(*table, *filter.until) - 1;
    if (filter.about.is_none()) {
      visit_range(*table, ids, filter.newest_first, visit);
    } else {
      visit_entity(*table, ids, filter, visit);
    }
  });
}

void RecordingReader::visit_range(const RecordedTable& table, IdRange ids, bool newest_first,
                                  const Visit& visit) const {
  Statement statement(state_->database, "SELECT * FROM " + quoted(table.name) +
                                            " WHERE id BETWEEN ?1 AND ?2 ORDER BY id" + (newest_first ? " DESC" : ""));
  statement.bind(1, Value(ids.first));
  statement.bind(2, Value(ids.last));
  while (statement.step() && visit(row_of(table, statement))) {
  }
}

void RecordingReader::visit_entity(const RecordedTable& table, IdRange ids, const RowFilter& filter,
                                   const Visit& visit) const {
  Statement strips(state_->database,
                   std::string("SELECT first_id, ids FROM entity_index WHERE entity = ?1 AND table_number = ?2"
                               " AND last_id >= ?3 AND first_id <= ?4 ORDER BY first_id") +
                       (filter.newest_first ? " DESC" : ""));
  strips.bind(1, Value(filter.about));
  strips.bind(2, Value(table.number));
  strips.bind(3, Value(ids.first));
  strips.bind(4, Value(ids.last));
  Statement exact(state_->database, "SELECT * FROM " + quoted(table.name) + " WHERE id = ?1");
  while (strips.step()) {
    auto strip = unpack_ids(static_cast<std::uint64_t>(strips.integer(0)), strips.blob(1));
    if (filter.newest_first) std::reverse(strip.begin(), strip.end());
    for (const std::uint64_t id : strip) {
      if (static_cast<std::int64_t>(id) < ids.first || static_cast<std::int64_t>(id) > ids.last) continue;
      exact.reset();
      exact.bind(1, Value(id));
      if (exact.step() && !visit(row_of(table, exact))) return;
    }
  }
}

std::vector<RecordedRow> RecordingReader::rows(std::string_view table, const RowFilter& filter) const {
  std::vector<RecordedRow> found;
  rows(table, filter, [&found](const RecordedRow& row) {
    found.push_back(row);
    return true;
  });
  return found;
}

std::uint64_t RecordingReader::count(std::string_view table) const {
  return guarded([&] {
    Statement statement(state_->database, "SELECT count(*) FROM " + quoted(table));
    statement.step();
    return static_cast<std::uint64_t>(statement.integer(0));
  });
}

std::vector<RecordedRow> RecordingReader::chain(std::uint64_t id) const {
  const Snapshot snapshot(*this);
  std::vector<RecordedRow> chain;
  while (id != 0) {
    auto next = row(id);
    if (!next.has_value()) {
      if (chain.empty()) break;
      throw InputError(path_, "is damaged: row " + std::to_string(chain.back().id) + " was caused by row " +
                                  std::to_string(id) + ", which is not there");
    }
    if (!chain.empty() && next->id >= chain.back().id) {
      throw InputError(path_, "is damaged: row " + std::to_string(chain.back().id) + " was caused by a later row");
    }
    id = next->cause.row;
    chain.push_back(std::move(*next));
  }
  return chain;
}

std::vector<RecordedRow> RecordingReader::effects(std::uint64_t id, std::size_t limit) const {
  return guarded([&] {
    std::vector<RecordedRow> found;
    for (const RecordedTable& table : tables_) {
      Statement statement(state_->database,
                          "SELECT * FROM " + quoted(table.name) + " WHERE id > ?1 AND cause = ?1 ORDER BY id LIMIT ?2");
      statement.bind(1, Value(id));
      statement.bind(2, Value(static_cast<std::uint64_t>(limit)));
      while (statement.step()) found.push_back(row_of(table, statement));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    if (found.size() > limit) found.resize(limit);
    return found;
  });
}

std::optional<Time> RecordingReader::last_time() const {
  return guarded([this] {
    std::optional<Time> last;
    for (const RecordedTable& table : tables_) {
      Statement statement(state_->database, "SELECT time FROM " + quoted(table.name) + " ORDER BY id DESC LIMIT 1");
      if (!statement.step()) continue;
      const Time time = Time::from_unix_nanoseconds(statement.integer(0));
      if (!last.has_value() || time > *last) last = time;
    }
    return last;
  });
}

void RecordingReader::select(std::string_view sql, const std::vector<Value>& values,
                             const std::function<bool(const Statement&)>& visit) const {
  guarded([&] {
    Statement statement(state_->database, sql);
    for (std::size_t i = 0; i < values.size(); ++i) statement.bind(static_cast<int>(i) + 1, values[i]);
    while (statement.step() && visit(statement)) {
    }
  });
}

void RecordingReader::interrupt() const { state_->database.interrupt(); }

void RecordingReader::check() const {
  guarded([this] {
    std::string verdict = state_->database.value("PRAGMA integrity_check(1)");
    std::replace(verdict.begin(), verdict.end(), '\n', ' ');
    if (verdict != "ok") throw InputError(path_, "is damaged: " + verdict);
  });
}

}  // namespace orrery::sim
