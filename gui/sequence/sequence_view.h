#pragma once

#include <memory>
#include <optional>

#include "gui/model/message_window.h"
#include "gui/sequence/sequence_axes.h"
#include "gui/sequence/sequence_time.h"
#include "gui/window/still_layer.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// A space-time diagram: a line a node of the chosen network, time to the right, an arrow a copy of a message. The
/// leader's phases lie under its line, times when a machine was not up are hatched, lost copies end in a cross. Lines
/// can be put together by zone or by network and folded: a click on a group's name folds and opens it. Follows the
/// round at the cursor until it is moved by hand; F follows again. Dragging with Shift measures a span.
class SequenceView : public View {
  Q_OBJECT

 public:
  SequenceView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {600, 230}; }
  QSize minimumSizeHint() const override { return {320, 150}; }
  QString as_text() const override;

  void set_mode(TimeMode mode);
  TimeMode mode() const { return mode_; }
  TimeRange shown() const { return shown_; }
  void show_range(TimeRange range);
  void follow() {
    follow_ = true;
    ask();
  }
  /// Unless it is set, nodes of networks too large for a line each are put together by zone, folded.
  void set_grouping(AxisGrouping grouping);
  AxisGrouping grouping() const;
  /// None, zone, network, in turn.
  void next_grouping();
  /// Folds all groups, or opens them when all are folded.
  void fold_all();
  void toggle_fold(sim::EntityId group);
  const SequenceAxes& axes() const { return axes_; }
  /// The line that `.` and `,` go along: of the selected node or group, else of whoever leads; none without either.
  const SequenceAxis* chosen_axis() const;
  /// What is drawn has been read; until then what was read last is.
  bool is_read() const { return window_->from == shown_.from && window_->until == shown_.until; }
  /// What is drawn, as a question.
  MessageSpan span() const;
  /// The span that was measured last, none while there is none.
  std::optional<TimeRange> measured() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void ask();
  void ask_messages();
  void lay_axes();
  void arrange();
  void change();
  TimeRange range_to_follow() const;
  sim::EntityId leader() const;
  QRectF plot() const;
  double x_of(std::int64_t time) const;
  double y_of(std::size_t axis) const;
  std::optional<double> y_of(sim::EntityId node) const;
  double row_height() const;
  std::optional<std::size_t> axis_at(double y) const;
  void check_still();
  void paint_still(QPainter& painter);
  void paint_rows(QPainter& painter);
  void paint_row_label(QPainter& painter, std::size_t row, bool leads);
  void paint_phases(QPainter& painter);
  void paint_down(QPainter& painter);
  void paint_arrows(QPainter& painter);
  void paint_chosen(QPainter& painter);
  void paint_axis(QPainter& painter);
  void paint_note(QPainter& painter);
  void paint_cursor(QPainter& painter);
  void paint_measure(QPainter& painter);
  const Flight* flight_at(QPointF at) const;

  TimeMode mode_ = TimeMode::kNonlinear;
  TimeRange shown_;
  bool follow_ = true;
  std::optional<AxisGrouping> grouping_;
  FoldedGroups folded_;
  SequenceAxes axes_;
  double label_width_ = 60;
  SequenceTime time_;
  std::shared_ptr<const MessageWindow> window_ = std::make_shared<MessageWindow>();
  std::optional<TimeRange> asked_;
  Question question_;
  StillLayer still_;
  std::vector<std::uint64_t> still_shows_;
  std::size_t arrows_every_ = 1;  // every how many-th arrow is drawn
  std::optional<QPointF> drag_;
  std::optional<std::pair<double, double>> measure_;
};

}  // namespace orrery::gui
