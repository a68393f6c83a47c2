#pragma once

#include <memory>
#include <optional>

#include "gui/model/message_window.h"
#include "gui/sequence/sequence_time.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// A space-time diagram: a line a node of the chosen network, time to the right, an arrow a copy of a message. The
/// leader's phases lie under its line, times when a machine was not up are hatched, lost copies end in a cross. Follows
/// the round at the cursor until it is moved by hand; F follows again. Dragging with Shift measures a span.
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

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void ask();
  void arrange();
  QRectF plot() const;
  double x_of(std::int64_t time) const;
  std::optional<double> y_of(sim::EntityId node) const;
  double row_height() const;
  void paint_rows(QPainter& painter);
  void paint_row_label(QPainter& painter, std::size_t row, sim::EntityId leader);
  void paint_phases(QPainter& painter);
  void paint_down(QPainter& painter);
  void paint_arrows(QPainter& painter);
  void paint_axis(QPainter& painter);
  void paint_measure(QPainter& painter);
  const Flight* flight_at(QPointF at) const;

  TimeMode mode_ = TimeMode::kNonlinear;
  TimeRange shown_;
  bool follow_ = true;
  std::vector<sim::EntityId> rows_;
  std::vector<int> row_of_entity_;
  double label_width_ = 60;
  SequenceTime time_;
  std::shared_ptr<const MessageWindow> window_ = std::make_shared<MessageWindow>();
  std::optional<TimeRange> asked_;
  sim::EntityId asked_network_;
  Question question_;
  std::optional<QPointF> drag_;
  std::optional<std::pair<double, double>> measure_;
};

}  // namespace orrery::gui
