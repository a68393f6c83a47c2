// The faults of the timeline: bars, and moving, stretching and removing those of a run that is steered.
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/control/fault_targets.h"
#include "gui/control/steering.h"
#include "gui/timeline/timeline_measures.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kGripReach = 5;

QString dates_text(const BarDates& dates) {
  if (dates.end == dates.begin) return clock_text(dates.begin, 3);
  return clock_text(dates.begin, 3) + QObject::tr(" to ") +
         (dates.end.has_value() ? clock_text(*dates.end, 3) : QObject::tr("the end"));
}

}  // namespace

void TimelineView::read_bars() {
  if (drag_.has_value()) return;
  const Steering* steering = session().steering();
  bars_ = timeline_bars(session().world(), steering != nullptr && steering->is_live() ? &steering->faults() : nullptr);
  updateGeometry();
  update();
}

// What a branch and the lanes of some faults that overlap need beside a density that can be read.
QSize TimelineView::minimumSizeHint() const {
  int lanes = kTimelineFewestLanes;
  for (const TimelineBar& bar : bars_) lanes = std::max(lanes, std::min(bar.lane + 1, kTimelineRoomyLanes));
  const double branch = session().branches().empty() ? 0 : branch_height();
  const double tall = axis_height() + kTimelineLeastDensity + flags_height() + 8 + branch + lanes * lane_height();
  // A dock whose title is an empty widget takes one pixel of what is asked for: such a title's height counts as -1.
  return {200, std::max(84, static_cast<int>(std::ceil(tall)) + 1)};
}

int TimelineView::shown_lanes() const {
  int wanted = 0;
  for (const TimelineBar& bar : bars_) wanted = std::max(wanted, bar.lane + 1);
  const double branch = session().branches().empty() ? 0 : branch_height();
  const int room = static_cast<int>((height() - axis_height() - kTimelineLeastDensity - flags_height() - 8 - branch) /
                                    lane_height());
  return std::clamp(wanted, kTimelineFewestLanes, std::clamp(room, kTimelineFewestLanes, kTimelineMostLanes));
}

QRectF TimelineView::fault_area() const {
  const double tall = lane_height() * shown_lanes() + 4;
  return {kTimelineMargin, height() - axis_height() - tall, width() - 2 * kTimelineMargin, tall};
}

QRectF TimelineView::bar_box(const TimelineBar& bar) const {
  const QRectF area = fault_area();
  const TimeScale scale = this->scale();
  const double left = std::max(scale.x(bar.fault.begin), area.left() - 4);
  const double right =
      std::min(bar.fault.end.has_value() ? scale.x(*bar.fault.end) : area.right() + 4, area.right() + 4);
  return {left, area.top() + bar.lane * lane_height() + 1, std::max(3.0, right - left), lane_height() - 2};
}

void TimelineView::paint_faults(QPainter& painter, const QRectF& area) {
  painter.setClipRect(area);
  int hidden = 0;
  for (std::size_t i = 0; i < bars_.size(); ++i) {
    const TimelineBar& bar = bars_[i];
    if (bar.lane >= shown_lanes()) {
      ++hidden;
      continue;
    }
    const bool dragging = drag_.has_value() && drag_->bar == i;
    paint_bar(painter, bar, dragging ? drag_->dates : BarDates{bar.fault.begin, bar.fault.end}, dragging);
  }
  painter.setClipping(false);
  if (hidden > 0) {
    const QString text = hidden == 1 ? tr("+1 more fault") : tr("+%1 more faults").arg(hidden);
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 8;
    const QRectF box(area.right() - wide, area.bottom() - lane_height(), wide, lane_height());
    painter.fillRect(box, theme().panel);
    painter.setPen(theme().text);
    painter.drawText(box, Qt::AlignCenter, text);
  }
}

// What has begun is filled; what is to come is an outline, since nothing of it has happened.
void TimelineView::paint_bar(QPainter& painter, const TimelineBar& bar, const BarDates& dates, bool dragging) const {
  TimelineBar moved = bar;
  moved.fault.begin = dates.begin;
  moved.fault.end = dates.end;
  const QRectF box = bar_box(moved), area = fault_area();
  if (box.right() < area.left() || box.left() > area.right()) return;
  const bool chosen = dragging || (bar.number.has_value() && bar.number == chosen_);
  painter.setPen(QPen(chosen ? theme().accent : theme().bad, chosen ? 2 : 1,
                      bar.is_to_come && !chosen ? Qt::DashLine : Qt::SolidLine));
  painter.setBrush(bar.is_to_come ? theme().raised : theme().bad_ground);
  painter.drawRoundedRect(box, 3, 3);
  if (bar.can_stretch && box.width() > 4 * kGripReach) {
    painter.setPen(QPen(theme().bad, 2));
    const auto grip = [&](double x) { painter.drawLine(QPointF(x, box.top() + 4), QPointF(x, box.bottom() - 4)); };
    grip(box.right() - 4);
    if (bar.is_to_come) grip(box.left() + 4);
  }
  const QRectF inner = box.adjusted(bar.is_to_come ? 9 : 5, 0, bar.can_stretch ? -8 : -4, 0);
  painter.setPen(theme().text);
  const QString text = to_qt(bar.text());
  const double wide = painter.fontMetrics().horizontalAdvance(text);
  if (inner.width() >= wide) {
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, text);
    return;
  }
  // A short bar tells its name beside it, where nothing else of its lane stands.
  double free = area.right();
  for (const TimelineBar& other : bars_)
    if (other.lane == bar.lane && other.fault.begin > bar.fault.begin) free = std::min(free, bar_box(other).left());
  const QRectF beside(box.right() + 6, box.top(), free - box.right() - 10, box.height());
  if (beside.width() >= std::min(wide, inner.width() + 40)) {
    painter.drawText(beside, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(beside.width())));
  } else if (inner.width() > 30) {
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(inner.width())));
  }
}

std::optional<BarGrip> TimelineView::grip_under(QPointF point) const {
  const QRectF area = fault_area();
  if (!area.contains(point)) return std::nullopt;
  const int lane = static_cast<int>((point.y() - area.top()) / lane_height());
  return grip_at(bars_, scale(), point.x(), lane, kGripReach);
}

bool TimelineView::begin_drag(QPointF point) {
  const auto grip = grip_under(point);
  chosen_.reset();
  update();
  if (!grip.has_value()) return false;
  const TimelineBar& bar = bars_[grip->bar];
  if (bar.fault.row != 0) session().select({session().selection().entity, bar.fault.row});
  if (!bar.number.has_value()) return false;
  chosen_ = bar.number;
  const bool moves = grip->part == BarPart::kBody ? bar.is_to_come : bar.can_stretch;
  if (!moves) return false;
  drag_ = Drag{grip->bar, grip->part, point.x(), {bar.fault.begin, bar.fault.end}, false};
  return true;
}

void TimelineView::drag_to(QPointF point) {
  if (!drag_.has_value()) return;
  const Steering* steering = session().steering();
  if (steering == nullptr || !steering->is_live()) {
    drag_.reset();
    return read_bars();
  }
  const TimeScale scale = this->scale();
  Drag& drag = *drag_;
  drag.moved = true;
  drag.dates = dragged(bars_[drag.bar], drag.part, scale.time(point.x()) - scale.time(drag.from),
                       steering->state().time, session().horizon());
  QToolTip::showText(mapToGlobal(point.toPoint()) - QPoint(0, 40), dates_text(drag.dates), this);
  update();
}

void TimelineView::end_drag() {
  if (!drag_.has_value()) return;
  const Drag drag = *drag_;
  const TimelineBar bar = bars_[drag.bar];
  const auto& [begin, end] = drag.dates;
  drag_.reset();
  QToolTip::hideText();
  Steering* steering = session().steering();
  if (!drag.moved) {
    session().set_cursor(bar.fault.begin);
  } else if (steering != nullptr && bar.number.has_value()) {
    const auto text = [](sim::Time time) { return sim::to_text(time, 9); };
    std::optional<std::string> new_start, new_end;
    if (drag.part != BarPart::kEnd) new_start = text(begin);
    const bool keeps_length =
        drag.part == BarPart::kBody &&
        (!bar.fault.end.has_value() || (end.has_value() && *end - begin == *bar.fault.end - bar.fault.begin));
    if (!keeps_length) new_end = end.has_value() ? text(*end) : "never";
    steering->move_fault(*bar.number, new_start, new_end);
  }
  read_bars();
}

void TimelineView::remove_chosen_fault() {
  if (chosen_.has_value() && session().steering() != nullptr) session().steering()->remove_fault(*chosen_);
  chosen_.reset();
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) {
  const auto grip = grip_under(event->pos());
  if (!grip.has_value()) return;
  const TimelineBar bar = bars_[grip->bar];
  QMenu menu(this);
  menu.addAction(tr("Go to its start"), this, [this, bar] { session().set_cursor(bar.fault.begin); });
  if (bar.fault.row != 0)
    menu.addAction(tr("What it did"), this, [this, bar] {
      session().select({session().selection().entity, bar.fault.row});
      Q_EMIT row_chosen(bar.fault.row);
    });
  if (bar.number.has_value() && bar.can_stretch) {
    const auto steering = QPointer(session().steering());
    menu.addAction(bar.is_to_come ? tr("Remove (Delete)") : tr("End it now (Delete)"), this, [steering, bar] {
      if (steering) steering->remove_fault(*bar.number);
    });
    menu.addAction(tr("Let it stand to the end of the run"), this, [steering, bar] {
      if (steering) steering->move_fault(*bar.number, std::nullopt, "never");
    });
  }
  menu.exec(event->globalPos());
}

void TimelineView::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasFormat(kFaultMime)) event->acceptProposedAction();
}

// On the timeline a drop says when; what is selected says where.
void TimelineView::dropEvent(QDropEvent* event) {
  const Steering* steering = session().steering();
  const std::string kind = dropped_kind(event->mimeData());
  if (steering == nullptr || kind.empty()) return;
  event->acceptProposedAction();
  std::string target;
  for (const FaultKindInfo& known : steering->kinds())
    if (known.name == kind) target = target_at(session().world(), known.target, session().selection().entity);
  session().ask_for_fault({kind, target, scale().time(event->position().x())});
}

}  // namespace orrery::gui
