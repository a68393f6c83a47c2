#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace orrery::sim {

/// Says that one process writes a file, for as long as it does: an flock on an empty file beside it, named `-lock`.
/// SQLite's own lock tells less, for it is let go between two transactions and while the log is moved into the file.
///
/// A fork's child has no part in it, though its parent's end leaves the lock to a child that still has it open: a child
/// that lives on drops it. After a kill -9 the empty file stays behind and locks nothing.
class FileLock {
 public:
  /// None where another holder has it. Throws InputError where the file beside `path` cannot be made.
  static std::optional<FileLock> take(const std::string& path);
  /// Lets go and removes the file beside; in a fork's child it does neither.
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;

 private:
  FileLock(std::string name, int file);
  void drop();

  std::string name_;
  int file_ = -1;
  pid_t owner_ = 0;
};

}  // namespace orrery::sim
