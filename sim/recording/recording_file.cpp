#include "sim/recording/recording_file.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

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

// Bytes read, up to the header's size.
std::size_t read_header(const std::string& path, Header& header) {
  std::ifstream file(path, std::ios::binary);
  file.read(header.data(), header.size());
  return static_cast<std::size_t>(file.gcount());
}

void require_not_being_written(const std::string& path) {
  try {
    Database database(database_path(path), Database::Mode::kReadWrite);
    database.set_busy_timeout(Duration::milliseconds(100));
    database.execute("BEGIN IMMEDIATE; ROLLBACK");
  } catch (const SqliteError& error) {
    if (error.is_busy()) throw InputError(path, "another run is writing this recording", "choose another name");
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

}  // namespace

FileKind kind_of_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return FileKind::kMissing;
  if (error) return FileKind::kUnreadable;
  if (fs::is_directory(status)) return FileKind::kFolder;
  if (!fs::is_regular_file(status)) return FileKind::kSpecial;
  if (!std::ifstream(path, std::ios::binary)) return FileKind::kUnreadable;
  Header header{};
  const std::size_t size = read_header(path, header);
  if (size == 0) return FileKind::kEmpty;
  if (size < header.size() || !std::string_view(header.data(), header.size()).starts_with(kSqliteMagic)) {
    return FileKind::kForeign;
  }
  const bool is_ours = number_at(header, kApplicationIdAt, 4) == static_cast<std::uint32_t>(kRecordingApplicationId);
  return is_ours ? FileKind::kRecording : FileKind::kForeign;
}

std::uint64_t missing_bytes(const std::string& path) {
  std::error_code error;
  if (const auto log = fs::file_size(path + "-wal", error); !error && log != 0) return 0;
  Header header{};
  read_header(path, header);
  const std::uint64_t page_size = number_at(header, kPageSizeAt, 2) == 1 ? 65536 : number_at(header, kPageSizeAt, 2);
  const std::uint64_t promised = page_size * number_at(header, kPageCountAt, 4);
  const std::uint64_t size = fs::file_size(path, error);
  return !error && promised > size ? promised - size : 0;
}

void clear_for_recording(const std::string& path) {
  if (path.empty()) throw InputError("", "a recording needs a file name");
  switch (kind_of_file(path)) {
    case FileKind::kMissing: {
      const fs::path folder = fs::absolute(path).parent_path();
      std::error_code error;
      if (fs::is_directory(folder, error)) return;
      throw InputError(path, "there is no folder " + folder.string(), "create it first");
    }
    case FileKind::kEmpty:
      return;
    case FileKind::kRecording:
      require_not_being_written(path);
      remove_recording(path);
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

std::string database_path(const std::string& path) { return fs::absolute(path).string(); }

}  // namespace orrery::sim
