#pragma once

#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

namespace orrery::gui {

/// A scenario that runs as a process of its own and writes a recording, which the window follows while it grows. A run
/// that crashes leaves the window standing: `ended` says why.
class ScenarioRun : public QObject {
  Q_OBJECT

 public:
  explicit ScenarioRun(QObject* parent);
  ~ScenarioRun() override;

  /// Starts `orrery run SCENARIO --record FILE`; the recording is removed with this object unless it was kept.
  void start(const QString& scenario);
  QString recording() const { return recording_; }
  bool is_running() const { return process_.state() != QProcess::NotRunning; }
  void stop();

 Q_SIGNALS:
  /// The recording can be opened.
  void ready(const QString& recording);
  /// The process is over: "" when all went well, else one line that says what happened.
  void ended(const QString& problem);

 private:
  void look();
  void finish(int code, QProcess::ExitStatus status);

  QProcess process_;
  QTemporaryDir folder_;
  QTimer looking_;
  QString recording_;
  bool told_ = false;
};

/// The `orrery` program that stands beside this one, or on the PATH.
QString orrery_program();
/// The shipped scenarios' folder: beside the installed program, else the source tree's.
QString scenarios_folder();

}  // namespace orrery::gui
