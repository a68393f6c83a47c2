// The signs of a SequenceView: blocks and marks on its lines, and the key above that says what they stand for.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/sequence/sequence_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

using Kind = SequenceMark::Kind;

bool is_block(Kind kind) { return kind == Kind::kBlock || kind == Kind::kUndoneBlock; }

}  // namespace

double SequenceView::box_height(std::size_t axis) const {
  return std::min(row_height(axis) * 0.6, fontMetrics().height() + 2.0);
}

QString SequenceView::label_of(const BlockBox& box) const {
  const SequenceMark &first = marks()[box.marks.front()], &last = marks()[box.marks.back()];
  const QString text = box.marks.size() == 1 ? QString::number(first.number)
                                             : QStringLiteral("%1–%2").arg(first.number).arg(last.number);
  const bool fits =
      fontMetrics().horizontalAdvance(text) + 8 <= box.room - 2 && box_height(box.axis) >= fontMetrics().ascent();
  return fits ? text : QString();
}

QRectF SequenceView::rect_of(const BlockBox& box) const {
  const QString label = label_of(box);
  const double high = box_height(box.axis);
  const double wide = label.isEmpty() ? 6 * scale() : fontMetrics().horizontalAdvance(label) + 8;
  return {box.x - wide / 2, y_of(box.axis) - high / 2, wide, high};
}

std::optional<QPointF> SequenceView::place_of(const SequenceMark& mark) const {
  const double x = x_of(mark.time), sign = 5 * scale();
  if (mark.kind == Kind::kMissed) return QPointF(x, plot().top() + sign);
  const auto axis = axes_.axis_of(mark.entity);
  if (!axis.has_value()) return std::nullopt;
  const double y = y_of(*axis), half = box_height(*axis) / 2;
  switch (mark.kind) {
    case Kind::kUpdate:
      return QPointF(x, y - half - sign);
    case Kind::kFinal:
    case Kind::kStalled:
      return QPointF(x, y + half + sign);
    case Kind::kReorg: {
      // Before the first block of the other branch.
      const auto box = std::find_if(boxes_.begin(), boxes_.end(), [&](const BlockBox& one) {
        return std::any_of(one.marks.begin(), one.marks.end(),
                           [&](std::size_t i) { return marks()[i].row == mark.row; });
      });
      return QPointF((box == boxes_.end() ? x : rect_of(*box).left()) - 1.6 * sign, y);
    }
    default:
      return QPointF(x, y);
  }
}

void SequenceView::paint_box(QPainter& painter, const QRectF& rect, bool undone, bool used) {
  QColor ground = used ? theme().selection : theme().raised;
  painter.setBrush(undone ? theme().ground : ground);
  painter.setPen(QPen(undone ? theme().bad : theme().quiet, 1.2 * scale(), undone ? Qt::DashLine : Qt::SolidLine));
  painter.drawRoundedRect(rect, 2, 2);
  painter.setBrush(Qt::NoBrush);
}

void SequenceView::paint_boxes(QPainter& painter) {
  for (const BlockBox& box : boxes_) {
    const QRectF rect = rect_of(box);
    paint_box(painter, rect, box.undone, box.transactions > 0);
    const QString label = label_of(box);
    painter.setPen(box.undone ? theme().bad : theme().text);
    if (!label.isEmpty()) painter.drawText(rect, Qt::AlignCenter, label);
    if (!box.undone) continue;
    painter.setPen(QPen(theme().bad, 1.4 * scale()));
    painter.drawLine(rect.bottomLeft(), rect.topRight());
  }
}

void SequenceView::paint_handovers(QPainter& painter) {
  for (const Handover& one : contents_->handovers) {
    const auto from = y_of(one.node), axis = axes_.axis_of(one.chain).has_value() ? y_of(one.chain) : std::nullopt;
    if (!from.has_value() || !axis.has_value()) continue;
    QColor colour = one.failed || one.undone ? theme().bad : theme().text;
    colour.setAlpha(200);
    painter.setPen(QPen(colour, 1.3 * scale(), Qt::DashLine));
    const double rise = box_height(*axes_.axis_of(one.chain)) / 2;
    painter.drawLine(QPointF(x_of(one.begin), *from), QPointF(x_of(one.end), *axis + (*axis > *from ? -rise : rise)));
  }
}

void SequenceView::paint_marks(QPainter& painter) {
  const QRectF area = plot();
  const MarkSpan span = marks_between(marks(), shown_.from.unix_nanoseconds(), shown_.until.unix_nanoseconds());
  const double line = fontMetrics().height();
  for (std::size_t i = span.first; i < span.end; ++i) {
    const SequenceMark& mark = marks()[i];
    const auto place = place_of(mark);
    if (!place.has_value() || is_block(mark.kind)) continue;
    if (mark.kind == Kind::kMissed) {
      painter.setPen(QPen(theme().bad, 1.2 * scale(), Qt::DashLine));
      painter.drawLine(QPointF(place->x(), area.top()), QPointF(place->x(), area.bottom()));
    }
    paint_sign(painter, mark.kind, *place, 5 * scale());
    const QString text = mark.kind == Kind::kReorg    ? tr("%1 undone").arg(mark.number)
                         : mark.kind == Kind::kQuorum ? QStringLiteral("%1/%2").arg(mark.number).arg(mark.of)
                         : mark.kind == Kind::kShort  ? QStringLiteral("%1/%2").arg(mark.number).arg(mark.of)
                                                      : QString();
    if (text.isEmpty()) continue;
    const double wide = fontMetrics().horizontalAdvance(text) + 4;
    const bool below = mark.kind == Kind::kReorg;
    const double row = row_height(*axes_.axis_of(mark.entity));
    if (!below && row < 1.2 * line) continue;
    // Of a quorum above the line, left of what the leader sends next; of a break under the blocks, or over them where
    // the plot ends.
    const double half = box_height(*axes_.axis_of(mark.entity)) / 2;
    const double under = place->y() + half + line > area.bottom() ? place->y() - half - line : place->y() + half;
    const QRectF box = below ? QRectF(place->x() - wide / 2, under, wide, line)
                             : QRectF(place->x() - wide - 2, place->y() - std::min(row / 2, 1.5 * line), wide, line);
    QColor ground = theme().ground;
    ground.setAlpha(170);
    painter.fillRect(box.adjusted(0, 1, 0, -1), ground);
    painter.setPen(mark.kind == Kind::kQuorum ? theme().good : theme().bad);
    painter.drawText(box, Qt::AlignCenter, text);
  }
}

// One sign round a point, about twice `size` high.
void SequenceView::paint_sign(QPainter& painter, Kind kind, QPointF at, double size) {
  const auto polygon = [&](const QColor& colour, bool filled, std::initializer_list<QPointF> points) {
    QPolygonF shape;
    for (const QPointF& point : points) shape << at + point * size;
    painter.setPen(QPen(colour, size * 0.28));
    painter.setBrush(filled ? QBrush(colour) : QBrush(theme().ground));
    painter.drawPolygon(shape);
    painter.setBrush(Qt::NoBrush);
  };
  switch (kind) {
    case Kind::kBlock:
    case Kind::kUndoneBlock: {
      const QRectF rect(at.x() - size, at.y() - size, 2 * size, 2 * size);
      paint_box(painter, rect, kind == Kind::kUndoneBlock, false);
      if (kind == Kind::kUndoneBlock) painter.drawLine(rect.bottomLeft(), rect.topRight());
      return;
    }
    case Kind::kReorg: {
      // The line is broken: two strokes across a gap.
      painter.fillRect(QRectF(at.x() - size * 0.7, at.y() - size, size * 1.4, size * 2), theme().ground);
      painter.setPen(QPen(theme().bad, size * 0.45));
      for (const double x : {-0.55, 0.55})
        painter.drawLine(at + QPointF(x - 0.4, 1.5) * size, at + QPointF(x + 0.4, -1.5) * size);
      return;
    }
    case Kind::kUpdate:
      return polygon(theme().good, true, {{-0.8, -0.8}, {0.8, -0.8}, {0, 0.7}});
    case Kind::kFinal:
      return polygon(theme().good, true, {{-0.7, 0.7}, {0.7, 0.7}, {0.7, 0.2}, {-0.7, 0.2}});
    case Kind::kStalled:
      return polygon(theme().bad, false, {{-0.7, 0.8}, {0.7, 0.8}, {0.7, 0}, {-0.7, 0}});
    case Kind::kSent:
      return polygon(theme().text, true, {{0, -1}, {1, 0}, {0, 1}, {-1, 0}});
    case Kind::kConfirmed:
      return polygon(theme().text, false, {{0, -1}, {1, 0}, {0, 1}, {-1, 0}});
    case Kind::kFailed:
      return polygon(theme().bad, true, {{0, -1}, {1, 0}, {0, 1}, {-1, 0}});
    case Kind::kQuorum:
      return polygon(theme().good, true, {{-0.35, -1.7}, {0.35, -1.7}, {0.35, 1.7}, {-0.35, 1.7}});
    case Kind::kShort:
      return polygon(theme().bad, false, {{-0.35, -1.7}, {0.35, -1.7}, {0.35, 1.7}, {-0.35, 1.7}});
    case Kind::kTimeout:
      return polygon(theme().warning, false, {{-0.9, -1.1}, {0.9, -1.1}, {-0.9, 1.1}, {0.9, 1.1}});
    case Kind::kMissed:
      return polygon(theme().bad, true, {{0, -1}, {1.6, -0.4}, {0, 0.2}});
  }
}

// The phase after the final report was asked for is no work.
void SequenceView::lay_phases() {
  const std::int64_t from = shown_.from.unix_nanoseconds(), until = shown_.until.unix_nanoseconds();
  phases_.clear();
  for (const Group& group : session().world().groups) {
    const LeaderPhases phases(group, session().states());
    for (const sim::EntityId member : group.members) {
      const auto row = axes_.axis_of(member);
      if (!row.has_value()) continue;
      for (const PhaseSpan& span : phases.of(member, from, until))
        if (span.phase != "final") phases_.push_back({*row, span});
    }
  }
}

void SequenceView::lay_downs() {
  downs_.clear();
  const std::int64_t from = shown_.from.unix_nanoseconds(), until = shown_.until.unix_nanoseconds();
  const auto& axes = axes_.axes();
  for (std::size_t row = 0; row < axes.size(); ++row) {
    for (const DownStretch& stretch : down_stretches(session().states(), axes[row].members, from, until))
      downs_.push_back({row, stretch, is_dead(session().world(), axes[row], stretch.down)});
  }
}

void SequenceView::lay_key() {
  SequenceDrawn drawn;
  for (const DownBand& band : downs_) (band.dead ? drawn.down : drawn.partly_down) = true;
  for (const PhaseBand& band : phases_) drawn.phases.insert(band.span.phase);
  drawn.handovers = std::any_of(contents_->handovers.begin(), contents_->handovers.end(), [&](const Handover& one) {
    return axes_.axis_of(one.node).has_value() && axes_.axis_of(one.chain).has_value();
  });
  key_ = sequence_key(arrows_, window().kinds, marks(), axes_, drawn);
}

QString SequenceView::title() const {
  const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
  QString title = to_qt(session().world().name_of(session().network()));
  if (round != nullptr) title = tr("%1, round %2.%3").arg(title).arg(round->epoch).arg(round->round);
  if (grouping() == AxisGrouping::kNetwork) title = tr("all networks");
  const auto nodes = nodes_shown(session().world(), session().network(), grouping());
  const auto hidden =
      std::count_if(nodes.begin(), nodes.end(), [&](auto node) { return hidden_nodes_.contains(node); });
  if (hidden == 0) return title;
  return tr("%1, %2 of %3 nodes").arg(title).arg(static_cast<std::ptrdiff_t>(nodes.size()) - hidden).arg(nodes.size());
}

QString SequenceView::remark() const {
  if (window().is_sampled()) return tr("%1 messages, too many to draw all").arg(window().total);
  if (arrows_every_ > 1) return tr("1 of %1 lines drawn").arg(arrows_every_);
  switch (mode_) {
    case TimeMode::kLinear:
      return tr("linear time");
    case TimeMode::kStep:
      return tr("step time");
    case TimeMode::kNonlinear:
      return tr("nonlinear time");
  }
  return {};
}

// The title, what is special about the drawing, and the key between and below them as far as there is room.
void SequenceView::paint_header(QPainter& painter) {
  const double line = fontMetrics().height() + 2;
  QFont bold = font();
  bold.setBold(true);
  const QFontMetricsF wide(bold);
  const bool warns = window().is_sampled() || arrows_every_ > 1;
  QString remark = this->remark(), title = this->title();
  const auto begin_of_remark = [&] { return width() - 8.0 - fontMetrics().horizontalAdvance(remark); };
  // Of both the title is more worth, but for a warning.
  if (!warns && 6 + wide.horizontalAdvance(title) + 8 > begin_of_remark()) remark.clear();
  const double right = begin_of_remark();
  title = wide.elidedText(title, Qt::ElideRight, right - 14);
  painter.setFont(bold);
  painter.setPen(theme().text);
  painter.drawText(QRectF(6, 1, right - 6, line), Qt::AlignVCenter | Qt::AlignLeft, title);
  painter.setFont(font());
  painter.setPen(warns ? theme().warning : theme().quiet);
  painter.drawText(QRectF(right, 1, width() - 8 - right, line), Qt::AlignVCenter | Qt::AlignRight, remark);
  paint_key(painter, 6 + wide.horizontalAdvance(title) + 16, right - 8);
}

// The first line is between title and remark; what finds no room is in the tooltip.
void SequenceView::paint_key(QPainter& painter, double first_left, double first_right) {
  const double line = fontMetrics().height() + 2, sign = 24 * scale(), left = 8;
  std::vector<double> widths, lines{first_right - first_left};
  for (const KeyEntry& entry : key_) widths.push_back(sign + fontMetrics().horizontalAdvance(to_qt(entry.text)) + 12);
  while (static_cast<double>(lines.size() + 1) * line < header_height()) lines.push_back(width() - 4 - left);
  auto places = lay_out_key(key_, widths, lines);
  if (places.size() < key_.size()) {
    lines.back() -= 12;
    places = lay_out_key(key_, widths, lines);
    painter.drawText(QPointF(lines.size() > 1 ? width() - 16 : first_right - 12, header_height() - 6),
                     QStringLiteral("…"));
  }
  painter.setPen(theme().quiet);
  for (const KeyPlace& place : places) {
    const double x = (place.line == 0 ? first_left : left) + place.x, y = 1 + static_cast<double>(place.line) * line;
    paint_key_sign(painter, key_[place.entry], QRectF(x, y, sign - 6 * scale(), line));
    painter.setPen(theme().quiet);
    painter.drawText(QRectF(x + sign, y, widths[place.entry], line), Qt::AlignVCenter | Qt::AlignLeft,
                     to_qt(key_[place.entry].text));
  }
}

void SequenceView::paint_key_sign(QPainter& painter, const KeyEntry& entry, const QRectF& box) {
  const QPointF middle = box.center();
  const double thick = 1.6 * scale(), size = 3.5 * scale();
  const auto stroke = [&](const QColor& colour, Qt::PenStyle style = Qt::SolidLine) {
    painter.setPen(QPen(colour, thick, style));
    painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()));
  };
  const QPointF tip(box.right(), middle.y());
  switch (entry.sign) {
    case KeyEntry::Sign::kArrow:
      stroke(theme().kind(entry.name));
      painter.setBrush(theme().kind(entry.name));
      painter.drawPolygon(
          QPolygonF{tip + QPointF(-1.6 * size, -size * 0.8), tip, tip + QPointF(-1.6 * size, size * 0.8)});
      painter.setBrush(Qt::NoBrush);
      return;
    case KeyEntry::Sign::kLost:
      stroke(theme().bad);
      painter.drawLine(tip + QPointF(-2 * size, -size), tip + QPointF(0, size));
      painter.drawLine(tip + QPointF(-2 * size, size), tip + QPointF(0, -size));
      return;
    case KeyEntry::Sign::kNotTold:
      stroke(theme().quiet);
      painter.drawPolyline(QPolygonF{tip + QPointF(-1.6 * size, -size), tip, tip + QPointF(-1.6 * size, size)});
      return;
    case KeyEntry::Sign::kPhase: {
      QColor colour = colour_of_phase(entry.name);
      colour.setAlpha(110);
      return painter.fillRect(QRectF(box.left(), middle.y() - size, box.width(), 2 * size), colour);
    }
    case KeyEntry::Sign::kDown: {
      const QRectF bar(box.left(), middle.y() - size, box.width(), 2 * size);
      painter.fillRect(bar, theme().bad_ground);
      return painter.fillRect(bar, QBrush(theme().bad, Qt::BDiagPattern));
    }
    case KeyEntry::Sign::kPartlyDown:
      return painter.fillRect(QRectF(box.left(), middle.y() - size / 2, box.width(), size), theme().warning);
    case KeyEntry::Sign::kHandover:
      return stroke(theme().text, Qt::DashLine);
    case KeyEntry::Sign::kMark:
      return paint_sign(painter, entry.mark, middle, 3.6 * scale());
  }
}

}  // namespace orrery::gui
