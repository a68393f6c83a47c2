// One pane full screen, with the window's keys.
#include <QApplication>
#include <QDialog>
#include <algorithm>

#include "gui/window/commands.h"

namespace orrery::gui {

void MainWindow::present(const std::string& name) {
  if (presented_ != nullptr) return leave_presented();
  const auto entry =
      std::find_if(view_entries().begin(), view_entries().end(), [&](const ViewEntry& e) { return e.name == name; });
  if (!session_ || entry == view_entries().end()) return;
  View* large = entry->make(*session_, nullptr);
  QFont font = large->font();
  font.setPointSizeF(font.pointSizeF() * 1.6);
  large->setFont(font);
  large->setWindowTitle(tr(entry->title));
  large->setStyleSheet(theme_->style_sheet());
  for (const int key : {Qt::Key_Escape, Qt::Key_T}) {
    auto* leave = new QAction(large);
    leave->setShortcut(key);
    connect(leave, &QAction::triggered, this, [this] { present({}); }, Qt::QueuedConnection);
    large->addAction(leave);
  }
  for (const Command& command : commands_)
    if (command.reach != Reach::kWindow) large->addAction(command.action);
  presented_ = large;
  large->showFullScreen();
}

void MainWindow::leave_presented() {
  if (presented_ == nullptr) return;
  // A dialog that stands before it belongs to who waits for its answer, and has none then.
  for (auto* dialog : presented_->findChildren<QDialog*>()) dialog->setParent(this, dialog->windowFlags());
  delete presented_;
  presented_ = nullptr;
}

QWidget* MainWindow::front() {
  if (presented_ != nullptr) return presented_;
  return this;
}

View* MainWindow::focused_view() const {
  if (presented_ != nullptr && QApplication::activeWindow() != this) return presented_;
  for (QWidget* widget = QApplication::focusWidget(); widget != nullptr; widget = widget->parentWidget()) {
    if (auto* view = qobject_cast<View*>(widget); view != nullptr) return view;
  }
  return view("stage");
}

}  // namespace orrery::gui
