#pragma once

#include <cstdint>
#include <string>

#include "sim/recording/file_lock.h"

namespace orrery::sim {

/// What stands at a path, as far as its first bytes tell.
enum class FileKind : std::uint8_t { kMissing, kFolder, kSpecial, kUnreadable, kEmpty, kForeign, kRecording };

/// Looks at the first bytes without reading a database, so that a foreign file is never touched. Readers that this
/// process has on the file keep their locks.
FileKind kind_of_file(const std::string& path);

/// A log with rows in it stands beside a recording: it is being written, or its run was killed.
bool has_log(const std::string& path);

/// How many bytes a recording's header promises beyond what the file has; 0 while a log stands beside it, which may
/// hold them.
std::uint64_t missing_bytes(const std::string& path);

/// Makes room for a new recording: removes an older one. The lock is to be held as long as the new one is written.
/// Throws InputError when something else stands there, when another run is writing it, or when its folder does not
/// exist.
FileLock clear_for_recording(const std::string& path);

/// The path as SQLite is given it, so that no name (":memory:") has a second meaning.
std::string database_path(const std::string& path);

}  // namespace orrery::sim
