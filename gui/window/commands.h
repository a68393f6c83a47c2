#pragma once

#include <QAction>
#include <QString>

#include "gui/window/main_window.h"

namespace orrery::gui {

/// Where a command can be given.
enum class Reach : std::uint8_t {
  kWindow,    ///< in the window, while something is open in it
  kPane,      ///< there, and on a pane that is presented full screen
  kAnywhere,  ///< there, and on the start page
};

/// Something that the window can be told to do, by key, by the palette, or both.
struct MainWindow::Command {
  QString text;
  QAction* action = nullptr;
  Reach reach = Reach::kWindow;
};

}  // namespace orrery::gui
