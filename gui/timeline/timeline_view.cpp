#include "gui/timeline/timeline_view.h"

#include <QElapsedTimer>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/timeline/timeline_measures.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kMargin = kTimelineMargin;
constexpr double kWheelStep = 1.0 / 480;

}  // namespace

TimelineView::TimelineView(Session& session, QWidget* parent) : View(session, "Timeline", parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAcceptDrops(true);
  read_bars();
  for (const auto signal : {&Session::world_changed, &Session::steering_changed}) {
    connect(&session, signal, this, &TimelineView::read_bars);
  }
  for (const auto signal : {&Session::world_changed, &Session::histories_changed, &Session::range_changed,
                            &Session::theme_changed, &Session::branches_changed}) {
    connect(&session, signal, this, &TimelineView::change);
  }
  connect(&session, &Session::cursor_changed, this, &TimelineView::move_cursor);
}

void TimelineView::change() {
  still_.forget();
  updateGeometry();
  update();
}

// Only where the cursor was and where it is now, with the times beside it that it covers or covered.
void TimelineView::move_cursor() {
  const QRectF at = cursor_box();
  for (const QRectF& box : {cursor_at_, at}) {
    update(box.adjusted(-2, 0, 2, 0).toAlignedRect());
    update(
        QRectF(box.left() - box.width() * 2, height() - axis_height(), box.width() * 5, axis_height()).toAlignedRect());
  }
}

QRectF TimelineView::cursor_box() const {
  const double x = scale().x(session().cursor());
  const double wide =
      QFontMetricsF(font()).horizontalAdvance(moment_text(session().cursor(), 3, is_dated(session()))) + 10;
  return {std::clamp(x - wide / 2, 0.0, std::max(0.0, width() - wide)), 0, wide, static_cast<double>(height())};
}

TimeScale TimelineView::scale() const {
  const TimeRange range = session().range();
  return {range.from, range.until, kMargin, width() - 2 * kMargin};
}

void TimelineView::paintEvent(QPaintEvent*) {
  QElapsedTimer clock;
  clock.start();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  still_.draw(painter, *this, theme().panel, [this](QPainter& still) { paint_still(still); });
  paint_axis(painter, {kMargin, height() - axis_height(), width() - 2 * kMargin, axis_height()});
  paint_cursor(painter, QRectF(rect()));
  cursor_at_ = cursor_box();
  note_paint(clock.nsecsElapsed());
}

void TimelineView::paint_still(QPainter& painter) {
  group();
  paint_density(painter, density_area());
  paint_branches(painter, branch_area());
  paint_faults(painter, fault_area());
  paint_flags(painter, flags_area());
  paint_key(painter);
}

// From the bottom of a bar to its top; what lies on each other can be told apart by all.
std::vector<TimelineView::Counted> TimelineView::counted() const {
  return {{DensityProfile::kDropped, theme().bad, tr("copies lost or dead on arrival"), tr("lost")},
          {DensityProfile::kMessages, theme().series(0), tr("messages"), tr("messages")},
          {DensityProfile::kChain, theme().series(1), tr("blocks, transactions, logs"), tr("chain")},
          {DensityProfile::kStates, theme().series(6), tr("states and rounds"), tr("states")},
          {DensityProfile::kOther, theme().quiet, tr("other rows"), tr("other")}};
}

// What the colours of the strip mean, with the counts of the bar that is pointed at.
QString TimelineView::density_tip(QPointF at) const {
  const DensityProfile& density = session().density();
  const std::int64_t width = density.width, time = scale().time(at.x()).unix_nanoseconds();
  const std::int64_t from = time - ((time % width) + width) % width;
  const auto sums = density.columns(from, from + width, 1);
  QString rows;
  const std::vector<Counted> kinds = counted();
  for (auto kind = kinds.rbegin(); kind != kinds.rend(); ++kind)
    rows += QStringLiteral("<tr><td><font color=\"%1\">■</font> %2&nbsp;&nbsp;</td><td align=\"right\">%3</td></tr>")
                .arg(kind->colour.name(), kind->name, count_text(sums[0][kind->kind]));
  return tr("Rows from %1 to %2")
             .arg(moment_text(sim::Time::from_unix_nanoseconds(from), 0, is_dated(session())),
                  moment_text(sim::Time::from_unix_nanoseconds(from + width), 0, is_dated(session()))) +
         "<table>" + rows + "</table>";
}

QRectF TimelineView::density_area() const {
  const QRectF faults = fault_area(), branches = branch_area();
  const double top = branches.bottom() + key_row_;
  return {kMargin, top, width() - 2 * kMargin, faults.top() - top - 2};
}

void TimelineView::paint_density(QPainter& painter, const QRectF& area) {
  painter.fillRect(area, theme().ground);
  const TimeRange range = session().range();
  const DensityProfile& density = session().density();
  // No more columns than the recording counted, so that a wide bucket is a wide bar and not a comb.
  const double buckets = static_cast<double>(range.length().count_nanoseconds()) / static_cast<double>(density.width);
  const auto columns = static_cast<std::size_t>(std::clamp(std::floor(buckets), 1.0, area.width() / 2));
  const auto sums = density.columns(range.from.unix_nanoseconds(), range.until.unix_nanoseconds(), columns);
  double most = 1;
  for (const auto& sum : sums) {
    double all = 0;
    for (const std::uint64_t count : sum) all += static_cast<double>(count);
    most = std::max(most, all);
  }
  const std::vector<Counted> kinds = counted();
  const double step = area.width() / static_cast<double>(columns);
  painter.setPen(Qt::NoPen);
  painter.setRenderHint(QPainter::Antialiasing, false);
  for (std::size_t i = 0; i < columns; ++i) {
    double bottom = area.bottom();
    for (const Counted& counted : kinds) {
      const double height = area.height() * static_cast<double>(sums[i][counted.kind]) / most;
      if (height <= 0) continue;
      painter.fillRect(QRectF(area.left() + static_cast<double>(i) * step, bottom - height,
                              std::max(1.0, step - (step > 4 ? 1 : 0)), height),
                       counted.colour);
      bottom -= height;
    }
  }
  painter.setRenderHint(QPainter::Antialiasing);
}

void TimelineView::paint_cursor(QPainter& painter, const QRectF& area) {
  const double x = scale().x(session().cursor());
  if (x < 0 || x > area.right()) return;
  painter.setPen(QPen(theme().text, 1.5));
  painter.drawLine(QPointF(x, 0), QPointF(x, area.bottom() - axis_height()));
  const QString text = moment_text(session().cursor(), 3, is_dated(session()));
  const QRectF column = cursor_box();
  const QRectF box(column.left(), area.bottom() - axis_height() + 1, column.width(), axis_height() - 2);
  painter.setBrush(theme().text);
  painter.setPen(Qt::NoPen);
  painter.drawRoundedRect(box, 3, 3);
  painter.setPen(theme().ground);
  painter.drawText(box, Qt::AlignCenter, text);
}

QString TimelineView::tip_at(QPointF at) const {
  if (const BranchMark* branch = branch_under(at); branch != nullptr) {
    return tr("%1, come to %2\n%3")
        .arg(branch->name, clock_text(branch->until, 3),
             branch->is_shown ? tr("shown; a click goes back to the run that it left") : tr("a click shows it"));
  }
  if (const FlagGroup* flags = flags_under(at); flags != nullptr) return flags_tip(*flags);
  const sim::Time time = scale().time(at.x());
  QString tip = moment_text(time, 3, is_dated(session()));
  for (const TimelineBar& bar : bars_) {
    if (!bar.fault.stands_at(time)) continue;
    tip += "\n" + to_qt(bar.text());
    if (!bar.fault.about.empty()) tip += to_qt(": " + bar.fault.about);
    if (bar.is_to_come) tip += tr(" (to come: drag to move it, its ends to stretch it)");
  }
  return tip;
}

bool TimelineView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QString tip = tip_at(help->pos());
    if (density_area().contains(help->pos()) && branch_under(help->pos()) == nullptr)
      tip = tip.toHtmlEscaped().replace("\n", "<br>") + "<br>" + density_tip(help->pos());
    QToolTip::showText(help->globalPos(), tip, this);
    return true;
  }
  return View::event(event);
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
  const sim::Time time = scale().time(event->position().x());
  if ((event->modifiers() & Qt::ShiftModifier) != 0) {
    range_begin_ = time;
    return;
  }
  if (const BranchMark* branch = branch_under(event->position());
      branch != nullptr && event->button() == Qt::LeftButton) {
    return session().ask_for_branch(*branch);
  }
  if (event->button() == Qt::LeftButton && choose_flag(event->position())) return;
  if (event->button() == Qt::LeftButton && begin_drag(event->position())) return;
  session().set_cursor(time);
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
  if (drag_.has_value()) return drag_to(event->position());
  if (event->buttons() == Qt::NoButton) {
    const auto grip = grip_under(event->position());
    setCursor(!grip.has_value() || !bars_[grip->bar].can_stretch ? Qt::ArrowCursor
              : grip->part != BarPart::kBody                     ? Qt::SizeHorCursor
              : bars_[grip->bar].is_to_come                      ? Qt::OpenHandCursor
                                                                 : Qt::ArrowCursor);
  }
  if ((event->buttons() & Qt::LeftButton) != 0 && !range_begin_.has_value()) {
    session().set_cursor(scale().time(event->position().x()));
  }
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
  if (drag_.has_value()) return end_drag();
  if (!range_begin_.has_value()) return;
  const sim::Time other = scale().time(event->position().x());
  const TimeRange range{std::min(*range_begin_, other), std::max(*range_begin_, other)};
  range_begin_.reset();
  if (range.length() > sim::Duration::zero()) session().set_range(range);
}

void TimelineView::wheelEvent(QWheelEvent* event) {
  const double turn = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
  const TimeScale zoomed = scale().zoomed(event->position().x(), std::exp2(-turn * kWheelStep * 2));
  session().set_range({zoomed.from, zoomed.until});
  event->accept();
}

void TimelineView::toggle_bookmark(sim::Time time) {
  const auto found = std::find(bookmarks_.begin(), bookmarks_.end(), time);
  if (found != bookmarks_.end()) {
    bookmarks_.erase(found);
  } else {
    bookmarks_.insert(std::lower_bound(bookmarks_.begin(), bookmarks_.end(), time), time);
  }
  change();
}

QString TimelineView::as_text() const {
  QString text;
  for (const TimelineBar& bar : bars_) {
    const FaultBar& fault = bar.fault;
    const QString until = fault.end.has_value() ? clock_text(*fault.end) : tr("the end");
    text += clock_text(fault.begin) + (fault.is_instant() ? QString() : " to " + until) + "  " + to_qt(bar.text()) +
            (bar.is_to_come ? tr(", to come") : QString()) + "\n";
  }
  for (const BranchMark& branch : session().branches())
    text += tr("%1, come to %2\n").arg(branch.name, clock_text(branch.until));
  return text;
}

}  // namespace orrery::gui
