#pragma once

#include <QObject>
#include <QProcess>
#include <QTemporaryDir>

namespace orrery::gui {

/// A run as a process of its own: `orrery run SOURCE --record FILE --control SOCKET`, in a folder that only its user
/// can reach and that goes with this object. It waits for commands before its first event. A run that crashes leaves
/// the window standing: `ended` says why.
class ScenarioRun : public QObject {
  Q_OBJECT

 public:
  explicit ScenarioRun(QObject* parent);
  ~ScenarioRun() override;

  /// Starts a scenario, or repeats the run of a recording. `level`: what is recorded, "" for the usual.
  void start(const QString& source, const QString& level);
  QString recording() const { return recording_; }
  QString control() const { return folder_.filePath("control"); }
  /// A name in its folder, for a branch.
  QString beside(const QString& name) const { return folder_.filePath(name); }
  qint64 process() const { return process_.processId(); }
  bool is_running() const { return process_.state() != QProcess::NotRunning; }

 Q_SIGNALS:
  /// The process is over: "" when all went well, else one line that says what happened.
  void ended(const QString& problem);

 private:
  void finish(int code, QProcess::ExitStatus status);

  QProcess process_;
  QTemporaryDir folder_;
  QString recording_;
};

/// The `orrery` program that stands beside this one, or on the PATH.
QString orrery_program();
/// The shipped scenarios' folder: beside the installed program, else the source tree's.
QString scenarios_folder();

}  // namespace orrery::gui
