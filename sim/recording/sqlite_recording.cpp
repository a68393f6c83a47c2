#include "sim/recording/sqlite_recording.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "sim/assert.h"
#include "sim/input_error.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/recording_writer.h"

namespace orrery::sim {
namespace {

constexpr std::size_t kBatchBytes = 1 << 20;
constexpr std::size_t kMostBatchesWaiting = 8;
constexpr off_t kReserveBytes = 1 << 20;

// A file without a name that holds some room on the recording's disk. Where the file system knows no such files, a full
// disk may leave the recording without its last words, though whole.
int reserve_room(const std::string& path) {
  const std::string folder = std::filesystem::path(database_path(path)).parent_path().string();
  const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) (void)!::posix_fallocate(file, 0, kReserveBytes);
  return file;
}

std::string error_text(const SqliteError& error) {
  return error.is_full() ? "no room is left on the disk" : error.what();
}

void release(int& file) {
  if (file >= 0) ::close(file);
  file = -1;
}

}  // namespace

SqliteRecording::SqliteRecording(std::string path, const RunDescription& run) : path_(std::move(path)) {
  lock_ = clear_for_recording(path_);
  try {
    RecordingWriter::create(database_path(path_));
    reserve_ = reserve_room(path_);
    start_writing();
  } catch (const SqliteError& error) {
    release(reserve_);
    throw InputError(path_, std::string("cannot be written: ") + error.what());
  }
  set_run(run_key::kOrrery, run.orrery);
  set_run(run_key::kCompiler, run.compiler);
  set_run(run_key::kScenarioPath, run.scenario_path);
  set_run(run_key::kScenarioText, run.scenario_text);
  set_run(run_key::kSeed, std::to_string(run.seed.value));
  set_run(run_key::kSignatures, run.signatures);
  set_run(run_key::kLevel, to_text(run.level));
  set_run(run_key::kStart, std::to_string(run.start.unix_nanoseconds()));
  if (run.planned_end.has_value()) {
    set_run(run_key::kPlannedEnd, std::to_string(run.planned_end->unix_nanoseconds()));
  }
  for (const auto& [file, text] : run.files) set_run(std::string(run_key::kFilePrefix) + file, text);
  for (const auto& [key, value] : run.more) set_run(key, value);
  flush();
}

SqliteRecording::~SqliteRecording() {
  if (!finished_ && writer_ != nullptr) {
    set_run(run_key::kState, to_text(RunState::kFailed));
    set_run(run_key::kReason, "the run ended without finishing");
    close_file();
  }
  release(reserve_);
}

void SqliteRecording::start_writing() {
  writer_ = std::make_unique<RecordingWriter>(database_path(path_));
  stop_ = false;
  thread_ = std::thread([this] { write_batches(); });
}

void SqliteRecording::stop_writing() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_writer_.notify_one();
  thread_.join();
}

void SqliteRecording::write_batches() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_writer_.wait(lock, [this] { return stop_ || !full_.empty(); });
    if (full_.empty()) return;
    RowBatch batch = std::move(full_.front());
    full_.pop_front();
    const bool skip = failure_.has_value();
    writing_ = true;
    lock.unlock();
    if (!skip) write(batch);
    batch.clear();
    lock.lock();
    writing_ = false;
    spare_.push_back(std::move(batch));
    wake_world_.notify_one();
  }
}

void SqliteRecording::write(const RowBatch& batch) {
  try {
    writer_->apply(batch);
  } catch (const SqliteError& error) {
    fail(error_text(error));
  }
}

void SqliteRecording::fail(const std::string& why) {
  std::string message = "cannot go on recording " + path_ + ": " + why;
  if (const auto time = writer_->last_committed(); time.has_value()) {
    message += " (it holds the run up to " + to_text(Time::from_unix_nanoseconds(*time)) + ")";
  }
  release(reserve_);
  if (!writer_->mark_failed(why)) message += "; the file could not be marked as failed";
  const std::lock_guard lock(mutex_);
  failure_ = std::move(message);
}

void SqliteRecording::hand_over() {
  if (batch_.empty()) return;
  std::unique_lock lock(mutex_);
  wake_world_.wait(lock, [this] { return full_.size() < kMostBatchesWaiting; });
  if (failure_.has_value()) {
    batch_.clear();
    return;
  }
  full_.push_back(std::move(batch_));
  batch_ = RowBatch();
  if (!spare_.empty()) {
    batch_ = std::move(spare_.back());
    spare_.pop_back();
  }
  wake_writer_.notify_one();
}

void SqliteRecording::add(const RecordHeader& header, const Value* values, std::size_t count) {
  // What could not be closed cannot be reopened either: its run ends like one whose disk is full.
  if (writer_ == nullptr && failure_.has_value()) return;
  ORRERY_ASSERT(writer_ != nullptr, "a closed recording is reopened before it is written");
  batch_.add(header, values, count);
  if (batch_.size_bytes() >= kBatchBytes) hand_over();
}

void SqliteRecording::table_added(TableId table, const TableSpec& spec) {
  std::vector<Value> values{Value(spec.name), Value(to_text(spec.level)), Value(spec.about)};
  for (const std::string& column : spec.columns) values.emplace_back(column);
  add({.kind = RecordKind::kTable, .number = table.index}, values.data(), values.size());
}

void SqliteRecording::entity_added(const Entity& entity) {
  const Value values[] = {Value(entity.kind), Value(entity.name), Value(entity.parent), Value(entity.zone)};
  add({.kind = RecordKind::kEntity, .id = entity.id.index}, values, std::size(values));
}

void SqliteRecording::row(TableId table, std::uint64_t id, Time time, CauseId cause, const Value* values,
                          std::size_t count) {
  // Readers find a moment by searching for it among the ids.
  ORRERY_ASSERT(id > last_id_ && time >= last_time_, "rows come in the order of id and of time");
  last_id_ = id;
  last_time_ = time;
  add({.kind = RecordKind::kRow, .number = table.index, .id = id, .time = time.unix_nanoseconds(), .cause = cause.row},
      values, count);
}

void SqliteRecording::set(TableId table, std::uint64_t id, std::size_t column, const Value& value) {
  add({.kind = RecordKind::kSet, .number = table.index, .id = id, .cause = column}, &value, 1);
}

void SqliteRecording::set_run(std::string_view key, std::string_view value) {
  const Value values[] = {Value(key), Value(value)};
  add({.kind = RecordKind::kRun}, values, std::size(values));
}

void SqliteRecording::add_figure(const RecordedFigure& figure) {
  const Value values[] = {Value(figure.path), Value(figure.unit), Value(figure.value)};
  add({.kind = RecordKind::kFigure}, values, std::size(values));
}

void SqliteRecording::flush() { hand_over(); }

void SqliteRecording::wait_until_written() {
  hand_over();
  std::unique_lock lock(mutex_);
  wake_world_.wait(lock, [this] { return full_.empty() && !writing_; });
}

std::optional<std::string> SqliteRecording::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void SqliteRecording::finish(const RunEnd& end) {
  set_run(run_key::kState, to_text(end.state));
  set_run(run_key::kReason, end.reason);
  set_run(run_key::kEnd, std::to_string(end.end.unix_nanoseconds()));
  set_run(run_key::kDigest, end.digest);
  set_run(run_key::kEvents, std::to_string(end.events));
  finished_ = true;
  close();
}

void SqliteRecording::close() {
  close_file();
  if (failure_.has_value()) throw RecordingError(*failure_);
}

void SqliteRecording::close_file() {
  hand_over();
  stop_writing();
  if (!failure_.has_value() && finished_) {
    try {
      release(reserve_);
      writer_->finish();
    } catch (const SqliteError& error) {
      failure_ = "cannot make " + path_ + " one file: " + error_text(error) + " (keep " + path_ +
                 "-wal beside it: together they hold the whole run)";
    }
  }
  writer_.reset();
  if (finished_) lock_.reset();
}

void SqliteRecording::reopen_as(std::string path) {
  path_ = std::move(path);
  lock_ = FileLock::take(path_);
  if (!lock_) throw RecordingError("cannot go on recording " + path_ + ": another run is writing it");
  release(reserve_);
  reserve_ = reserve_room(path_);
  reopen();
}

void SqliteRecording::reopen() {
  ORRERY_ASSERT(writer_ == nullptr && !finished_, "a recording is reopened after close(), while its run goes on");
  try {
    start_writing();
  } catch (const SqliteError& error) {
    throw RecordingError("cannot go on recording " + path_ + ": " + error.what());
  }
}

}  // namespace orrery::sim
