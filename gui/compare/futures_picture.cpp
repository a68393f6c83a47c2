#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "gui/compare/compare_view.h"
#include "gui/timeline/timeline_scale.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kMargin = 8, kAxis = 16, kFaultLine = 5, kGap = 4;

}  // namespace

// The names of both stand before the strips; each gets what it needs, up to a third of the width.
double FuturesPicture::left() const {
  double widest = 0;
  for (const FutureSide* side : {&view_.futures()->a, &view_.futures()->b})
    widest = std::max<double>(widest, fontMetrics().horizontalAdvance("B  " + to_qt(side->name)));
  return kMargin + std::min(widest + 10, width() / 3.0);
}

void FuturesPicture::paintEvent(QPaintEvent*) {
  const Theme& theme = view_.theme();
  QPainter painter(this);
  painter.fillRect(rect(), theme.panel);
  const ComparedFutures* futures = view_.futures();
  if (futures == nullptr) return;
  const double height = (this->height() - kAxis - kGap * 3) / 2;
  const double left = this->left(), wide = width() - left - kMargin;
  const QRectF a(left, kGap, wide, height), b(left, 2 * kGap + height, wide, height);
  paint_side(painter, futures->a, "A", a);
  paint_side(painter, futures->b, "B", b);
  const TimeScale scale{futures->start(), futures->end(), left, wide};
  painter.setPen(QPen(theme.quiet, 1, Qt::DotLine));
  const double cursor = scale.x(view_.session().cursor());
  painter.drawLine(QPointF(cursor, 0), QPointF(cursor, b.bottom()));
  const QRectF axis(left, this->height() - kAxis, wide, kAxis);
  painter.setPen(theme.quiet);
  painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, clock_text(futures->start()));
  painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, clock_text(futures->end()));
  const auto parting = futures->parting();
  if (!parting.has_value()) return;
  const double x = scale.x(*parting);
  painter.setPen(QPen(theme.accent, 2));
  painter.drawLine(QPointF(x, 0), QPointF(x, b.bottom() + 3));
  const QString text = tr("part at %1").arg(clock_text(*parting, 3));
  const double text_width = fontMetrics().horizontalAdvance(text) + 8;
  const double ends = fontMetrics().horizontalAdvance("00:00:00") + 10;
  const double at = std::clamp(x - text_width / 2, axis.left() + ends,
                               std::max(axis.left() + ends, axis.right() - ends - text_width));
  painter.drawText(QRectF(at, axis.top(), text_width, kAxis), Qt::AlignCenter, text);
}

void FuturesPicture::paint_side(QPainter& painter, const FutureSide& side, const QString& sign, const QRectF& area) {
  const Theme& theme = view_.theme();
  const ComparedFutures& futures = *view_.futures();
  const TimeScale scale{futures.start(), futures.end(), area.left(), area.width()};
  painter.setPen(theme.text);
  const QRectF title(kMargin, area.top(), area.left() - kMargin - 6, area.height());
  painter.drawText(
      title, Qt::AlignLeft | Qt::AlignVCenter,
      fontMetrics().elidedText(sign + "  " + to_qt(side.name), Qt::ElideMiddle, static_cast<int>(title.width())));
  painter.fillRect(area, theme.ground);
  const auto columns = static_cast<std::size_t>(std::max(1.0, area.width() / 3));
  const auto sums = side.density.columns(futures.start().unix_nanoseconds(), futures.end().unix_nanoseconds(), columns);
  double most = 1;
  std::vector<double> totals;
  for (const auto& sum : sums) {
    double all = 0;
    for (const std::uint64_t count : sum) all += static_cast<double>(count);
    totals.push_back(all);
    most = std::max(most, all);
  }
  const double tall = area.height() - kFaultLine - 1, step = area.width() / static_cast<double>(columns);
  for (std::size_t i = 0; i < totals.size(); ++i) {
    const double height = tall * totals[i] / most;
    painter.fillRect(QRectF(area.left() + static_cast<double>(i) * step, area.top() + tall - height, step, height),
                     theme.series(0));
  }
  for (const FaultBar& fault : side.faults) {
    const double from = scale.x(fault.begin);
    const double until = fault.end.has_value() ? std::min(scale.x(*fault.end), area.right()) : area.right();
    painter.fillRect(QRectF(from, area.bottom() - kFaultLine, std::max(2.0, until - from), kFaultLine), theme.bad);
  }
  // Beyond its end nothing is known.
  const double end = scale.x(side.end);
  if (end < area.right() - 1) {
    painter.fillRect(QRectF(end, area.top(), area.right() - end, area.height()), theme.panel);
    painter.setPen(theme.quiet);
    const QString text = side.state == sim::RunState::kRunning ? tr("not run yet") : tr("ended");
    const QRectF rest(end + 6, area.top(), area.right() - end - 6, area.height());
    if (rest.width() > fontMetrics().horizontalAdvance(text))
      painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, text);
  }
}

void FuturesPicture::mousePressEvent(QMouseEvent* event) {
  if (view_.futures() == nullptr) return;
  const TimeScale scale{view_.futures()->start(), view_.futures()->end(), left(), width() - left() - kMargin};
  view_.session().set_cursor(scale.time(event->position().x()));
}

}  // namespace orrery::gui
