#pragma once

#include <QAction>
#include <QString>

#include "gui/window/main_window.h"

namespace orrery::gui {

/// Something that the window can be told to do, by key, by the palette, or both.
struct MainWindow::Command {
  QString text;
  QAction* action = nullptr;
};

}  // namespace orrery::gui
