#pragma once

#include <QChartView>
#include <QComboBox>
#include <vector>

#include "gui/charts/feed_series.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// One chart over the timeline's range: lines, a band for every fault, the cursor.
class BandedChart : public QChartView {
  Q_OBJECT

 public:
  BandedChart(Session& session, const QString& title, const QString& unit, QWidget* parent);

  struct Line {
    QString name;
    QColor colour;
    QList<QPointF> points;  ///< x: seconds since the beginning of the run
    bool steps = false;     ///< holds each value until the next
  };
  void set_lines(const std::vector<Line>& lines, TimeRange range);
  /// A level to stay under, drawn across.
  void set_limit(double value, const QString& name);
  void restyle();

 protected:
  void drawForeground(QPainter* painter, const QRectF& area) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  double seconds(sim::Time time) const;
  double cursor_x() const;
  void move_cursor();
  void paint_clock(QPainter& painter, const QRectF& plot) const;
  Session& session_;
  int cursor_at_ = 0;
  QString unit_, limit_name_;
  std::optional<double> limit_;
};

/// Price and answers, deviation, staleness of a feed, and its chain's base fee, zoomed with the timeline.
class ChartsView : public View {
  Q_OBJECT

 public:
  ChartsView(Session& session, QWidget* parent);
  QString as_text() const override;

 private:
  void ask();
  void read_feed();
  void show_feed(const FeedSeries& feed, const GasSeries& gas, TimeRange range);
  const Group* feed() const;

  BandedChart *price_, *deviation_, *staleness_, *gas_;
  FeedSeries shown_;
  Question question_;
};

}  // namespace orrery::gui
