#include "sim/recording/recording_file.h"

#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/input_error.h"
#include "sim/recording/recording_schema.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqliteMagic("SQLite format 3\0", 16);
// Places in SQLite's file header (sqlite.org/fileformat2.html, 1.3); numbers are big-endian.
constexpr std::size_t kPageSizeAt = 16, kPageCountAt = 28, kApplicationIdAt = 68, kHeaderBytes = 72;

using Header = std::array<char, kHeaderBytes>;

std::uint32_t number_at(const Header& header, std::size_t place, std::size_t bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) number = number << 8 | static_cast<std::uint8_t>(header[place + i]);
  return number;
}

struct Beginning {
  bool can_be_read = false;
  std::uint64_t file_bytes = 0;
  Header header{};  // zeros where the file is shorter
};

struct CloseHandle {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};

// Through SQLite's own file handle and no other: POSIX drops all locks that a process has on a file as soon as it
// closes any descriptor of it, so a look with a plain open() would take the locks of every reader of this process. The
// run that writes would then take itself for the last one there, and remove the log from under them. Nothing is read as
// a database here.
Beginning beginning_of(const std::string& path) {
  sqlite3* opened = nullptr;
  const int result =
      sqlite3_open_v2(database_path(path).c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, CloseHandle> handle(opened);
  sqlite3_file* file = nullptr;
  if (result != SQLITE_OK ||
      sqlite3_file_control(opened, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file)) != SQLITE_OK ||
      file == nullptr || file->pMethods == nullptr) {
    return {};
  }
  Beginning beginning;
  sqlite3_int64 bytes = 0;
  if (file->pMethods->xFileSize(file, &bytes) != SQLITE_OK) return {};
  beginning.file_bytes = static_cast<std::uint64_t>(bytes);
  const int read = file->pMethods->xRead(file, beginning.header.data(), static_cast<int>(beginning.header.size()), 0);
  beginning.can_be_read = read == SQLITE_OK || read == SQLITE_IOERR_SHORT_READ;
  return beginning;
}

[[noreturn]] void refuse_one_that_is_written(const std::string& path) {
  throw InputError(path, "another run is writing this recording", "choose another name");
}

// Beside the lock of runs: another program may be writing, or the file may be one that only can be read.
void require_not_being_written(const std::string& path) {
  try {
    Database database(database_path(path), Database::Mode::kReadWrite);
    database.set_busy_timeout(Duration::milliseconds(100));
    database.execute("BEGIN IMMEDIATE; ROLLBACK");
  } catch (const SqliteError& error) {
    if (error.is_busy()) refuse_one_that_is_written(path);
    // A damaged recording may be replaced like a whole one.
    if (!error.is_damage()) throw InputError(path, std::string("cannot be replaced: ") + error.what());
  }
}

void remove_recording(const std::string& path) {
  for (const char* suffix : {"-wal", "-shm", "-journal", ""}) {
    std::error_code error;
    fs::remove(path + suffix, error);
    if (error) throw InputError(path, "cannot be replaced: " + error.message());
  }
}

void require_place_for_recording(const std::string& path) {
  if (path.empty()) throw InputError("", "a recording needs a file name");
  switch (kind_of_file(path)) {
    case FileKind::kMissing: {
      const fs::path folder = fs::absolute(path).parent_path();
      std::error_code error;
      if (fs::is_directory(folder, error)) return;
      throw InputError(path, "there is no folder " + folder.string(), "create it first");
    }
    case FileKind::kEmpty:
    case FileKind::kRecording:
      return;
    case FileKind::kFolder:
      throw InputError(path, "is a folder, and a recording is a file", "add a file name, such as run.sqlite");
    case FileKind::kSpecial:
      throw InputError(path, "is not a regular file");
    case FileKind::kUnreadable:
      throw InputError(path, "cannot be read");
    case FileKind::kForeign:
      throw InputError(path, "exists and is not an Orrery recording, so it was left alone", "choose another name");
  }
}

}  // namespace

FileKind kind_of_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return FileKind::kMissing;
  if (error) return FileKind::kUnreadable;
  if (fs::is_directory(status)) return FileKind::kFolder;
  if (!fs::is_regular_file(status)) return FileKind::kSpecial;
  const auto [can_be_read, file_bytes, header] = beginning_of(path);
  if (!can_be_read) return FileKind::kUnreadable;
  if (file_bytes == 0) return FileKind::kEmpty;
  if (file_bytes < header.size() || !std::string_view(header.data(), header.size()).starts_with(kSqliteMagic)) {
    return FileKind::kForeign;
  }
  const bool is_ours = number_at(header, kApplicationIdAt, 4) == static_cast<std::uint32_t>(kRecordingApplicationId);
  return is_ours ? FileKind::kRecording : FileKind::kForeign;
}

bool has_log(const std::string& path) {
  std::error_code error;
  const auto log = fs::file_size(path + "-wal", error);
  return !error && log != 0;
}

std::uint64_t missing_bytes(const std::string& path) {
  if (has_log(path)) return 0;
  const auto [can_be_read, size, header] = beginning_of(path);
  if (!can_be_read) return 0;
  const std::uint64_t page_size = number_at(header, kPageSizeAt, 2) == 1 ? 65536 : number_at(header, kPageSizeAt, 2);
  const std::uint64_t promised = page_size * number_at(header, kPageCountAt, 4);
  return promised > size ? promised - size : 0;
}

FileLock clear_for_recording(const std::string& path) {
  require_place_for_recording(path);
  std::optional<FileLock> lock = FileLock::take(path);
  if (!lock) refuse_one_that_is_written(path);
  if (kind_of_file(path) == FileKind::kRecording) {
    require_not_being_written(path);
    remove_recording(path);
  }
  return std::move(*lock);
}

std::string database_path(const std::string& path) { return fs::absolute(path).string(); }

}  // namespace orrery::sim
