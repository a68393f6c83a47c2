// How SequenceView paints: what changes with the cursor above a layer that is kept.
#include <QElapsedTimer>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/sequence/sequence_arrows.h"
#include "gui/sequence/sequence_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

// More lines than this tell nothing more.
constexpr std::size_t kMostArrows = 6000;
constexpr std::size_t kStorm = 300;
// A crowd is a tint, not a wall; a line that stands for many copies is stronger than one of one.
int strength(const SequenceArrow& arrow, bool storm) {
  if (arrow.faint) return 25;
  if (!storm) return 210;
  return arrow.copies > 8 ? 150 : arrow.copies > 1 ? 90 : 50;
}

// A head of an arrow, filled where the arrival is known.
void paint_head(QPainter& painter, const QLineF& line, const QColor& colour, double size, bool filled) {
  const double length = std::min(size, line.length() * 0.6);
  if (length < 1) return;
  const QPointF along = (line.p2() - line.p1()) / line.length() * length;
  const QPointF across(-along.y() * 0.42, along.x() * 0.42);
  const QPolygonF head{line.p2() - along + across, line.p2(), line.p2() - along - across};
  painter.setPen(QPen(colour, filled ? 0.5 : size / 5));
  painter.setBrush(filled ? QBrush(colour) : QBrush(Qt::NoBrush));
  if (filled) {
    painter.drawPolygon(head);
  } else {
    painter.drawPolyline(head);
  }
  painter.setBrush(Qt::NoBrush);
}

}  // namespace

QColor SequenceView::colour_of_phase(const std::string& phase) const {
  if (phase == "observe") return theme().kind("observe");
  if (phase == "grace") return theme().kind("observe-req");
  if (phase == "report") return theme().kind("report-req");
  return theme().kind("final");
}

// What of the still layer depends on the cursor: who leads, and whose machine is up.
void SequenceView::check_still() {
  const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
  std::vector<std::uint64_t> now{leader().index, round == nullptr ? 0 : round->row};
  for (const SequenceAxis& axis : axes_.axes()) {
    std::uint64_t down = 0;
    for (const sim::EntityId node : axis.members) down += session().states().is_up(node, session().cursor()) ? 0 : 1;
    now.push_back(down);
  }
  if (now == still_shows_) return;
  still_shows_ = std::move(now);
  still_.forget();
}

void SequenceView::paintEvent(QPaintEvent*) {
  QElapsedTimer clock;
  clock.start();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  prepare();
  check_still();
  still_.draw(painter, *this, theme().ground, [this](QPainter& still) { paint_still(still); });
  paint_measure(painter);
  paint_cursor(painter);
  note_paint(clock.nsecsElapsed());
}

void SequenceView::paint_still(QPainter& painter) {
  paint_rows(painter);
  painter.setClipRect(plot().adjusted(0, -kTop, 0, 0));
  paint_phases(painter);
  paint_down(painter);
  paint_handovers(painter);
  paint_arrows(painter);
  paint_boxes(painter);
  paint_marks(painter);
  paint_chosen(painter);
  painter.setClipping(false);
  paint_axis(painter);
  paint_header(painter);
  paint_note(painter);
}

void SequenceView::paint_rows(QPainter& painter) {
  const QRectF area = plot();
  const sim::EntityId leader = this->leader();
  const auto& axes = axes_.axes();
  const auto leads = std::find_if(axes.begin(), axes.end(), [&](const SequenceAxis& axis) {
    return std::find(axis.members.begin(), axis.members.end(), leader) != axis.members.end();
  });
  std::vector<double> middles;
  for (std::size_t i = 0; i < axes.size(); ++i) middles.push_back(y_of(i));
  const auto leading = leads == axes.end() ? std::nullopt : std::optional<std::size_t>(leads - axes.begin());
  const std::vector<bool> named = named_rows(axes, middles, fontMetrics().height(), leading);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const bool marked = axes[i].entity == session().hovered() || axes[i].entity == session().selection().entity;
    const bool leads_here = leading == i;
    painter.setPen(QPen(leads_here ? theme().text
                        : marked   ? theme().hover
                                   : theme().line,
                        (leads_here || marked ? 1.4 : 1) * scale()));
    if (axes[i].kind != SequenceAxis::Kind::kTitle)
      painter.drawLine(QPointF(area.left(), y_of(i)), QPointF(area.right(), y_of(i)));
    if (named[i]) paint_row_label(painter, i, leads_here);
  }
}

void SequenceView::paint_row_label(QPainter& painter, std::size_t row, bool leads) {
  const SequenceAxis& axis = axes_.axes()[row];
  const double y = y_of(row), line = fontMetrics().height();
  const QRectF box(4, std::clamp(y - line / 2, 0.0, height() - line), plot().left() - 10, line);
  const std::size_t down = still_shows_.size() <= row + 2 ? 0 : static_cast<std::size_t>(still_shows_[row + 2]);
  const bool dead = is_dead(session().world(), axis, down);
  painter.setPen(dead                                              ? theme().bad
                 : down > 0                                        ? theme().warning
                 : leads || axis.kind != SequenceAxis::Kind::kNode ? theme().text
                                                                   : theme().quiet);
  QFont face = font();
  face.setBold(leads);
  painter.setFont(face);
  const QString sign = axis.kind == SequenceAxis::Kind::kFolded  ? QStringLiteral("▸ ")
                       : axis.kind == SequenceAxis::Kind::kTitle ? QStringLiteral("▾ ")
                                                                 : QString();
  painter.drawText(box, Qt::AlignVCenter | (sign.isEmpty() ? Qt::AlignRight : Qt::AlignLeft),
                   QFontMetrics(face).elidedText(sign + to_qt(row_name(session().world(), axis, down)), Qt::ElideMiddle,
                                                 static_cast<int>(box.width())));
  painter.setFont(font());
}

// The phases of whoever leads: a coloured stretch under its line.
void SequenceView::paint_phases(QPainter& painter) {
  const std::int64_t from = shown_.from.unix_nanoseconds(), until = shown_.until.unix_nanoseconds();
  for (const auto& [row, span] : phases_) {
    const double thick = std::clamp(row_height(row) * 0.8, 3.0, 12.0 * scale());
    QColor colour = colour_of_phase(span.phase);
    colour.setAlpha(110);
    const double x = x_of(std::max(span.begin, from));
    painter.fillRect(QRectF(x, y_of(row) - thick / 2, std::max(1.5, x_of(std::min(span.end, until)) - x), thick),
                     colour);
  }
}

// What is dead is hatched; of a group that goes on without some, as much of the line as these are of it.
void SequenceView::paint_down(QPainter& painter) {
  for (const DownBand& band : downs_) {
    const double thick = std::clamp(row_height(band.row) * 0.9, 3.0, 14.0 * scale());
    const double x = x_of(band.stretch.begin), wide = x_of(band.stretch.end) - x;
    if (band.dead) {
      const QRectF bar(x, y_of(band.row) - thick / 2, wide, thick);
      painter.fillRect(bar, theme().bad_ground);
      painter.fillRect(bar, QBrush(theme().bad, Qt::BDiagPattern));
      continue;
    }
    const auto all = static_cast<double>(axes_.axes()[band.row].members.size());
    const double part = std::max(2.0 * scale(), thick * static_cast<double>(band.stretch.down) / all);
    painter.fillRect(QRectF(x, y_of(band.row) - part / 2, wide, part), theme().warning);
  }
}

// Lines of one colour are drawn at once: a thousand pens would take longer than a thousand lines. A filled head, in a
// crowd a dot, ends what is known to have arrived, an open one what left no trace, a cross what is known to be lost.
void SequenceView::paint_arrows(QPainter& painter) {
  arrows_every_ = arrows_.size() / kMostArrows + 1;
  const bool storm = arrows_.size() > kStorm;
  const double thick = storm ? std::floor(scale()) : 1.3 * scale(), cross = 3.5 * scale();
  QVector<QLineF> lines, crosses;
  struct Head {
    QLineF line;
    QColor colour;
    bool filled;
  };
  std::vector<Head> heads;
  QColor ink;
  const auto flush = [&] {
    painter.setRenderHint(QPainter::Antialiasing, !storm);
    painter.setPen(QPen(ink, thick));
    painter.drawLines(lines);
    lines.clear();
  };
  for (std::size_t i = 0; i < arrows_.size(); i += arrows_every_) {
    const SequenceArrow& arrow = arrows_[i];
    const QLineF line(arrow.begin, y_of(arrow.from), arrow.end, y_of(arrow.to));
    QColor colour = arrow.lost ? theme().bad : theme().kind(window().kinds[arrow.kind]);
    colour.setAlpha(strength(arrow, storm));
    if (colour != ink && !lines.isEmpty()) flush();
    ink = colour;
    lines.append(line);
    colour.setAlpha(arrow.faint ? 60 : 255);
    if (arrow.lost) {
      crosses << QLineF(line.p2() + QPointF(-cross, -cross), line.p2() + QPointF(cross, cross))
              << QLineF(line.p2() + QPointF(-cross, cross), line.p2() + QPointF(cross, -cross));
    } else if (arrow.told || !storm) {
      heads.push_back({line, colour, arrow.told});
    }
  }
  flush();
  painter.setRenderHint(QPainter::Antialiasing);
  const double dot = 1.5 * scale();
  for (const Head& head : heads) {
    const QPointF at = head.line.p2();
    if (storm) {
      painter.fillRect(QRectF(at.x() - dot, at.y() - dot, 2 * dot, 2 * dot), head.colour);
    } else {
      paint_head(painter, head.line, head.colour, 8 * scale(), head.filled);
    }
  }
  painter.setPen(QPen(theme().bad, 1.8 * scale()));
  painter.drawLines(crosses);
}

void SequenceView::paint_chosen(QPainter& painter) {
  if (session().selection().row == 0) return;
  painter.setPen(QPen(theme().hover, 2.4 * scale()));
  painter.setBrush(Qt::NoBrush);
  for (const BlockBox& box : boxes_) {
    for (const std::size_t mark : box.marks)
      if (marks()[mark].row == session().selection().row) return painter.drawRoundedRect(rect_of(box), 3, 3);
  }
  for (const SequenceMark& mark : marks()) {
    if (mark.row != session().selection().row) continue;
    if (const auto place = place_of(mark); place.has_value()) painter.drawEllipse(*place, 7 * scale(), 7 * scale());
  }
  for (const Handover& one : contents_->handovers) {
    const auto from = y_of(one.node), to = y_of(one.chain);
    if (one.row != session().selection().row || !from.has_value() || !to.has_value()) continue;
    painter.drawLine(QPointF(x_of(one.begin), *from), QPointF(x_of(one.end), *to));
  }
  for (const Flight& flight : window().flights) {
    const WindowMessage& message = window().messages[flight.message];
    if (message.row != session().selection().row && flight.delivery != session().selection().row) continue;
    const auto from = y_of(message.sender), to = y_of(flight.receiver);
    if (!from.has_value() || !to.has_value()) continue;
    painter.drawLine(QPointF(x_of(flight.begin), *from), QPointF(x_of(flight.end), *to));
    return;
  }
}

void SequenceView::paint_axis(QPainter& painter) {
  const QRectF area = plot();
  painter.setPen(theme().quiet);
  const auto paint_tick = [&](std::int64_t time, int decimals) {
    const double x = x_of(time), line = 3 * scale();
    const QString text = clock_text(sim::Time::from_unix_nanoseconds(time), decimals);
    const double wide = fontMetrics().horizontalAdvance(text) + 8;
    if (x - wide / 2 < 0 || x + wide / 2 > width()) return;
    painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + line));
    painter.drawText(QRectF(x - wide / 2, area.bottom() + line, wide, axis_height() - line), Qt::AlignCenter, text);
  };
  if (mode_ != TimeMode::kLinear) {
    const bool fine = shown_.length() < sim::Duration::milliseconds(20);
    const double wide = fontMetrics().horizontalAdvance(clock_text(shown_.from, fine ? 6 : 3));
    for (const TimeTick& tick : ticks_of(time_, area.width(), wide + 14)) paint_tick(tick.time, tick.decimals);
    return;
  }
  const int label = fontMetrics().horizontalAdvance("00:00:00.000");
  const sim::Duration step = scale_step(shown_.length(), area.width(), label + 20);
  const std::int64_t width = step.count_nanoseconds();
  for (std::int64_t at = (shown_.from.unix_nanoseconds() / width + 1) * width; at < shown_.until.unix_nanoseconds();
       at += width)
    paint_tick(at, decimals_for(step));
}

void SequenceView::paint_cursor(QPainter& painter) {
  const QRectF area = plot();
  const double cursor = x_of(session().cursor().unix_nanoseconds());
  if (cursor >= area.left() && cursor <= area.right()) {
    painter.setPen(QPen(theme().text, 1.5 * scale()));
    painter.drawLine(QPointF(cursor, area.top() - kTop), QPointF(cursor, area.bottom()));
  }
}

void SequenceView::paint_note(QPainter& painter) {
  if (!is_read() || window().total > 0 || !marks().empty()) return;
  painter.setPen(theme().quiet);
  painter.drawText(plot(), Qt::AlignCenter | Qt::TextWordWrap,
                   session().filter().empty() ? tr("nothing was sent in this stretch")
                                              : tr("nothing that the filter lets through was sent in this stretch"));
}

void SequenceView::paint_measure(QPainter& painter) {
  const auto span = measured();
  if (!span.has_value() || !measure_.has_value()) return;
  const auto [a, b] = std::minmax(measure_->first, measure_->second);
  const QRectF area = plot();
  QColor ground = theme().selection;
  ground.setAlpha(120);
  painter.fillRect(QRectF(a, area.top(), b - a, area.height()), ground);
  painter.setPen(QPen(theme().text, 1));
  for (const double x : {a, b}) painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  const auto inside = std::count_if(window().messages.begin(), window().messages.end(), [&](const WindowMessage& m) {
    return span->from.unix_nanoseconds() <= m.time && m.time < span->until.unix_nanoseconds();
  });
  const QString text = window().is_sampled() ? span_text(span->length())
                                             : tr("%1, %2 messages").arg(span_text(span->length())).arg(inside);
  const double wide = fontMetrics().horizontalAdvance(text) + 10;
  const QRectF box(std::clamp((a + b) / 2 - wide / 2, area.left(), std::max(area.left(), area.right() - wide)),
                   area.bottom() - fontMetrics().height() - 4, wide, fontMetrics().height() + 2);
  painter.fillRect(box, theme().raised);
  painter.drawText(box, Qt::AlignCenter, text);
}

}  // namespace orrery::gui
