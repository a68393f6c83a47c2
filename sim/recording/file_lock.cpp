#include "sim/recording/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sim/input_error.h"

namespace orrery::sim {

std::optional<FileLock> FileLock::take(const std::string& path) {
  const std::string name = std::filesystem::absolute(path).string() + "-lock";
  while (true) {
    const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) throw InputError(path, "cannot be written: " + std::generic_category().message(errno));
    // Where a file system knows no such locks, SQLite's must do.
    if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      ::close(file);
      return std::nullopt;
    }
    FileLock lock(name, file);
    // Its last holder may have removed the name between the two calls.
    struct stat held{}, named{};
    if (::fstat(file, &held) == 0 && ::stat(name.c_str(), &named) == 0 && held.st_ino == named.st_ino) return lock;
    ::close(std::exchange(lock.file_, -1));
  }
}

FileLock::FileLock(std::string name, int file) : name_(std::move(name)), file_(file), owner_(::getpid()) {}

FileLock::~FileLock() { drop(); }

FileLock::FileLock(FileLock&& other) noexcept
    : name_(std::move(other.name_)), file_(std::exchange(other.file_, -1)), owner_(other.owner_) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  drop();
  name_ = std::move(other.name_);
  file_ = std::exchange(other.file_, -1);
  owner_ = other.owner_;
  return *this;
}

void FileLock::drop() {
  if (file_ < 0) return;
  if (owner_ == ::getpid()) {
    ::unlink(name_.c_str());
    ::flock(file_, LOCK_UN);  // for children that have it open
  }
  ::close(file_);
  file_ = -1;
}

}  // namespace orrery::sim
