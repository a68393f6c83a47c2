// The upper edge of the timeline: flags, bookmarks, and what the colours of the strip below them mean.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/timeline/timeline_measures.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kFlag = 10, kSwatch = 8, kGap = 10;
constexpr double kStaff = 4;  // of a flag, below its row
constexpr std::size_t kFlagsInTip = 6;

}  // namespace

double TimelineView::axis_height() const { return std::max(18.0, fontMetrics().height() + 3.0); }
double TimelineView::lane_height() const { return std::max(16.0, fontMetrics().height() + 2.0); }
double TimelineView::flags_height() const { return std::max(12.0, fontMetrics().height() + 0.0); }

QRectF TimelineView::flags_area() const { return {kTimelineMargin, 0, width() - 2 * kTimelineMargin, flags_height()}; }

void TimelineView::group() {
  flags_ =
      group_flags(timeline_flags(session().world()), scale(), kFlag + 2, QFontMetricsF(font()).horizontalAdvance('0'));
  place_key();
}

// Where no flag stands, from the right; else beside the flags of a run that is full of them, in a row of its own.
void TimelineView::place_key() {
  const QFontMetricsF metrics(font());
  const QRectF area = flags_area();
  double wide = 0;
  for (const Counted& one : counted()) wide += kSwatch + 4 + metrics.horizontalAdvance(one.brief) + kGap;
  key_ = QRectF();
  key_row_ = 0;
  if (wide > area.width()) return;
  std::vector<std::pair<double, double>> taken;
  for (const FlagGroup& flag : flags_) taken.emplace_back(flag.left - 3, flag.left + flag.width + 3);
  for (const sim::Time time : bookmarks_) taken.emplace_back(scale().x(time) - 6, scale().x(time) + 6);
  std::sort(taken.begin(), taken.end());
  double right = area.right();
  for (auto box = taken.rbegin(); box != taken.rend() && key_.isNull(); ++box) {
    if (right - box->second >= wide) key_ = QRectF(right - wide, area.top(), wide, area.height());
    right = std::min(right, box->first);
  }
  if (key_.isNull() && right - area.left() >= wide) key_ = QRectF(right - wide, area.top(), wide, area.height());
  const bool has_room = density_area().height() >= kTimelineLeastDensity + kStaff + metrics.height();
  if (!key_.isNull() || !has_room) return;
  key_row_ = kStaff + metrics.height();
  key_ = QRectF(area.right() - wide, branch_area().bottom() + kStaff, wide, metrics.height());
}

void TimelineView::paint_key(QPainter& painter) {
  if (key_.isNull()) return;
  const QFontMetricsF metrics(font());
  double x = key_.left();
  for (const Counted& one : counted()) {
    painter.fillRect(QRectF(x, key_.center().y() - kSwatch / 2, kSwatch, kSwatch), one.colour);
    const double wide = metrics.horizontalAdvance(one.brief);
    painter.setPen(theme().quiet);
    painter.drawText(QRectF(x + kSwatch + 4, key_.top(), wide + 2, key_.height()), Qt::AlignVCenter | Qt::AlignLeft,
                     one.brief);
    x += kSwatch + 4 + wide + kGap;
  }
}

void TimelineView::paint_flags(QPainter& painter, const QRectF& area) {
  for (const FlagGroup& group : flags_) {
    const QColor colour = group.has_violation() ? theme().bad : theme().warning;
    painter.setPen(QPen(colour, 1.4));
    painter.drawLine(QPointF(group.x, area.top()), QPointF(group.x, area.bottom() + kStaff));
    painter.setBrush(group.has_violation() ? QBrush(colour) : QBrush(Qt::NoBrush));
    const double way = group.left < group.x ? -1 : 1;
    painter.drawPolygon(QPolygonF{{QPointF(group.x, area.top() + 1), QPointF(group.x + way * 8, area.top() + 4),
                                   QPointF(group.x, area.top() + 8)}});
    if (group.flags.size() < 2) continue;
    painter.setPen(theme().text);
    const QRectF number(way > 0 ? group.x + kFlag - 1 : group.left, area.top(), group.width - kFlag, area.height());
    painter.drawText(number, Qt::AlignVCenter | Qt::AlignLeft, QString::number(group.flags.size()));
  }
  painter.setBrush(theme().accent);
  for (const sim::Time time : bookmarks_) {
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(QPointF(scale().x(time), area.top() + 5), 3.5, 3.5);
  }
}

const FlagGroup* TimelineView::flags_under(QPointF point) const {
  if (point.y() > flags_area().bottom() + kStaff) return nullptr;
  const auto found = std::find_if(flags_.begin(), flags_.end(), [&](const FlagGroup& group) {
    return point.x() >= group.left - 3 && point.x() < group.left + group.width + 1;
  });
  return found == flags_.end() ? nullptr : &*found;
}

// Of several each click goes to the next.
const TimelineFlag& TimelineView::next_of(const FlagGroup& group) const {
  const auto chosen = std::find_if(group.flags.begin(), group.flags.end(),
                                   [&](const TimelineFlag& flag) { return flag.row == session().selection().row; });
  const bool last = chosen == group.flags.end() || chosen + 1 == group.flags.end();
  return last ? group.flags.front() : *(chosen + 1);
}

QString TimelineView::flags_tip(const FlagGroup& group) const {
  const bool dated = is_dated(session());
  QStringList lines;
  for (const TimelineFlag& flag : group.flags) {
    if (lines.size() == kFlagsInTip) break;
    lines << moment_text(flag.time, 3, dated) + "  " + to_qt(flag.words);
  }
  if (group.flags.size() > kFlagsInTip) lines << tr("and %1 more").arg(group.flags.size() - kFlagsInTip);
  lines << (group.flags.size() > 1 ? tr("Each click goes to the next of %1").arg(group.flags.size())
                                   : tr("A click selects its row"));
  return lines.join("\n");
}

bool TimelineView::choose_flag(QPointF point) {
  if (const FlagGroup* group = flags_under(point); group != nullptr) {
    const TimelineFlag flag = next_of(*group);
    session().set_cursor(flag.time);
    session().select({flag.entity.is_none() ? session().selection().entity : flag.entity, flag.row});
    Q_EMIT row_chosen(flag.row);
    return true;
  }
  if (point.y() > flags_area().bottom()) return false;
  for (const sim::Time time : bookmarks_) {
    if (std::abs(scale().x(time) - point.x()) > 5) continue;
    session().set_cursor(time);
    return true;
  }
  return false;
}

// Marks that tell where they stand: the first one and every midnight with their date, when the range has more than one.
void TimelineView::paint_axis(QPainter& painter, const QRectF& area) {
  const TimeScale scale = this->scale();
  const TimeRange range = session().range();
  const bool dated = crosses_midnight(range.from, range.until);
  const QFontMetricsF metrics(font());
  const double label = metrics.horizontalAdvance(dated ? "2000-00-00 00:00" : "00:00:00.000000");
  const sim::Duration step = scale_step(range.length(), area.width(), label + 24);
  const std::int64_t width = step.count_nanoseconds(), day = sim::Duration::hours(24).count_nanoseconds();
  const double at_cursor = scale.x(session().cursor());
  const QRectF cursor = at_cursor < 0 || at_cursor > this->width() ? QRectF() : cursor_box();
  bool is_first = true;
  painter.setPen(theme().quiet);
  for (std::int64_t at = (range.from.unix_nanoseconds() / width + 1) * width; at < range.until.unix_nanoseconds();
       at += width) {
    const double x = scale.x(at);
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.top() + 4));
    const sim::Time time = sim::Time::from_unix_nanoseconds(at);
    const QString text = !dated          ? clock_text(time, decimals_for(step))
                         : at % day == 0 ? date_text(time)
                         : is_first      ? moment_text(time, 0, true).chopped(3)
                                         : clock_text(time, decimals_for(step));
    const QRectF box(x - label / 2, area.top() + 3, label, area.height() - 3);
    if (box.left() < area.left() - kTimelineMargin || box.right() > area.right() + kTimelineMargin) continue;
    is_first = false;
    // The cursor's own time is told in its place.
    if (box.intersects(cursor)) continue;
    painter.drawText(box, Qt::AlignHCenter | Qt::AlignTop, text);
  }
}

}  // namespace orrery::gui
