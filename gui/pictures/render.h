#pragma once

#include <QSize>
#include <QString>

#include "gui/window/theme.h"

namespace orrery::gui {

class Session;
class MainWindow;

/// What to draw without a display.
struct RenderRequest {
  QString recording;        ///< or a scenario, which is run first
  QString view = "window";  ///< a view's name, or the whole window
  QString output;           ///< .png or .svg; with several frames a folder
  QSize size{1440, 900};
  QString time;   ///< as `go to` takes it; empty for the beginning
  QString round;  ///< "epoch.round"; goes to its beginning
  QString network, select, stage = "world";
  QString compare;  ///< the other recording of a comparison
  const Theme* theme = &dark_theme();
  int frames = 1;
  QString step = "100ms";  ///< between frames
};

/// Pictures that are larger than this on a side are refused: there is no memory for them.
inline constexpr int kLargestPicture = 10'000;

/// Draws it. Returns an exit code: 0, or 2 after telling in one line what is wrong with the request; the one of
/// `orrery run` when a scenario could not be run.
int render(const RenderRequest& request);

/// Writes the main views at the moments that are worth a picture (moments.h) into a folder. Of a crash the window with
/// its charts in front and the charts alone: window-crash.png, charts-crash.png. Otherwise window- and
/// ring-<moment>.png, the first window in light as well. `path` is a recording, or a scenario, which is run first.
int render_moments(const QString& path, const QString& folder);

/// Runs the event loop until the session has loaded and nothing is asked any more; false after `milliseconds`.
bool settle(Session& session, int milliseconds = 60'000);

}  // namespace orrery::gui
