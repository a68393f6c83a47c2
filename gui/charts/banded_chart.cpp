#include "gui/charts/banded_chart.h"

#include <QGraphicsLayout>
#include <QHelpEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/window/view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kGap = 5, kRightMargin = 8, kSwatch = 12;
constexpr double kLeastFault = 1.5;  // what happens once is a line
constexpr double kNear = 4;
constexpr int kMostTicks = 6;
// Lines of text that a tick takes of a chart's height, so that its labels do not crowd.
constexpr double kLinesATick = 1.7;

}  // namespace

BandedChart::BandedChart(Session& session, const QString& title, const QString& unit, QWidget* parent)
    : QChartView(parent), session_(session), title_(title), unit_(unit) {
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  setMinimumWidth(120);
  setAccessibleName(title);
  across_ = new QValueAxis(this);
  up_ = new QValueAxis(this);
  up_->setRange(0, 1);
  chart()->addAxis(across_, Qt::AlignBottom);
  chart()->addAxis(up_, Qt::AlignLeft);
  for (QValueAxis* axis : {across_, up_}) axis->setVisible(false);
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  chart()->setBackgroundVisible(false);  // the lines across lie below the curves
  chart()->legend()->setVisible(false);
  restyle();
  connect(&session, &Session::cursor_changed, this, &BandedChart::move_cursor);
  connect(&session, &Session::theme_changed, this, &BandedChart::restyle);
}

void BandedChart::restyle() {
  setBackgroundBrush(session_.theme().ground);
  viewport()->update();
}

double BandedChart::seconds(sim::Time time) const {
  return static_cast<double>((time - session_.world().start).count_nanoseconds()) / 1e9;
}

void BandedChart::set_title(const QString& title) {
  title_ = title;
  viewport()->update();
}

void BandedChart::set_limit(double value, const QString& name) {
  limit_ = value;
  limit_name_ = name;
}

void BandedChart::allow_logarithm(double floor) { floor_ = floor; }

bool BandedChart::is_empty() const {
  return std::none_of(lines_.begin(), lines_.end(), [](const Line& line) { return !line.points.isEmpty(); });
}

void BandedChart::set_lines(const std::vector<Line>& lines, TimeRange range, const QString& if_empty) {
  lines_ = lines;
  if_empty_ = if_empty;
  range_ = range;
  across_->setRange(seconds(range.from), seconds(range.until));
  lay_out();
}

// First how many ticks fit, then how wide their labels are, then the lines to that scale.
void BandedChart::lay_out() {
  scale_values();
  const QFontMetricsF metrics(font());
  double widest = 0;
  for (std::size_t i = 0; i < values_.ticks.size(); ++i)
    widest = std::max(widest, metrics.horizontalAdvance(values_.label(i)));
  const double left = widest + 2 * kGap, top = metrics.height() + 2 * kGap, bottom = metrics.height() + kGap;
  chart()->setPlotArea({left, top, std::max(1.0, width() - left - kRightMargin),
                        std::max(1.0, static_cast<double>(height()) - top - bottom)});
  draw_lines();
  viewport()->update();
}

void BandedChart::scale_values() {
  if (is_empty()) {
    values_ = {};
    values_.ticks.clear();
    return;
  }
  double least = 1e300, most = -1e300;
  for (const Line& line : lines_) {
    for (const QPointF& point : line.points) {
      least = std::min(least, point.y());
      most = std::max(most, point.y());
    }
  }
  if (least <= most && limit_.has_value()) most = std::max(most, *limit_ * 1.1);
  const double line = QFontMetricsF(font()).height();
  const double room = static_cast<double>(height()) - 2 * line - 3 * kGap;
  values_ =
      ValueScale::of(least, most, std::clamp(static_cast<int>(room / (line * kLinesATick)) + 1, 2, kMostTicks), floor_);
}

void BandedChart::draw_lines() {
  chart()->removeAllSeries();
  for (const Line& line : lines_) {
    auto* series = new QLineSeries(chart());
    QList<QPointF> points;
    for (const QPointF& point : line.points) {
      if (line.steps && !points.isEmpty()) points << QPointF(point.x(), points.back().y());
      points << QPointF(point.x(), values_.place(point.y()));
    }
    if (line.steps && !points.isEmpty()) points << QPointF(seconds(range_.until), points.back().y());
    series->replace(points);
    series->setName(line.name);
    series->setPen(QPen(line.colour, line.steps ? 2 : 1.4));
    chart()->addSeries(series);
    for (QAbstractAxis* axis : chart()->axes()) series->attachAxis(axis);
  }
}

void BandedChart::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  lay_out();
}

void BandedChart::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::FontChange) lay_out();
}

double BandedChart::cursor_x() const {
  const QRectF plot = chart()->plotArea();
  const double span = across_->max() - across_->min();
  if (span <= 0) return plot.left();
  return plot.left() + (seconds(session_.cursor()) - across_->min()) / span * plot.width();
}

// Only where the cursor was and where it is now.
void BandedChart::move_cursor() {
  const int x = static_cast<int>(std::clamp(cursor_x(), -10.0, width() + 10.0));
  if (x == cursor_at_) return;
  for (const int at : {cursor_at_, x}) viewport()->update(at - 2, 0, 5, height());
  cursor_at_ = x;
}

void BandedChart::drawBackground(QPainter* painter, const QRectF& area) {
  QChartView::drawBackground(painter, area);
  const QRectF plot = chart()->plotArea();
  painter->setPen(session_.theme().raised);
  for (const double tick : values_.ticks) {
    const double y = plot.bottom() - values_.place(tick) * plot.height();
    painter->drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
  }
}

void BandedChart::drawForeground(QPainter* painter, const QRectF& area) {
  QChartView::drawForeground(painter, area);
  const QRectF plot = chart()->plotArea();
  if (across_->max() <= across_->min()) return;
  painter->save();
  painter->setFont(font());
  paint_values(*painter, plot);
  painter->setClipRect(plot);
  paint_faults(*painter, plot);
  paint_limit(*painter, plot);
  painter->setPen(QPen(session_.theme().text, 1.2));
  const double cursor = cursor_x();
  painter->drawLine(QPointF(cursor, plot.top()), QPointF(cursor, plot.bottom()));
  painter->setClipping(false);
  paint_title(*painter, plot);
  if (is_empty()) paint_reason(*painter, plot);
  paint_clock(*painter, plot);
  painter->restore();
}

void BandedChart::paint_faults(QPainter& painter, const QRectF& plot) const {
  const double span = across_->max() - across_->min();
  const auto x = [&](sim::Time time) { return plot.left() + (seconds(time) - across_->min()) / span * plot.width(); };
  QColor band = session_.theme().bad;
  band.setAlpha(session_.theme().is_dark ? 34 : 28);
  for (const FaultBar& fault : session_.world().faults) {
    const double left = x(fault.begin), right = fault.end.has_value() ? x(*fault.end) : plot.right();
    painter.fillRect(QRectF(left, plot.top(), std::max(kLeastFault, right - left), plot.height()), band);
  }
}

void BandedChart::paint_limit(QPainter& painter, const QRectF& plot) const {
  if (!limit_.has_value() || is_empty()) return;
  const double y = plot.bottom() - values_.place(*limit_) * plot.height();
  painter.setPen(QPen(session_.theme().warning, 1, Qt::DashLine));
  painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
  const QFontMetricsF metrics(font());
  const QSizeF size(metrics.horizontalAdvance(limit_name_) + 6, metrics.height());
  const double top = y - size.height() - 2 >= plot.top() ? y - size.height() - 2 : y + 2;
  const QRectF box(QPointF(plot.left() + 4, top), size);
  if (!plot.contains(box)) return;
  painter.fillRect(box, session_.theme().ground);
  painter.drawText(box, Qt::AlignCenter, limit_name_);
}

void BandedChart::paint_values(QPainter& painter, const QRectF& plot) const {
  const QFontMetricsF metrics(font());
  painter.setPen(session_.theme().quiet);
  for (std::size_t i = 0; i < values_.ticks.size(); ++i) {
    const double y = plot.bottom() - values_.place(values_.ticks[i]) * plot.height();
    painter.drawText(QRectF(0, y - metrics.height() / 2, plot.left() - kGap, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, values_.label(i));
  }
}

// The title to the left; to the right, when there are several, the names of the lines beside their colours.
void BandedChart::paint_title(QPainter& painter, const QRectF& plot) const {
  const QFontMetricsF metrics(font());
  const double tall = metrics.height() + kGap;
  double right = plot.right();
  if (lines_.size() > 1) {
    for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
      const double wide = metrics.horizontalAdvance(line->name);
      painter.setPen(session_.theme().text);
      painter.drawText(QRectF(right - wide - 1, 0, wide + 2, tall), Qt::AlignCenter, line->name);
      right -= wide + kGap;
      painter.setPen(QPen(line->colour, 3));
      painter.drawLine(QPointF(right - kSwatch, tall / 2), QPointF(right, tall / 2));
      right -= kSwatch + 2 * kGap;
    }
  }
  QString text = title_;
  if (!unit_.isEmpty()) text += ", " + unit_;
  if (values_.logarithmic) text += tr(" (by powers of ten)");
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.setPen(session_.theme().text);
  const QRectF box(kGap, 0, std::max(0.0, right - kGap), tall);
  painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetricsF(bold).elidedText(text, Qt::ElideRight, box.width()));
  painter.setFont(font());
}

// An empty frame with a scale would be taken for values.
void BandedChart::paint_reason(QPainter& painter, const QRectF& plot) const {
  const QRectF room = plot.adjusted(kGap, kGap, -kGap, -kGap);
  QRectF box = QFontMetricsF(font()).boundingRect(room, Qt::AlignCenter | Qt::TextWordWrap, if_empty_);
  painter.fillRect(box.adjusted(-kGap, -2, kGap, 2), session_.theme().ground);
  painter.setPen(session_.theme().quiet);
  painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, if_empty_);
}

// Times under the plot, as many as fit.
void BandedChart::paint_clock(QPainter& painter, const QRectF& plot) const {
  const sim::Duration length = range_.length();
  if (length <= sim::Duration::zero()) return;
  const QFontMetricsF metrics(font());
  const bool dated = crosses_midnight(range_.from, range_.until);
  // What is finer has longer labels, of which fewer fit; so have dates.
  double wide = metrics.horizontalAdvance(dated ? "2000-00-00" : "00:00:00") + 14;
  sim::Duration step = scale_step(length, plot.width(), wide);
  if (const int decimals = decimals_for(step); decimals > 0) {
    wide = metrics.horizontalAdvance(clock_text(range_.from, decimals)) + 14;
    step = scale_step(length, plot.width(), wide);
  }
  const std::int64_t width = step.count_nanoseconds(), from = range_.from.unix_nanoseconds();
  const std::int64_t day = sim::Duration::hours(24).count_nanoseconds();
  painter.setPen(session_.theme().quiet);
  for (std::int64_t at = (from / width + 1) * width; at < from + length.count_nanoseconds(); at += width) {
    const double x =
        plot.left() + plot.width() * static_cast<double>(at - from) / static_cast<double>(length.count_nanoseconds());
    const QRectF box(x - wide / 2, plot.bottom() + 2, wide, metrics.height());
    painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3));
    if (box.left() < plot.left() - 4 || box.right() > viewport()->width()) continue;
    const sim::Time time = sim::Time::from_unix_nanoseconds(at);
    painter.drawText(box, Qt::AlignCenter,
                     dated && at % day == 0 ? date_text(time) : clock_text(time, decimals_for(step)));
  }
}

sim::Time BandedChart::time_at(double x) const {
  const QRectF plot = chart()->plotArea();
  const double share = (x - plot.left()) / plot.width();
  const double at = across_->min() + share * (across_->max() - across_->min());
  return session_.world().start + sim::Duration::nanoseconds(static_cast<std::int64_t>(at * 1e9));
}

// Of several lines the one with the newest such point; the pointer need not hit the pixel where a step begins.
std::optional<BandedChart::Behind> BandedChart::behind(QPointF at) const {
  const QRectF plot = chart()->plotArea();
  if (is_empty() || !plot.adjusted(0, 0, 1, 1).contains(at)) return std::nullopt;
  const double until = seconds(time_at(at.x() + kNear));
  std::optional<Behind> found;
  double newest = -1e300;
  for (const Line& line : lines_) {
    const auto after = std::upper_bound(line.points.begin(), line.points.end(), until,
                                        [](double x, const QPointF& point) { return x < point.x(); });
    if (after == line.points.begin()) continue;
    const auto number = static_cast<std::size_t>(after - line.points.begin()) - 1;
    if (number >= line.rows.size() || line.rows[number] == 0) continue;
    const QPointF& point = line.points[static_cast<qsizetype>(number)];
    if (point.x() < newest) continue;
    newest = point.x();
    const sim::Time time = session_.world().start + sim::Duration::nanoseconds(std::llround(point.x() * 1e9));
    QString words = line.name + ": " + QString::number(point.y(), 'g', 8);
    if (!unit_.isEmpty()) words += " " + unit_;
    found = Behind{line.rows[number], time, words};
  }
  return found;
}

void BandedChart::mousePressEvent(QMouseEvent* event) {
  const sim::Time time = time_at(event->position().x());
  const auto found = behind(event->position());
  session_.set_cursor(found.has_value() ? std::max(time, found->time) : time);
  if (found.has_value()) Q_EMIT row_chosen(found->row);
}

bool BandedChart::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QChartView::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const bool dated = is_dated(session_);
  QString tip = moment_text(time_at(help->pos().x()), 3, dated);
  if (const auto found = behind(help->pos()); found.has_value())
    tip += "\n" + found->words + "\n" +
           tr("since %1, row %2; a click selects it").arg(moment_text(found->time, 3, dated)).arg(found->row);
  QToolTip::showText(help->globalPos(), tip, this);
  return true;
}

}  // namespace orrery::gui
