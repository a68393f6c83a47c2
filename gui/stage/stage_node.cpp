// How StageView paints the insides of one node: what it reads prices from, what it leans on, how it reaches its chain.
#include <QPainter>
#include <algorithm>

#include "gui/stage/stage_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kGap = 10;

struct Column {
  double x = 0, width = 0;
  std::vector<QRectF> boxes;
};

// In the middle of the area, closer to each other and lower where they are too many for it.
Column column_of(std::size_t count, double x, QSizeF box, const QRectF& area) {
  Column column{x, box.width(), {}};
  if (count == 0) return column;
  const double pitch = std::min(box.height() + kGap, area.height() / static_cast<double>(count));
  box.setHeight(std::min(box.height(), pitch - 2));
  double y = area.center().y() - pitch * static_cast<double>(count) / 2;
  for (std::size_t i = 0; i < count; ++i, y += pitch) column.boxes.emplace_back(QPointF(x, y), box);
  return column;
}

}  // namespace

void StageView::paint_node(QPainter& painter, const StageMoment& moment) {
  const WorldModel& world = session().world();
  const Machine* machine = world.machine(session().selection().entity);
  links_.clear();
  if (machine == nullptr) return;
  const QRectF area = stage_area().adjusted(0, fontMetrics().height() + 4, 0, 0);
  // Two lines of text in a box, four in the middle.
  const double line_height = fontMetrics().height();
  const double width = std::min(std::max(210.0, 14 * line_height), area.width() / 3 - 30);
  const QSizeF size(width, 2 * line_height + 10);
  const auto text_box = [&](const QRectF& box, const QString& title, const QString& detail, bool good) {
    painter.setPen(QPen(good ? theme().line : theme().bad, good ? 1.2 : 2));
    painter.setBrush(good ? theme().panel : theme().bad_ground);
    painter.drawRoundedRect(box, 5, 5);
    const bool has_two_lines = box.height() >= 2 * fontMetrics().height() + 4;
    const QRectF inner = has_two_lines ? box.adjusted(9, 3, -9, -3) : box.adjusted(9, 0, -9, 0);
    painter.setPen(theme().text);
    painter.drawText(inner, (has_two_lines ? Qt::AlignTop : Qt::AlignVCenter) | Qt::AlignLeft,
                     fontMetrics().elidedText(title, Qt::ElideMiddle, static_cast<int>(inner.width())));
    if (!has_two_lines) return;
    painter.setPen(good ? theme().quiet : theme().bad);
    painter.drawText(inner, Qt::AlignBottom | Qt::AlignLeft,
                     fontMetrics().elidedText(detail, Qt::ElideRight, static_cast<int>(inner.width())));
  };
  const auto linked = [&](const std::string& name, const QRectF& box) {
    const sim::EntityId id = world.find(name);
    const Machine* other = world.machine(id);
    const StateAt state = session().states().at(id, moment.time);
    const QString where = other == nullptr || other->zone.is_none() ? QString() : to_qt(world.name_of(other->zone));
    text_box(box, to_qt(name), (state.is_up() ? QString() : to_qt(state.status) + " — ") + where, state.is_up());
    links_.emplace_back(box, id);
    return state.is_up();
  };
  const StateAt state = session().states().at(machine->id, moment.time);
  QRectF middle(0, 0, width + 20, std::max(104.0, 4 * (line_height + 3) + 16));
  middle.moveCenter(area.center());
  const Column left = column_of(machine->providers.size(), area.left() + 10, size, area);
  const Column right = column_of(machine->rpc.size(), area.right() - width - 10, size, area);
  const auto join = [&](QPointF a, QPointF b, bool good) {
    painter.setPen(QPen(good ? theme().line : theme().bad, 1.5, good ? Qt::SolidLine : Qt::DashLine));
    painter.drawLine(a, b);
  };
  for (std::size_t i = 0; i < left.boxes.size(); ++i) {
    const bool good = linked(machine->providers[i], left.boxes[i]);
    join({left.boxes[i].right(), left.boxes[i].center().y()}, {middle.left(), middle.center().y()}, good);
  }
  for (std::size_t i = 0; i < right.boxes.size(); ++i) {
    const bool good = linked(machine->rpc[i], right.boxes[i]);
    join({right.boxes[i].left(), right.boxes[i].center().y()}, {middle.right(), middle.center().y()}, good);
  }
  double x = area.center().x() - (static_cast<double>(machine->leans_on.size()) * (width + kGap) - kGap) / 2;
  for (const std::string& service : machine->leans_on) {
    const auto fault = std::find_if(moment.faults.begin(), moment.faults.end(),
                                    [&](const FaultBar* f) { return f->target == service; });
    const bool good = fault == moment.faults.end();
    const QRectF box(QPointF(x, area.bottom() - size.height()), size);
    join({box.center().x(), box.top()}, {middle.center().x(), middle.bottom()}, good);
    text_box(box, to_qt(service), good ? tr("leans on it; it works") : to_qt((*fault)->kind), good);
    links_.emplace_back(box, world.find(service));
    x += width + kGap;
  }
  text_box(middle, QString(), QString(), state.is_up());
  paint_glyph(painter, middle.topLeft() + QPointF(20, 21), 9, *machine, state);
  painter.setPen(theme().text);
  QStringList lines{to_qt(machine->name)};
  if (!machine->zone.is_none()) lines << tr("in %1").arg(to_qt(world.name_of(machine->zone)));
  if (!state.status.empty()) lines << tr("%1 since %2").arg(to_qt(state.status), clock_text(state.status_since));
  if (state.epoch >= 0)
    lines << tr("epoch %1%2").arg(state.epoch).arg(state.leads == state.epoch ? tr(", leads it") : "");
  double y = middle.top() + 8;
  for (qsizetype i = 0; i < lines.size(); ++i, y += fontMetrics().height() + 3) {
    const QRectF line(middle.left() + 38, y, middle.width() - 44, fontMetrics().height() + 2);
    painter.setPen(i == 0 ? theme().text : theme().quiet);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(lines[i], Qt::ElideMiddle, static_cast<int>(line.width())));
  }
  painter.setPen(theme().quiet);
  const double title = stage_area().top();
  painter.drawText(QRectF(left.x, title, width, fontMetrics().height()), Qt::AlignCenter, tr("reads prices from"));
  painter.drawText(QRectF(right.x, title, width, fontMetrics().height()), Qt::AlignCenter, tr("reaches its chain by"));
}

}  // namespace orrery::gui
