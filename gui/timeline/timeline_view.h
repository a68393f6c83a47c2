#pragma once

#include <QSet>

#include "gui/timeline/timeline_scale.h"
#include "gui/window/still_layer.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// The whole run, or the stretch that is zoomed into: how much happened when, faults as bars, missed deadlines and
/// violations as flags, bookmarks, the cursor. Dragging scrubs; dragging with Shift selects a range; the wheel zooms.
class TimelineView : public View {
  Q_OBJECT

 public:
  TimelineView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {900, 104}; }
  QSize minimumSizeHint() const override { return {200, 84}; }
  QString as_text() const override;

  void toggle_bookmark(sim::Time time);
  const std::vector<sim::Time>& bookmarks() const { return bookmarks_; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  bool event(QEvent* event) override;

 private:
  TimeScale scale() const;
  void change();
  void move_cursor();
  QRectF cursor_box() const;
  void paint_still(QPainter& painter);
  void paint_density(QPainter& painter, const QRectF& area);
  void paint_faults(QPainter& painter, const QRectF& area);
  void paint_flags(QPainter& painter, const QRectF& area);
  void paint_axis(QPainter& painter, const QRectF& area);
  void paint_cursor(QPainter& painter, const QRectF& area);
  QString tip_at(QPointF at) const;

  StillLayer still_;
  QRectF cursor_at_;
  std::vector<sim::Time> bookmarks_;
  std::optional<sim::Time> range_begin_;
};

}  // namespace orrery::gui
