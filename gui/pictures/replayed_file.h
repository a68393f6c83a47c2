#pragma once

#include <QString>
#include <QTemporaryDir>
#include <memory>

namespace orrery::gui {

/// A recording that was named, or the one that the run of a named scenario (a .toml) made: run from its beginning to
/// its end by `orrery run`, which tells its own progress and problems, into a folder that goes with this object.
class ReplayedFile {
 public:
  explicit ReplayedFile(const QString& path);
  const QString& recording() const { return recording_; }
  /// 0, or why there is no recording: the exit code of `orrery run` (README.md), after one line that says it.
  int exit_code() const { return exit_code_; }

 private:
  std::unique_ptr<QTemporaryDir> folder_;
  QString recording_;
  int exit_code_ = 0;
};

}  // namespace orrery::gui
