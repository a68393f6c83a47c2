#include "gui/window/scenario_run.h"

#include <sys/prctl.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <csignal>
#include <cstring>

namespace orrery::gui {
namespace {

constexpr int kStopMilliseconds = 3000;

// For a crash Qt gives the signal in place of the exit code.
QString crash_text(int signal, const QString& said) {
  const QString name = QString::fromLocal8Bit(strsignal(signal));
  const QString why = said.isEmpty() ? QString() : QStringLiteral(": ") + said;
  return QObject::tr("the run crashed, %1 (signal %2)%3").arg(name).arg(signal).arg(why);
}

QString last_line(const QString& text) {
  const QStringList lines = text.split('\n', Qt::SkipEmptyParts);
  const QString last = lines.isEmpty() ? QString() : lines.last();
  return last.startsWith("orrery: ") ? last.mid(8) : last;
}

}  // namespace

QString orrery_program() {
  QString beside = QCoreApplication::applicationDirPath() + "/orrery";
  if (QFileInfo(beside).isExecutable()) return beside;
  // Tests stand two folders below.
  const QString above = QCoreApplication::applicationDirPath() + "/../../orrery";
  if (QFileInfo(above).isExecutable()) return QFileInfo(above).canonicalFilePath();
  return QStandardPaths::findExecutable("orrery");
}

QString scenarios_folder() {
  const QString installed = QCoreApplication::applicationDirPath() + "/../share/orrery/scenarios";
  return QDir(installed).exists() ? QDir(installed).canonicalPath() : QStringLiteral(ORRERY_SCENARIOS);
}

ScenarioRun::ScenarioRun(QObject* parent) : QObject(parent) {
  connect(&process_, &QProcess::finished, this, &ScenarioRun::finish);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    Q_EMIT ended(tr("orrery could not be started: %1").arg(process_.errorString()));
  });
  // A window that dies takes its runs along: nobody else knows where to reach them.
  process_.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

ScenarioRun::~ScenarioRun() {
  process_.disconnect(this);
  if (!is_running()) return;
  process_.terminate();
  if (!process_.waitForFinished(kStopMilliseconds)) process_.kill();
  process_.waitForFinished(kStopMilliseconds);
}

void ScenarioRun::start(const QString& source, const QString& level) {
  recording_ = folder_.filePath(QFileInfo(source).completeBaseName() + ".sqlite");
  QStringList words{"run", source, "--record", recording_, "--control", control(), "--quiet"};
  if (!level.isEmpty()) words << "--level" << level;
  process_.start(orrery_program(), words);
}

void ScenarioRun::finish(int code, QProcess::ExitStatus status) {
  const QString said = last_line(QString::fromUtf8(process_.readAllStandardError()));
  if (status == QProcess::CrashExit) {
    Q_EMIT ended(crash_text(code, said));
  } else if (code >= 2) {
    Q_EMIT ended(said.isEmpty() ? tr("the run ended with exit code %1").arg(code) : said);
  } else {
    Q_EMIT ended(QString());
  }
}

}  // namespace orrery::gui
