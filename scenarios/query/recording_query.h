#pragma once

#include <cstdint>
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
  std::optional<std::uint64_t> after;   ///< only ids above
  std::optional<std::uint64_t> before;  ///< only ids below
  std::size_t limit = 100;
  bool newest_first = false;
};

/// Answers filters from a recording, finished or still being written, over a database handle of its own. Throws
/// InputError for a file that is no recording or is damaged. Used by one thread, but for cancel().
class RecordingQuery {
 public:
  /// A question was cancelled before it was answered.
  class Cancelled {};

  explicit RecordingQuery(const std::string& path);

  const FilterSchema& schema() const { return schema_; }
  const sim::RecordingReader& reader() const { return reader_; }
  /// Takes in tables and entities that came since. Rows and filters made before must not be used after.
  void refresh();

  /// Rows in the order of ids, from the end when `newest_first`. Throws Cancelled.
  std::vector<sim::RecordedRow> rows(const Filter& filter, const PageRequest& page);
  /// How many rows match. Reads them all. Throws Cancelled.
  std::uint64_t count(const Filter& filter);
  /// Up to `limit` values of a field as a filter writes them, for completion: names of entities, or what stands in the
  /// first and last kSampledRows rows.
  std::vector<std::string> values(const sim::RecordedTable& table, const FilterField& field, std::size_t limit);

  /// Ends the question that another thread is asking, or nothing when none is.
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
