#include "gui/window/scenario_run.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include "sim/input_error.h"
#include "sim/recording/recording_reader.h"

namespace orrery::gui {
namespace {

constexpr int kLookMilliseconds = 150;
constexpr int kStopMilliseconds = 3000;

QString last_line(const QString& text) {
  const QStringList lines = text.split('\n', Qt::SkipEmptyParts);
  return lines.isEmpty() ? QString() : lines.last();
}

}  // namespace

QString orrery_program() {
  const QString beside = QCoreApplication::applicationDirPath() + "/orrery";
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
  looking_.setInterval(kLookMilliseconds);
  connect(&looking_, &QTimer::timeout, this, &ScenarioRun::look);
  connect(&process_, &QProcess::finished, this, &ScenarioRun::finish);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    looking_.stop();
    Q_EMIT ended(tr("orrery could not be started: %1").arg(process_.errorString()));
  });
}

ScenarioRun::~ScenarioRun() {
  process_.disconnect(this);
  stop();
}

void ScenarioRun::start(const QString& scenario) {
  recording_ = folder_.filePath(QFileInfo(scenario).completeBaseName() + ".sqlite");
  process_.start(orrery_program(), {"run", scenario, "--record", recording_, "--quiet"});
  looking_.start();
}

void ScenarioRun::look() {
  if (told_ || !QFileInfo::exists(recording_)) return;
  try {
    const sim::RecordingReader reader(recording_.toStdString());
    if (!reader.last_time().has_value()) return;
  } catch (const sim::InputError&) {
    return;  // still being created
  }
  told_ = true;
  looking_.stop();
  Q_EMIT ready(recording_);
}

void ScenarioRun::stop() {
  looking_.stop();
  if (!is_running()) return;
  process_.terminate();
  if (!process_.waitForFinished(kStopMilliseconds)) process_.kill();
  process_.waitForFinished(kStopMilliseconds);
}

void ScenarioRun::finish(int code, QProcess::ExitStatus status) {
  look();
  const QString said = last_line(QString::fromUtf8(process_.readAllStandardError()));
  if (status == QProcess::CrashExit) {
    Q_EMIT ended(tr("the run crashed; what is shown is the last moment that it recorded"));
  } else if (code >= 2) {
    Q_EMIT ended(said.isEmpty() ? tr("the run ended with exit code %1").arg(code) : said);
  } else {
    Q_EMIT ended(QString());
  }
}

}  // namespace orrery::gui
