// The branches of the timeline: a line a branch, from where it left its run to how far it has come.
#include <QPainter>
#include <algorithm>

#include "gui/timeline/timeline_measures.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kDiamond = 4.5, kReach = 4;

}  // namespace

double TimelineView::branch_height() const { return fontMetrics().height() + 1; }

int TimelineView::shown_branches() const {
  const double room = fault_area().top() - flags_height() - 4 - kTimelineLeastDensity;
  const int fit = std::clamp(static_cast<int>(room / branch_height()), 1, kTimelineMostBranches);
  return std::min(static_cast<int>(session().branches().size()), fit);
}

QRectF TimelineView::branch_area() const {
  return {kTimelineMargin, flags_height() + 2, width() - 2 * kTimelineMargin, shown_branches() * branch_height()};
}

// The newest are drawn; the older ones are counted in the first lane.
QRectF TimelineView::branch_box(std::size_t branch) const {
  const auto hidden = session().branches().size() - static_cast<std::size_t>(shown_branches());
  if (branch < hidden || branch >= session().branches().size()) return {};
  const BranchMark& mark = session().branches()[branch];
  const QRectF area = branch_area();
  const TimeScale scale = this->scale();
  const double left = std::clamp(scale.x(mark.at), area.left(), area.right()),
               right = std::clamp(scale.x(mark.until), left, area.right());
  return {left, area.top() + static_cast<double>(branch - hidden) * branch_height(), right - left, branch_height()};
}

const BranchMark* TimelineView::branch_under(QPointF point) const {
  for (std::size_t i = 0; i < session().branches().size(); ++i) {
    const QRectF box = branch_box(i);
    if (!box.isNull() && box.adjusted(-kReach - kDiamond, 0, kReach, 0).contains(point))
      return &session().branches()[i];
  }
  return nullptr;
}

void TimelineView::paint_branches(QPainter& painter, const QRectF& area) {
  const auto& branches = session().branches();
  const auto hidden = branches.size() - static_cast<std::size_t>(shown_branches());
  for (std::size_t i = hidden; i < branches.size(); ++i) {
    const BranchMark& mark = branches[i];
    const QRectF box = branch_box(i);
    const double y = box.center().y();
    painter.setPen(QPen(theme().accent, mark.is_shown ? 2.4 : 1.2));
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    // The run it left lies below.
    painter.drawLine(QPointF(box.left(), y), QPointF(box.left(), area.bottom()));
    painter.setBrush(mark.is_shown ? theme().accent : theme().panel);
    painter.drawPolygon(QPolygonF{{QPointF(box.left(), y - kDiamond), QPointF(box.left() + kDiamond, y),
                                   QPointF(box.left(), y + kDiamond), QPointF(box.left() - kDiamond, y)}});
    QString name = mark.name;
    if (mark.is_shown) name += tr(" (shown)");
    if (i == hidden && hidden > 0) name += tr(", and %1 older").arg(hidden);
    const double wide = painter.fontMetrics().horizontalAdvance(name) + 8;
    // On the line, where nothing is drawn but the line; at the right edge before the branch's beginning.
    const double left =
        box.left() + kDiamond + 4 + wide <= area.right() ? box.left() + kDiamond + 4 : box.left() - kDiamond - 4 - wide;
    const QRectF label(std::max(left, area.left()), box.top(), wide, box.height());
    painter.fillRect(label, theme().panel);
    painter.setPen(theme().text);
    painter.drawText(label, Qt::AlignCenter, name);
  }
}

}  // namespace orrery::gui
