#include "gui/charts/charts_view.h"

#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QLegendMarker>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kPoints = 600;

}  // namespace

BandedChart::BandedChart(Session& session, const QString& title, const QString& unit, QWidget* parent)
    : QChartView(parent), session_(session), unit_(unit) {
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(title);
  auto* across = new QValueAxis(this);
  auto* up = new QValueAxis(this);
  across->setLabelsVisible(false);
  across->setGridLineVisible(false);
  across->setLineVisible(false);
  up->setTickCount(4);
  up->setLabelFormat("%g");
  chart()->addAxis(across, Qt::AlignBottom);
  chart()->addAxis(up, Qt::AlignLeft);
  chart()->setTitle(title + (unit.isEmpty() ? "" : ", " + unit));
  chart()->setMargins(QMargins(0, 3, 4, fontMetrics().height()));
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  chart()->setBackgroundRoundness(0);
  chart()->legend()->setAlignment(Qt::AlignTop);
  restyle();
  connect(&session, &Session::cursor_changed, this, &BandedChart::move_cursor);
  connect(&session, &Session::theme_changed, this, &BandedChart::restyle);
}

void BandedChart::restyle() {
  const Theme& theme = session_.theme();
  chart()->setBackgroundBrush(theme.ground);
  chart()->setTitleBrush(theme.text);
  QFont title = font();
  title.setBold(true);
  chart()->setTitleFont(title);
  chart()->legend()->setLabelColor(theme.text);
  chart()->legend()->setFont(font());
  for (QAbstractAxis* axis : chart()->axes()) {
    axis->setLabelsColor(theme.quiet);
    axis->setLabelsFont(font());
    axis->setGridLineColor(theme.raised);
    axis->setLinePenColor(theme.line);
  }
}

double BandedChart::seconds(sim::Time time) const {
  return static_cast<double>((time - session_.world().start).count_nanoseconds()) / 1e9;
}

void BandedChart::set_limit(double value, const QString& name) {
  limit_ = value;
  limit_name_ = name;
}

void BandedChart::set_lines(const std::vector<Line>& lines, TimeRange range) {
  chart()->removeAllSeries();
  double least = 1e300, most = -1e300;
  for (const Line& line : lines) {
    auto* series = new QLineSeries(chart());
    QList<QPointF> points;
    for (const QPointF& point : line.points) {
      if (line.steps && !points.isEmpty()) points << QPointF(point.x(), points.back().y());
      points << point;
      least = std::min(least, point.y());
      most = std::max(most, point.y());
    }
    if (line.steps && !points.isEmpty()) points << QPointF(seconds(range.until), points.back().y());
    series->replace(points);
    series->setName(line.name);
    series->setPen(QPen(line.colour, line.steps ? 2 : 1.4));
    chart()->addSeries(series);
    for (QAbstractAxis* axis : chart()->axes()) series->attachAxis(axis);
  }
  chart()->legend()->setVisible(lines.size() > 1);
  auto* across = static_cast<QValueAxis*>(chart()->axes(Qt::Horizontal).first());
  auto* up = static_cast<QValueAxis*>(chart()->axes(Qt::Vertical).first());
  across->setRange(seconds(range.from), seconds(range.until));
  if (least > most) least = 0, most = 1;
  if (limit_.has_value()) most = std::max(most, *limit_ * 1.1);
  const double slack = std::max((most - least) * 0.08, 1e-9);
  up->setRange(least >= 0 && least < (most - least) * 0.3 ? 0 : least - slack, most + slack);
  up->setTickCount(4);
  up->applyNiceNumbers();
}

double BandedChart::cursor_x() const {
  const QRectF plot = chart()->plotArea();
  const auto* across = static_cast<const QValueAxis*>(chart()->axes(Qt::Horizontal).first());
  const double span = across->max() - across->min();
  if (span <= 0) return plot.left();
  return plot.left() + (seconds(session_.cursor()) - across->min()) / span * plot.width();
}

// Only where the cursor was and where it is now.
void BandedChart::move_cursor() {
  const int x = static_cast<int>(std::clamp(cursor_x(), -10.0, width() + 10.0));
  if (x == cursor_at_) return;
  for (const int at : {cursor_at_, x}) viewport()->update(at - 2, 0, 5, height());
  cursor_at_ = x;
}

void BandedChart::drawForeground(QPainter* painter, const QRectF& area) {
  QChartView::drawForeground(painter, area);
  const QRectF plot = chart()->plotArea();
  const Theme& theme = session_.theme();
  const auto* across = static_cast<const QValueAxis*>(chart()->axes(Qt::Horizontal).first());
  const auto* up = static_cast<const QValueAxis*>(chart()->axes(Qt::Vertical).first());
  const double span = across->max() - across->min();
  if (span <= 0) return;
  const auto x = [&](double at) { return plot.left() + (at - across->min()) / span * plot.width(); };
  painter->save();
  painter->setClipRect(plot);
  QColor band = theme.bad;
  band.setAlpha(theme.is_dark ? 34 : 28);
  for (const FaultBar& fault : session_.world().faults) {
    const double left = x(seconds(fault.begin)), right = fault.end.has_value() ? x(seconds(*fault.end)) : plot.right();
    painter->fillRect(QRectF(left, plot.top(), right - left, plot.height()), band);
  }
  if (limit_.has_value() && up->max() > up->min()) {
    const double y = plot.bottom() - (*limit_ - up->min()) / (up->max() - up->min()) * plot.height();
    painter->setPen(QPen(theme.warning, 1, Qt::DashLine));
    painter->drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    const QFontMetricsF metrics(font());
    const QSizeF size(metrics.horizontalAdvance(limit_name_) + 6, metrics.height());
    const double top = y - size.height() - 2 >= plot.top() ? y - size.height() - 2 : y + 2;
    const QRectF box(QPointF(plot.left() + 4, top), size);
    painter->fillRect(box, theme.ground);
    painter->drawText(box, Qt::AlignCenter, limit_name_);
  }
  painter->setPen(QPen(theme.text, 1.2));
  const double cursor = cursor_x();
  painter->drawLine(QPointF(cursor, plot.top()), QPointF(cursor, plot.bottom()));
  painter->restore();
  paint_clock(*painter, plot);
}

// Times under the plot, as many as fit.
void BandedChart::paint_clock(QPainter& painter, const QRectF& plot) const {
  const auto* across = static_cast<const QValueAxis*>(chart()->axes(Qt::Horizontal).first());
  const sim::Duration length =
      sim::Duration::nanoseconds(static_cast<std::int64_t>((across->max() - across->min()) * 1e9));
  const QFontMetricsF metrics(font());
  const double wide = metrics.horizontalAdvance("00:00:00.000") + 14;
  if (length <= sim::Duration::zero() || plot.width() < wide) return;
  const sim::Duration step = scale_step(length, plot.width(), wide);
  const std::int64_t width = step.count_nanoseconds();
  const std::int64_t from = session_.world().start.unix_nanoseconds() + static_cast<std::int64_t>(across->min() * 1e9);
  painter.save();
  painter.setFont(font());
  painter.setPen(session_.theme().quiet);
  for (std::int64_t at = (from / width + 1) * width; at < from + length.count_nanoseconds(); at += width) {
    const double x =
        plot.left() + plot.width() * static_cast<double>(at - from) / static_cast<double>(length.count_nanoseconds());
    const QString text = clock_text(sim::Time::from_unix_nanoseconds(at), decimals_for(step));
    const QRectF box(x - wide / 2, plot.bottom() + 2, wide, metrics.height());
    if (box.left() < plot.left() - wide / 2 || x + metrics.horizontalAdvance(text) / 2 > viewport()->width()) continue;
    painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3));
    painter.drawText(box, Qt::AlignCenter, text);
  }
  painter.restore();
}

void BandedChart::mousePressEvent(QMouseEvent* event) {
  const QRectF plot = chart()->plotArea();
  const auto* across = static_cast<const QValueAxis*>(chart()->axes(Qt::Horizontal).first());
  const double share = (event->position().x() - plot.left()) / plot.width();
  const double at = across->min() + share * (across->max() - across->min());
  session_.set_cursor(session_.world().start + sim::Duration::nanoseconds(static_cast<std::int64_t>(at * 1e9)));
}

ChartsView::ChartsView(Session& session, QWidget* parent) : View(session, "Charts", parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  price_ = new BandedChart(session, tr("Price and answer"), QString(), this);
  deviation_ = new BandedChart(session, tr("Off the market"), tr("%"), this);
  staleness_ = new BandedChart(session, tr("Age of the answer"), tr("min"), this);
  gas_ = new BandedChart(session, tr("Base fee"), tr("gwei"), this);
  for (BandedChart* chart : {price_, deviation_, staleness_, gas_}) layout->addWidget(chart, chart == price_ ? 3 : 2);
  connect(&session, &Session::range_changed, this, &ChartsView::ask);
  connect(&session, &Session::network_changed, this, &ChartsView::ask);
  connect(&session, &Session::histories_changed, this, &ChartsView::ask);
  connect(&session, &Session::theme_changed, this, &ChartsView::ask);
  ask();
}

const Group* ChartsView::feed() const { return session().world().group(session().network()); }

void ChartsView::ask() {
  look_when_seen([this] { read_feed(); });
}

void ChartsView::read_feed() {
  const Group* group = feed();
  if (group == nullptr) return;
  struct Answer {
    FeedSeries feed;
    GasSeries gas;
  };
  question_.ask(
      session().questions(),
      [world = session().shared_world(), group = *group, range = session().range()](sim::RecordingReader& reader,
                                                                                    const QuestionRunner::Stop& stop) {
        return Answer{FeedSeries::read(reader, *world, group, range.from, range.until, kPoints, stop),
                      GasSeries::read(reader, group.chain, range.from, range.until, kPoints, stop)};
      },
      [this, range = session().range()](Answer answer) { show_feed(answer.feed, answer.gas, range); });
}

void ChartsView::show_feed(const FeedSeries& series, const GasSeries& gas, TimeRange range) {
  const Group* group = feed();
  if (group == nullptr) return;
  shown_ = series;
  const std::int64_t start = session().world().start.unix_nanoseconds();
  const auto x = [start](std::int64_t time) { return static_cast<double>(time - start) / 1e9; };
  QList<QPointF> market, answers, deviation, staleness, fees;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const std::int64_t time = series.from + series.step * static_cast<std::int64_t>(i);
    if (i < series.market.size()) market << QPointF(x(time), series.market[i]);
    if (const double off = series.deviation(i); off >= 0) deviation << QPointF(x(time), off * 100);
    if (const double age = series.staleness(i); age >= 0) staleness << QPointF(x(time), age / 60);
  }
  for (const FeedAnswer& answer : series.answers) {
    answers << QPointF(std::max(x(answer.time), x(range.from.unix_nanoseconds())), answer.value);
  }
  for (const GasSeries::Point& point : gas.points) fees << QPointF(x(point.time), point.base_fee_gwei);
  price_->chart()->setTitle(to_qt(group->name) + tr(": price and answer"));
  price_->set_lines({{tr("market"), theme().quiet, market, false}, {tr("on chain"), theme().series(0), answers, true}},
                    range);
  if (group->deviation > 0) deviation_->set_limit(group->deviation * 100, tr("threshold"));
  deviation_->set_lines({{tr("deviation"), theme().series(1), deviation, false}}, range);
  if (group->heartbeat > sim::Duration::zero()) {
    staleness_->set_limit(static_cast<double>(group->heartbeat.whole_seconds()) / 60, tr("heartbeat"));
  }
  staleness_->set_lines({{tr("age"), theme().series(3), staleness, false}}, range);
  gas_->set_lines({{tr("base fee"), theme().series(2), fees, false}}, range);
}

QString ChartsView::as_text() const {
  QString text;
  for (const FeedAnswer& answer : shown_.answers) {
    text += clock_text(sim::Time::from_unix_nanoseconds(answer.time), 3) + "\t" +
            QString::number(answer.value, 'g', 12) + "\n";
  }
  return text;
}

}  // namespace orrery::gui
