#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "sim/journal.h"
#include "sim/random.h"
#include "sim/recording/file_lock.h"
#include "sim/recording/recording_schema.h"
#include "sim/recording/row_batch.h"

namespace orrery::sim {

class RecordingWriter;

/// What a recording says of its run from the first moment on, so that the run can be repeated from it alone.
struct RunDescription {
  std::string orrery;         ///< version of this program
  std::string compiler;       ///< name and version of what built it
  std::string scenario_path;  ///< as the user wrote it
  std::string scenario_text;
  std::vector<std::pair<std::string, std::string>> files;  ///< every other file that was read: path as written, text
  Seed seed;
  std::string signatures;  ///< "real", "every", "modelled"
  Level level = Level::kProtocol;
  Time start;
  std::optional<Time> planned_end;
  std::vector<std::pair<std::string, std::string>> more;  ///< further keys of the `run` table, such as --set overrides
};

/// How a run ended.
struct RunEnd {
  RunState state = RunState::kFinished;
  std::string reason;  ///< in words, where the state is not kFinished
  Time end;            ///< virtual time reached
  std::string digest;
  std::uint64_t events = 0;
};

/// Writes a run into one SQLite file (schema: docs/recording.md). Rows are copied into batches of about 1 MiB; a thread
/// of its own binds and commits them, one transaction a batch, so the file is readable while it is written and whole
/// after a kill -9. The thread cannot change the history: nothing flows back but "the disk is full".
///
/// No open handle may cross a fork: close() before it and reopen() after it in the parent; the child may reopen_as() a
/// file of its own, else must not use the recording at all (its destructor then does nothing). All members belong to
/// the thread that runs the world.
class SqliteRecording final : public RowSink {
 public:
  /// Creates the file. An Orrery recording or an empty file at `path` is replaced; anything else is left alone.
  /// Throws InputError: no such folder, not writable, foreign file, recording that another run is writing.
  SqliteRecording(std::string path, const RunDescription& run);
  /// A recording that was not finished is marked as failed.
  ~SqliteRecording() override;
  SqliteRecording(const SqliteRecording&) = delete;
  SqliteRecording& operator=(const SqliteRecording&) = delete;

  void table_added(TableId table, const TableSpec& spec) override;
  void entity_added(const Entity& entity) override;
  void row(TableId table, std::uint64_t id, Time time, CauseId cause, const Value* values, std::size_t count) override;
  void set(TableId table, std::uint64_t id, std::size_t column, const Value& value) override;

  /// Sets a key of the `run` table, such as a steering act.
  void set_run(std::string_view key, std::string_view value);
  /// Adds a figure that the run ended with; each path once. It is about the history and no part of it.
  void add_figure(const RecordedFigure& figure);
  /// Hands over what is gathered, so that readers see it soon. Cheap; call it when a second or so has passed.
  void flush();
  /// Waits until everything handed over is committed.
  void wait_until_written();

  /// Why writing failed (disk full, ...), in one line with the path, or none. After a failure rows are dropped.
  std::optional<std::string> failure() const;

  /// Writes the end and closes: one single file, unless a reader has it open. Throws RecordingError when the recording
  /// failed, now or before; the file then holds the run up to its last commit and says so as far as it could be told.
  void finish(const RunEnd& end);

  /// Commits everything and closes the file, without ending the recording. Throws RecordingError like finish().
  void close();
  /// Goes on after close().
  void reopen();
  /// Goes on after close() in another file: a copy_recording() of this one up to its last row.
  void reopen_as(std::string path);
  std::uint64_t last_id() const { return last_id_; }

  const std::string& path() const { return path_; }

 private:
  void start_writing();
  void stop_writing();
  void write_batches();
  void write(const RowBatch& batch);
  void fail(const std::string& why);
  void hand_over();
  void close_file();
  void add(const RecordHeader& header, const Value* values, std::size_t count);

  std::string path_;
  std::optional<FileLock> lock_;  // from before the file is made until it is finished
  RowBatch batch_;                // being filled by the world's thread
  std::uint64_t last_id_ = 0;
  Time last_time_ = Time::from_unix_nanoseconds(INT64_MIN);
  bool finished_ = false;

  std::unique_ptr<RecordingWriter> writer_;  // belongs to the thread while it runs
  int reserve_ = -1;                         // room on the disk for the last words of a full one

  mutable std::mutex mutex_;
  std::condition_variable wake_writer_, wake_world_;
  std::deque<RowBatch> full_, spare_;
  bool writing_ = false, stop_ = false;
  std::optional<std::string> failure_;
  std::thread thread_;
};

}  // namespace orrery::sim
