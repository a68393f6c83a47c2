// Files that are dropped on the window.
#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>

#include "gui/window/main_window.h"

namespace orrery::gui {
namespace {

bool carries_links(const QMimeData& data) { return data.hasUrls() && !data.urls().isEmpty(); }

}  // namespace

// Lines of text take whatever has an address as its text; a file means the window, wherever on it it is let go.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::DragEnter && watched != this) {
    const auto* widget = qobject_cast<QWidget*>(watched);
    // What is not accepted is offered to the widget around it, up to the window.
    if (widget != nullptr && widget->window() == this &&
        carries_links(*static_cast<QDragEnterEvent*>(event)->mimeData())) {
      event->ignore();
      return true;
    }
  }
  return QMainWindow::eventFilter(watched, event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (carries_links(*event->mimeData())) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  if (!carries_links(*event->mimeData())) return;
  const QList<QUrl> links = event->mimeData()->urls();
  if (links.size() > 1) return tell(tr("%1 files were dropped: one is opened at a time").arg(links.size()));
  const QString path = links.first().toLocalFile();
  if (path.isEmpty()) return tell(tr("%1 is not a file on this machine").arg(links.first().toDisplayString()));
  event->acceptProposedAction();
  open(path);
}

}  // namespace orrery::gui
