// How the window is laid out, and what of it is there again at the next start.
#include <QApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QSettings>
#include <QToolBar>
#include <algorithm>

#include "gui/window/main_window.h"

namespace orrery::gui {
namespace {

constexpr const char *kState = "layout/state", *kRows = "layout/rows", *kMiddle = "layout/middle",
                     *kPlace = "window/place", *kLight = "window/light";
// Another set of docks does not fit a layout that was kept for this one.
constexpr int kLayoutVersion = 1;
constexpr int kAroundTab = 18;  // px: its padding and what the style adds

QSettings settings() { return QSettings("orrery", "orrery-gui"); }

}  // namespace

const Theme& MainWindow::remembered_theme() {
  return settings().value(kLight, false).toBool() ? light_theme() : dark_theme();
}

void MainWindow::restore_place() { restoreGeometry(settings().value(kPlace).toByteArray()); }

void MainWindow::keep_place() {
  if (!remembers_) return;
  settings().setValue(kPlace, saveGeometry());
  settings().setValue(kLight, !theme_->is_dark);
}

void MainWindow::remember(QToolBar& bar) {
  bar.setObjectName(bar.windowTitle());
  connect(bar.toggleViewAction(), &QAction::triggered, this, [this] { has_own_layout_ = true; });
}

// Only what was laid out by hand is kept: what nobody has touched follows the window's size.
void MainWindow::keep_layout() {
  if (!remembers_ || !has_own_layout_ || !session_) return;
  settings().setValue(kState, saveState(kLayoutVersion));
  settings().setValue(kRows, rows_->saveState());
  settings().setValue(kMiddle, middle_->saveState());
}

void MainWindow::restore_layout() {
  plain_layout_ = saveState(kLayoutVersion);
  const QByteArray kept = remembers_ ? settings().value(kState).toByteArray() : QByteArray();
  has_own_layout_ = !kept.isEmpty() && restoreState(kept, kLayoutVersion);
  for (auto& [name, dock] : docks_) dress(*dock);
  if (!has_own_layout_) return;
  rows_->restoreState(settings().value(kRows).toByteArray());
  middle_->restoreState(settings().value(kMiddle).toByteArray());
}

void MainWindow::reset_layout() {
  for (const char* key : {kState, kRows, kMiddle}) settings().remove(key);
  for (auto& [name, dock] : docks_) dock->setFloating(false);
  restoreState(plain_layout_, kLayoutVersion);
  has_own_layout_ = false;
  // It was noted before its docks were first shown.
  for (auto& [name, dock] : docks_) dock->show();
  for (QToolBar* bar : findChildren<QToolBar*>(QString(), Qt::FindDirectChildrenOnly)) bar->show();
  for (const char* front : {"messages", "scenario"}) docks_[front]->raise();
  show_lesson();
  fit_splitters();
  fit_heights();
}

void MainWindow::fit_splitters() {
  middle_->setSizes({620, 380});
  rows_->setSizes({336, 236});
}

void MainWindow::fit_heights() {
  if (!session_ || has_own_layout_) return;
  const int tables = std::clamp(height() / 6, 110, 260), line = 100;
  resizeDocks({docks_["messages"], docks_["timeline"]}, {tables, line}, Qt::Vertical);
  // The names of the tabs beside each other need so much.
  const int tabs = fontMetrics().horizontalAdvance(tr("Scenario") + tr("Lesson") + tr("Faults")) + 3 * kAroundTab;
  resizeDocks({docks_["scenario"], docks_["inspector"]},
              {std::max(tabs, std::min(width() / 7, 260)), std::clamp(width() / 5, 220, 380)}, Qt::Horizontal);
}

// In the window its tab, or its place, says what a pane is, and every line of height counts. Afloat it has the frame
// that windows have, to be moved, closed and put back by (also together with others that were put onto it).
void MainWindow::dress(QDockWidget& dock) {
  const bool floats = dock.window() != this;
  if (floats == (dock.titleBarWidget() == nullptr)) return;
  QWidget* before = dock.titleBarWidget();
  dock.setTitleBarWidget(floats ? nullptr : new QWidget(&dock));
  if (before != nullptr) before->deleteLater();
}

QDockWidget* MainWindow::pane(const std::string& name) const {
  const auto found = docks_.find(name);
  return found == docks_.end() ? nullptr : found->second;
}

void MainWindow::float_pane(const std::string& name, bool on) {
  QDockWidget* dock = pane(name);
  if (dock == nullptr) return;
  has_own_layout_ = true;
  const QRect place(mapToGlobal(QPoint(80, 80)), dock->size().expandedTo(dock->minimumSizeHint()));
  dock->setFloating(on);
  if (on) dock->setGeometry(place);
  dock->show();
  dock->raise();
}

bool MainWindow::event(QEvent* event) {
  if (event->type() == QEvent::MouseButtonPress && session_ &&
      isSeparator(static_cast<QMouseEvent*>(event)->position().toPoint()))
    has_own_layout_ = true;
  return QMainWindow::event(event);
}

// The menu of the bars and the docks' tabs.
QMenu* MainWindow::createPopupMenu() {
  QMenu* menu = QMainWindow::createPopupMenu();
  if (menu == nullptr || !session_) return menu;
  menu->addSeparator();
  QMenu* floating = menu->addMenu(tr("In a window of its own"));
  for (const auto& [name, dock] : docks_) {
    QAction* action = floating->addAction(dock->windowTitle());
    action->setCheckable(true);
    action->setChecked(dock->window() != this);
    connect(action, &QAction::toggled, this, [this, pane = name](bool on) { float_pane(pane, on); });
  }
  menu->addAction(tr("Reset layout"), this, &MainWindow::reset_layout);
  return menu;
}

}  // namespace orrery::gui
