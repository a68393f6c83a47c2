#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/recording/density.h"
#include "sim/recording/entity_index.h"
#include "sim/recording/recording_schema.h"
#include "sim/recording/row_batch.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::sim {

/// The half of a recording that talks to SQLite: puts batches into tables, one transaction a batch. Throws SqliteError.
/// Belongs to one thread at a time. While it lives it holds the file's write lock, so no other run can take the file.
class RecordingWriter {
 public:
  /// Opens a file that create() made.
  explicit RecordingWriter(const std::string& path);

  /// Makes a new recording with its own tables. Nothing may stand at `path`.
  static void create(const std::string& path);

  /// Writes the batch and commits.
  void apply(const RowBatch& batch);
  /// Gives up what the last commit does not hold, and notes why the run failed. False when there is no room even for
  /// that.
  bool mark_failed(const std::string& reason);
  /// Commits and turns the file into a single one, unless a reader keeps it from that.
  void finish();
  /// Time of the last committed row, or none.
  std::optional<std::int64_t> last_committed() const { return last_committed_; }

 private:
  struct Table {
    Statement insert_one, insert_many;   // many: kRowsAtOnce
    int entity_column;                   // among its values, or -1
    int fate_column;                     // of deliveries, among its values; else -1
    std::uint32_t label, arrival_label;  // in the density; the latter of deliveries alone
    std::vector<std::string> columns;
    std::string name;
    std::vector<Value> gathered;  // of rows not yet inserted, id, time and cause first; they borrow from the batch
  };
  // One statement for several rows spares SQLite a third of the work on each.
  static constexpr std::size_t kRowsAtOnce = 16;
  void add_table(std::uint32_t number, const std::vector<Value>& values);
  void add_row(const RecordHeader& header, const std::vector<Value>& values);
  static void insert_gathered(Table& table);
  void set(const RecordHeader& header, const Value& value);
  void add_entity(const RecordHeader& header, const std::vector<Value>& values);
  void set_run(const Value& key, const Value& value);
  void add_figure(const std::vector<Value>& values);
  void prepare(std::uint32_t number, const std::string& name);

  Database database_;
  Density density_;
  EntityIndex entity_index_;
  Statement begin_, commit_, entity_, run_, figure_;
  std::vector<std::unique_ptr<Table>> tables_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, Statement> sets_;
  std::vector<Value> values_;
  std::optional<std::int64_t> last_time_, last_committed_;
};

}  // namespace orrery::sim
