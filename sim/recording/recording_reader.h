#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/entity.h"
#include "sim/journal.h"
#include "sim/kernel.h"
#include "sim/recording/recorded_row.h"
#include "sim/recording/recording_schema.h"
#include "sim/time.h"

namespace orrery::sim {

class Statement;

/// Which rows of a table are wanted.
struct RowFilter {
  std::optional<Time> from;   ///< first instant
  std::optional<Time> until;  ///< first instant no more wanted
  EntityId about;             ///< only rows about this entity, when set
  bool newest_first = false;  ///< in the opposite order
};

/// Answers questions about a recording, finished or still being written. Throws InputError, with the path as its place,
/// for a file that is missing, empty, foreign, damaged, cut off, or of a newer schema, at opening or when the damage is
/// met. Writes nothing. Used by one thread; open one a thread.
class RecordingReader {
 public:
  explicit RecordingReader(std::string path);
  ~RecordingReader();
  RecordingReader(RecordingReader&&) noexcept;

  const std::string& path() const { return path_; }

  /// While one lives, everything is read as of one moment, and small questions are answered faster. A writer goes on
  /// meanwhile, but its log grows, so keep it short. May be nested.
  class Snapshot {
   public:
    explicit Snapshot(const RecordingReader& reader);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

   private:
    const RecordingReader& reader_;
  };

  /// A value of the `run` table, as it stands now.
  std::optional<std::string> run(std::string_view key) const;
  std::map<std::string, std::string> run_values() const;
  RunState state() const;
  /// What the run ended with, by path; none while it goes on, when it failed, and from an Orrery that wrote none.
  std::vector<RecordedFigure> figures() const;

  const std::vector<RecordedTable>& tables() const { return tables_; }
  const RecordedTable* table(std::string_view name) const;
  /// By id, dense from 0.
  const std::vector<Entity>& entities() const { return entities_; }
  const Entity* entity(std::string_view name) const;
  /// The name, or "" for none and "entity 7" for one that the recording does not know.
  std::string name_of(EntityId id) const;
  /// Reads tables and entities again, for a recording that is still being written. Rows read before keep their table
  /// only until then.
  void refresh();

  /// A row whatever its table: one primary-key probe a table.
  std::optional<RecordedRow> row(std::uint64_t id) const;
  /// The same for a known table.
  std::optional<RecordedRow> row(const RecordedTable& table, std::uint64_t id) const;
  /// Calls `visit` for rows in the order of time, until it answers false. O(rows wanted + log of all).
  void rows(std::string_view table, const RowFilter& filter,
            const std::function<bool(const RecordedRow&)>& visit) const;
  std::vector<RecordedRow> rows(std::string_view table, const RowFilter& filter = {}) const;
  std::uint64_t count(std::string_view table) const;
  /// The row, what caused it, what caused that, up to the root. Empty when there is no such row.
  std::vector<RecordedRow> chain(std::uint64_t id) const;
  /// Rows that `id` caused directly, in the order of ids, at most `limit`. Reads every later row.
  std::vector<RecordedRow> effects(std::uint64_t id, std::size_t limit) const;
  /// Time of the last row of all, or none when there is no row.
  std::optional<Time> last_time() const;

  /// Runs a SELECT of the caller's over the tables of docs/recording.md, for what rows() cannot ask; values are bound
  /// to ?1, ?2 and so on. `visit` answers false to stop. Throws InputError like every other question.
  void select(std::string_view sql, const std::vector<Value>& values,
              const std::function<bool(const Statement&)>& visit) const;
  /// Makes the question that another thread is waiting for fail with InputError at once. The only member that another
  /// thread may call; does nothing when none is being answered.
  void interrupt() const;

  /// Reads the whole file and throws InputError when any page of it is damaged.
  void check() const;

 private:
  struct State;
  template <class F>
  auto guarded(F&& action) const;
  void load();
  struct IdRange {
    std::int64_t first = 0, last = INT64_MAX;
  };
  using Visit = std::function<bool(const RecordedRow&)>;
  void visit_range(const RecordedTable& table, IdRange ids, bool newest_first, const Visit& visit) const;
  void visit_entity(const RecordedTable& table, IdRange ids, const RowFilter& filter, const Visit& visit) const;
  std::int64_t first_id_at(const RecordedTable& table, Time time) const;

  std::string path_;
  std::vector<RecordedTable> tables_;
  std::vector<Entity> entities_;
  std::unique_ptr<State> state_;
};

}  // namespace orrery::sim
