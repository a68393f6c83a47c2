// What leaves the window as a file: pictures, frames, tables.
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QProcess>

#include "gui/pictures/picture.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/line_view.h"
#include "gui/tables/messages_view.h"
#include "gui/window/main_window.h"
#include "gui/window/scenario_run.h"
#include "gui/window/wording.h"
#include "sim/input_error.h"

namespace orrery::gui {
namespace {

// This program, which draws the frames in a process of its own so that the window stays free.
QString gui_program() {
  const QFileInfo own(QCoreApplication::applicationFilePath());
  return own.fileName() == "orrery-gui" ? own.filePath()
                                        : QFileInfo(orrery_program()).absoluteDir().filePath("orrery-gui");
}

const char* level_name(StageView::Level level) {
  switch (level) {
    case StageView::Level::kWorld:
      return "world";
    case StageView::Level::kNetwork:
      return "ring";
    case StageView::Level::kNode:
      return "node";
  }
  return "";
}

}  // namespace

bool MainWindow::export_picture(View& view, const QString& path, QSize size) {
  return save_picture(view, path, size.isEmpty() ? view.size() : size);
}

void MainWindow::ask_for_picture() {
  View& pane = *focused_view();
  const QString name = pane.objectName().toLower();
  const QString path = QFileDialog::getSaveFileName(
      front(), tr("Export the %1 as a picture").arg(name),
      QFileInfo(to_qt(session_->path())).completeBaseName() + "-" + name + ".png", tr("Pictures (*.png *.svg)"));
  if (path.isEmpty()) return;
  export_picture(pane, path) ? note(tr("wrote %1").arg(path)) : tell(tr("%1 cannot be written").arg(path));
}

void MainWindow::ask_for_csv() {
  const QString path = QFileDialog::getSaveFileName(this, tr("Export as CSV"), "table.csv", tr("CSV (*.csv)"));
  if (!path.isEmpty()) export_table(path);
}

void MainWindow::export_table(const QString& path) {
  for (const auto& [name, view] : views_) {
    const auto* lines = qobject_cast<LineView*>(view);
    if (lines == nullptr || !lines->isVisible() || lines->visibleRegion().isEmpty()) continue;
    const QString problem = lines->export_csv(path);
    return problem.isEmpty() ? note(tr("wrote %1").arg(path)) : tell(problem);
  }
  view_as<MessagesView>("messages")->export_csv(path);
}

void MainWindow::ask_for_frames() {
  View& pane = *focused_view();
  bool ok = false;
  const QString asked = QInputDialog::getText(front(), tr("Export numbered frames"),
                                              tr("How many, from the cursor on, and the time from each to the next:"),
                                              QLineEdit::Normal, "100 20ms", &ok);
  if (!ok) return;
  const QString folder = QFileDialog::getExistingDirectory(front(), tr("A folder for the frames"));
  if (!folder.isEmpty()) export_frames(pane, folder, asked);
}

void MainWindow::export_frames(View& pane, const QString& folder, const QString& asked) {
  const QString number = asked.trimmed().section(' ', 0, 0), step = asked.trimmed().section(' ', 1);
  try {
    sim::parse_duration(step.toStdString());
  } catch (const sim::InputError& error) {
    return tell(tr("frames: %1").arg(error.what()));
  }
  if (number.toInt() < 2) return tell(tr("frames %1: expected how many, from 2, and a time, as 100 20ms").arg(asked));
  stop_frames();
  const WorldModel& world = session_->world();
  QStringList words{to_qt(session_->path()), "--render", pane.objectName().toLower(), "--output", folder};
  words << "--frames" << number << "--step" << step << "--theme" << (theme_->is_dark ? "dark" : "light");
  words << "--time" << to_qt(sim::to_text(session_->cursor(), 9));
  words << "--size" << QStringLiteral("%1x%2").arg(pane.width()).arg(pane.height());
  words << "--stage" << level_name(front_as<StageView>("stage")->level());
  if (!session_->network().is_none()) words << "--network" << to_qt(world.name_of(session_->network()));
  if (!session_->selection().entity.is_none())
    words << "--select" << to_qt(world.name_of(session_->selection().entity));
  frames_ = new QProcess(this);
  connect(frames_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) tell(tr("orrery-gui could not be started: %1").arg(frames_->errorString()));
  });
  connect(frames_, &QProcess::finished, this, [this, folder, number](int code, QProcess::ExitStatus) {
    const QString said = QString::fromUtf8(frames_->readAllStandardError()).trimmed();
    code == 0 ? note(tr("wrote %1 frames into %2").arg(number, folder)) : tell(said);
    frames_->deleteLater();
  });
  frames_->start(gui_program(), words);
  note(tr("drawing %1 frames into %2; Esc stops it").arg(number, folder));
}

bool MainWindow::stop_frames() {
  if (frames_.isNull() || frames_->state() == QProcess::NotRunning) return false;
  frames_->disconnect(this);
  frames_->kill();
  frames_->waitForFinished();
  frames_->deleteLater();
  tell(tr("the frames that were drawn so far are all there are: it was stopped"));
  return true;
}

}  // namespace orrery::gui
