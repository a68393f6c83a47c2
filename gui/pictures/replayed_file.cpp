#include "gui/pictures/replayed_file.h"

#include <QProcess>
#include <csignal>
#include <cstdio>

#include "gui/window/scenario_run.h"

namespace orrery::gui {
namespace {

constexpr int kViolated = 1, kFailed = 3;

}  // namespace

ReplayedFile::ReplayedFile(const QString& path) : recording_(path) {
  if (!path.endsWith(".toml")) return;
  folder_ = std::make_unique<QTemporaryDir>();
  recording_ = folder_->filePath("run.sqlite");
  QProcess run;
  run.setStandardOutputFile(QProcess::nullDevice());
  run.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  // Ctrl+C ends the run, and then this program, which takes the folder away.
  const auto before = std::signal(SIGINT, SIG_IGN);
  run.setChildProcessModifier([] { std::signal(SIGINT, SIG_DFL); });
  run.start(orrery_program(), {"run", path, "--record", recording_});
  const bool ended = run.waitForFinished(/*msecs=*/-1);
  std::signal(SIGINT, before);
  if (!ended) {
    std::fprintf(stderr, "orrery-gui: orrery could not be started: %s\n", run.errorString().toUtf8().constData());
    exit_code_ = kFailed;
  } else if (run.exitStatus() != QProcess::NormalExit) {
    std::fprintf(stderr, "orrery-gui: the run of %s crashed\n", path.toUtf8().constData());
    exit_code_ = kFailed;
  } else if (run.exitCode() > kViolated) {
    exit_code_ = run.exitCode();
  }
}

}  // namespace orrery::gui
