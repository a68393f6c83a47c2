#pragma once

#include <QChartView>
#include <QValueAxis>
#include <optional>
#include <vector>

#include "gui/charts/value_scale.h"
#include "gui/window/session.h"

namespace orrery::gui {

/// One chart over the timeline's range: lines, a band for every fault, the cursor. Title, names of lines and both axes'
/// labels are painted here, so that every label gets the room that it needs however narrow the pane is; Qt Charts would
/// shorten them to dots.
class BandedChart : public QChartView {
  Q_OBJECT

 public:
  BandedChart(Session& session, const QString& title, const QString& unit, QWidget* parent);

  struct Line {
    QString name;
    QColor colour;
    QList<QPointF> points;  ///< x: seconds since the beginning of the run
    bool steps = false;     ///< holds each value until the next
    /// Of `points`: the recorded row behind each, or 0; empty for what was computed and not recorded.
    std::vector<std::uint64_t> rows = {};
  };
  /// A point that was recorded.
  struct Behind {
    std::uint64_t row = 0;
    sim::Time time;
    QString words;
  };
  /// What is behind the values at a place of the plot: the last recorded point that is not to its right, since values
  /// hold until the next one.
  std::optional<Behind> behind(QPointF at) const;
  void set_title(const QString& title);
  /// `if_empty` is said in the chart's middle when no line has a point.
  void set_lines(const std::vector<Line>& lines, TimeRange range, const QString& if_empty);
  /// A level to stay under, drawn across.
  void set_limit(double value, const QString& name);
  /// Values that span much are drawn by their logarithms, those below `floor` at it.
  void allow_logarithm(double floor);
  const ValueScale& values() const { return values_; }
  /// Why nothing is drawn; empty while something is.
  QString reason() const { return is_empty() ? if_empty_ : QString(); }

 Q_SIGNALS:
  /// Someone clicked where that row is behind the value.
  void row_chosen(quint64 row);

 protected:
  bool viewportEvent(QEvent* event) override;
  void drawBackground(QPainter* painter, const QRectF& area) override;
  void drawForeground(QPainter* painter, const QRectF& area) override;
  void mousePressEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  bool is_empty() const;
  double seconds(sim::Time time) const;
  sim::Time time_at(double x) const;
  double cursor_x() const;
  void restyle();
  void lay_out();
  void scale_values();
  void draw_lines();
  void move_cursor();
  void paint_faults(QPainter& painter, const QRectF& plot) const;
  void paint_limit(QPainter& painter, const QRectF& plot) const;
  void paint_values(QPainter& painter, const QRectF& plot) const;
  void paint_title(QPainter& painter, const QRectF& plot) const;
  void paint_reason(QPainter& painter, const QRectF& plot) const;
  void paint_clock(QPainter& painter, const QRectF& plot) const;

  Session& session_;
  QValueAxis *across_, *up_;
  std::vector<Line> lines_;
  TimeRange range_;
  ValueScale values_;
  int cursor_at_ = 0;
  QString title_, unit_, limit_name_, if_empty_;
  std::optional<double> limit_, floor_;
};

}  // namespace orrery::gui
