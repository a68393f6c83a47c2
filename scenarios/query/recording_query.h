#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/query/filter.h"
#include "scenarios/query/filter_functions.h"
#include "sim/recording/recorded_row.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

/// Which of the rows that a filter selects are wanted.
struct PageRequest {
  std::optional<std::uint64_t> after = {};   ///< only ids above
  std::optional<std::uint64_t> before = {};  ///< only ids below
  std::size_t limit = 100;
  bool newest_first = false;
  std::optional<sim::Time> from = {};   ///< first instant
  std::optional<sim::Time> until = {};  ///< first instant no more wanted
};

/// What of the rows that match is wanted, as SQL over the table under the name `t`.
struct RowSelection {
  std::string columns = "t.id";
  std::string and_where = {};  ///< a further condition, of the caller's own text, or none
  std::string order_by = "t.id";
};

/// Answers filters from a recording, finished or still being written, over a database handle of its own. Throws
/// InputError for a file that is no recording or is damaged. Used by one thread, but for cancel().
class RecordingQuery {
 public:
  /// A question was cancelled before it was answered.
  class Cancelled {};

  /// `mapped_bytes`: how much of the file is read through the page cache's own memory, which is faster and counts as
  /// resident memory of this process.
  explicit RecordingQuery(const std::string& path, std::int64_t mapped_bytes = std::int64_t{1} << 30);

  const FilterSchema& schema() const { return schema_; }
  const sim::RecordingReader& reader() const { return reader_; }
  sim::RecordingReader& reader() { return reader_; }
  /// Takes in tables and entities that came since. Rows and filters made before must not be used after.
  void refresh();

  /// Rows in the order of ids, from the end when `newest_first`. Throws Cancelled.
  std::vector<sim::RecordedRow> rows(const Filter& filter, const PageRequest& page);
  /// Calls `visit` with what is wanted of each row, at most `page.limit` of them, until it answers false. `page` bounds
  /// the rows; their order is the selection's, or `page.newest_first` for that of ids. Throws Cancelled.
  void select(const Filter& filter, const RowSelection& selection, const PageRequest& page,
              const std::function<bool(const sim::Statement&)>& visit);
  /// The id of the first row of a table at or after a time, or one more than its last.
  std::uint64_t first_id(const std::string& table, sim::Time time);
  /// How many rows match. Reads them all. Throws Cancelled.
  std::uint64_t count(const Filter& filter);
  /// Up to `limit` values of a field as a filter writes them, for completion: names of entities, or what stands in the
  /// first and last kSampledRows rows.
  std::vector<std::string> values(const sim::RecordedTable& table, const FilterField& field, std::size_t limit);

  /// Ends the question that another thread is asking here or of reader(), or nothing when none is.
  void cancel();

  static constexpr std::uint64_t kSampledRows = 20'000;

 private:
  template <class F>
  auto guarded(F&& action);
  std::int64_t first_id_at(const std::string& table, sim::Time time);
  std::string conditions(const FilterSql& sql, const std::string& table, const PageRequest& page);

  sim::RecordingReader reader_;
  FilterSchema schema_;
  sim::Database database_;
  FilterFunctions functions_;
};

/// The cells of a row for people and programs: "time" first, entities by name, instants as dates, bytes as 0x...;
/// null is "".
std::vector<std::string> shown_cells(const FilterSchema& schema, const sim::RecordedRow& row);
/// Names of what shown_cells() gives.
std::vector<std::string> shown_columns(const sim::RecordedTable& table);

}  // namespace orrery::scenarios
