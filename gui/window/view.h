#pragma once

#include <QString>
#include <QWidget>
#include <functional>
#include <vector>

#include "gui/window/session.h"

namespace orrery::gui {

/// A pane of the window. It shows what the session says, asks slow questions through the session's runner, and can be
/// rendered into any painter (QWidget::render), which is how pictures are made.
class View : public QWidget {
  Q_OBJECT

 public:
  View(Session& session, const QString& name, QWidget* parent);

  Session& session() const { return session_; }
  const Theme& theme() const { return session_.theme(); }
  /// What it shows, as text for the clipboard.
  virtual QString as_text() const { return {}; }
  /// Milliseconds that the last and the worst repaint took; 0 for views that do not paint themselves.
  double last_paint_ms() const { return last_paint_ms_; }
  double worst_paint_ms() const { return worst_paint_ms_; }
  /// It may have come into sight: it then asks what it has put off.
  void look_around();

 Q_SIGNALS:
  /// The user wants to know more of a row: show it in the inspector.
  void row_chosen(quint64 row);

 protected:
  void note_paint(qint64 nanoseconds);
  /// Runs `look`, which asks or lays out anew, now when the pane can be seen, else once when it comes into sight.
  void look_when_seen(std::function<void()> look);
  void showEvent(QShowEvent* event) override;

 private:
  bool is_seen() const;

  Session& session_;
  std::function<void()> look_;
  double last_paint_ms_ = 0, worst_paint_ms_ = 0;
};

/// Whether a clock alone leaves open which day of a session's run it tells of: tables then write dates as well.
bool is_dated(const Session& session);

/// Where a view stands in the window.
enum class Area : std::uint8_t { kLeft, kStage, kMiddleLeft, kMiddleRight, kRight, kTables, kTimeline };

struct ViewEntry {
  const char* name;  ///< as `--render` and shortcuts name it
  const char* title;
  Area area;
  View* (*make)(Session& session, QWidget* parent);
};

/// Every view that this build knows. A new one is a folder and a line in view.cpp.
const std::vector<ViewEntry>& view_entries();

}  // namespace orrery::gui
