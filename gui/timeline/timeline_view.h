#pragma once

#include <QSet>

#include "gui/timeline/fault_bars.h"
#include "gui/timeline/flag_groups.h"
#include "gui/timeline/timeline_scale.h"
#include "gui/window/still_layer.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// The whole run, or the stretch that is zoomed into: how much happened when, faults as bars, missed deadlines and
/// violations as flags, bookmarks, branches, the cursor. Dragging scrubs; dragging with Shift selects a range; the
/// wheel zooms. Of a run that is steered, faults to come are bars that can be moved, stretched and removed.
class TimelineView : public View {
  Q_OBJECT

 public:
  TimelineView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {900, 104}; }
  /// The legend of the density, as a tooltip shows it.
  QString density_tip(QPointF at) const;
  QSize minimumSizeHint() const override;
  QString as_text() const override;

  void toggle_bookmark(sim::Time time);
  const std::vector<sim::Time>& bookmarks() const { return bookmarks_; }
  const std::vector<TimelineBar>& bars() const { return bars_; }
  /// Where a bar is drawn.
  QRectF bar_box(const TimelineBar& bar) const;
  /// Where a branch is drawn; empty when it is only counted.
  QRectF branch_box(std::size_t branch) const;
  /// Flags as they were painted last, and what pointing at some tells.
  const std::vector<FlagGroup>& flags() const { return flags_; }
  QString flags_tip(const FlagGroup& group) const;
  /// Where the colours of the strip are named; empty where there is no room for it.
  QRectF key_box() const { return key_; }
  /// Takes the bar that was clicked last off the run.
  void remove_chosen_fault();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  bool event(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  struct Drag {
    std::size_t bar = 0;
    BarPart part = BarPart::kBody;
    double from = 0;
    BarDates dates;
    bool moved = false;
  };
  double axis_height() const;
  double lane_height() const;
  double flags_height() const;
  QRectF flags_area() const;
  void group();
  void place_key();
  void paint_key(QPainter& painter);
  const FlagGroup* flags_under(QPointF point) const;
  const TimelineFlag& next_of(const FlagGroup& group) const;
  bool choose_flag(QPointF point);
  QRectF fault_area() const;
  int shown_lanes() const;
  QRectF branch_area() const;
  double branch_height() const;
  int shown_branches() const;
  const BranchMark* branch_under(QPointF point) const;
  void read_bars();
  std::optional<BarGrip> grip_under(QPointF point) const;
  bool begin_drag(QPointF point);
  void drag_to(QPointF point);
  void end_drag();
  void paint_bar(QPainter& painter, const TimelineBar& bar, const BarDates& dates, bool dragging) const;
  TimeScale scale() const;
  void change();
  void move_cursor();
  QRectF cursor_box() const;
  void paint_still(QPainter& painter);
  void paint_density(QPainter& painter, const QRectF& area);
  void paint_faults(QPainter& painter, const QRectF& area);
  void paint_branches(QPainter& painter, const QRectF& area);
  void paint_flags(QPainter& painter, const QRectF& area);
  void paint_axis(QPainter& painter, const QRectF& area);
  void paint_cursor(QPainter& painter, const QRectF& area);
  QString tip_at(QPointF at) const;
  struct Counted {
    DensityProfile::Kind kind;
    QColor colour;
    QString name, brief;
  };
  std::vector<Counted> counted() const;
  QRectF density_area() const;

  StillLayer still_;
  QRectF cursor_at_;
  std::vector<sim::Time> bookmarks_;
  std::vector<FlagGroup> flags_;
  QRectF key_;
  double key_row_ = 0;  // height of the row that the key takes for itself
  std::optional<sim::Time> range_begin_;
  std::vector<TimelineBar> bars_;
  std::optional<Drag> drag_;
  std::optional<std::uint64_t> chosen_;
};

}  // namespace orrery::gui
