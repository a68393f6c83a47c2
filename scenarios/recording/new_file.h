#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace orrery::scenarios {

/// A file that appears under its name only when it is whole: it is written beside it and renamed by finish(). Dropped
/// without finish(), it leaves nothing.
class NewFile {
 public:
  /// Throws InputError when the path cannot be written, or when something stands there and `force` is not set; with it,
  /// when that is a database.
  NewFile(std::string path, bool force);
  ~NewFile();
  NewFile(NewFile&&) = default;
  NewFile& operator=(NewFile&&) = delete;

  /// Throws RecordingError when the disk is full; so does finish().
  void write(std::string_view text);
  void finish();

 private:
  [[noreturn]] void fail() const;
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_, temporary_;
  bool force_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace orrery::scenarios
