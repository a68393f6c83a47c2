#include <QElapsedTimer>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/round/round_strip.h"
#include "gui/round/round_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

using Mark = RoundCell::Mark;

constexpr double kMargin = 10;
constexpr double kKeyGap = 4, kLeastBar = 12;
constexpr int kSteps = 6;
// Of the height of a line: what its letters need.
constexpr double kLeastLine = 0.85;
// A round that is over is history: its cells step back behind what is said of now.
constexpr double kOver = 0.55;

// What tells columns apart when there is no room for "node-17".
QString number_of(const QString& label) { return label.mid(label.lastIndexOf('-') + 1); }

}  // namespace

double RoundView::label_width() const { return QFontMetricsF(font()).horizontalAdvance("final-echo 31/31 ") + 8; }

// Where a pane is low, or type is large, the steps keep their lines; the least of the rest gives way first: the key,
// whose cells tell the same when they are pointed at, then who leads, the rounds before and after, the nodes' names.
RoundView::Parts RoundView::parts() const {
  const double line = fontMetrics().height();
  double free = height() - (kSteps * (line + 1) + 2 * line + 20);
  const auto fits = [&free](double tall) {
    const bool has_room = free >= tall;
    free = has_room ? free - tall : 0;
    return has_room;
  };
  Parts parts;
  parts.names = fits(line + 2);
  parts.history = fits(line + RoundStrip::kCell + 12);
  parts.led_by = fits(line + 2);
  parts.key = fits(line + kKeyGap);
  return parts;
}

QRectF RoundView::sheet_area() const {
  const double line = fontMetrics().height();
  const Parts shown = parts();
  const double above = 8 + line + (shown.led_by ? line + 2 : 0) + (shown.names ? line + 2 : 0);
  const double below =
      line + 6 + (shown.key ? line + kKeyGap : 0) + (shown.history ? line + RoundStrip::kCell + 16 : 4);
  return QRectF(rect()).adjusted(kMargin + label_width(), above, -kMargin, -below);
}

QRectF RoundView::history_area() const {
  if (!parts().history) return {};
  const double line = fontMetrics().height();
  return {kMargin, height() - line - RoundStrip::kCell - 8, width() - 2 * kMargin, line + RoundStrip::kCell + 4};
}

QString RoundView::words_without_rounds() const {
  if (session().network().is_none()) return tr("No feed in this world");
  const Group* group = session().world().group(session().network());
  if (group == nullptr || group->kind != "network") return tr("This feed has no rounds: it is not an OCR2 network");
  return tr("No round has begun yet");
}

void RoundView::paintEvent(QPaintEvent*) {
  QElapsedTimer clock;
  clock.start();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), theme().ground);
  if (!sheet_) {
    painter.setPen(theme().quiet);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, words_without_rounds());
  } else {
    const double line = fontMetrics().height();
    const QRectF sheet = sheet_area();
    const QRectF row(kMargin, 0, width() - 2 * kMargin, line + 2);
    const Parts shown = parts();
    paint_title(painter, {kMargin, 4, row.width(), shown.led_by ? line * 2 + 4 : line});
    if (shown.names) paint_names(painter, {sheet.left(), sheet.top() - line - 2, sheet.width(), line});
    paint_sheet(painter, sheet);
    if (shown.key) paint_key(painter, row.translated(0, sheet.bottom() + 4));
    paint_budget(painter, row.translated(0, sheet.bottom() + 4 + (shown.key ? line + kKeyGap : 0)));
    if (shown.history) paint_history(painter, history_area());
  }
  note_paint(clock.nsecsElapsed());
}

void RoundView::paint_title(QPainter& painter, const QRectF& area) {
  const RoundSpan& span = sheet_->span;
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  const QStringList standing = standings(*sheet_);
  const bool is_last = standing.size() > 1;
  painter.setPen(is_last ? theme().quiet : theme().text);
  const QString title = to_qt(sheet_->network) + tr("  epoch %1, round %2").arg(span.epoch).arg(span.round);
  const QFontMetricsF metrics(font());
  const double least = metrics.horizontalAdvance(standing.back()) + kMargin;
  painter.drawText(area, Qt::AlignTop | Qt::AlignLeft,
                   QFontMetricsF(bold).elidedText(title, Qt::ElideMiddle, area.width() - least));
  const double wide = QFontMetricsF(bold).horizontalAdvance(title);
  painter.setFont(font());
  const bool failed = span.outcome == RoundSpan::Outcome::kAbandoned || span.outcome == RoundSpan::Outcome::kCutOff;
  painter.setPen(sheet_->goes_on                                 ? theme().accent
                 : failed                                        ? theme().bad
                 : is_last                                       ? theme().quiet
                 : span.outcome == RoundSpan::Outcome::kReported ? theme().good
                                                                 : theme().quiet);
  // Beside the title as far as there is room, in fewer words where there is little.
  const auto fits = [&](const QString& words) {
    return metrics.horizontalAdvance(words) <= area.width() - wide - kMargin;
  };
  const auto words = std::find_if(standing.begin(), standing.end(), fits);
  painter.drawText(area, Qt::AlignTop | Qt::AlignRight, words == standing.end() ? standing.back() : *words);
  if (!parts().led_by) return;
  painter.setPen(theme().quiet);
  const Machine* leader = session().world().machine(span.leader);
  const QString where = leader == nullptr ? QString() : to_qt(session().world().name_of(leader->zone));
  const std::int64_t until = sheet_->goes_on ? session().cursor().unix_nanoseconds() : span.end;
  const QString lasted = span_text(sim::Duration::nanoseconds(std::max<std::int64_t>(0, until - span.begin)));
  painter.drawText(area, Qt::AlignBottom | Qt::AlignLeft,
                   metrics.elidedText(tr("led by %1 in %2, %3")
                                          .arg(leader == nullptr ? QString() : to_qt(leader->label), where,
                                               sheet_->goes_on ? tr("for %1 so far").arg(lasted) : lasted),
                                      Qt::ElideRight, area.width()));
}

// In full where a column is wide enough, as numbers where it is not, every few of them where even those are too many.
void RoundView::paint_names(QPainter& painter, const QRectF& area) {
  const std::size_t count = sheet_->nodes.size();
  if (count == 0) return;
  const double column = area.width() / static_cast<double>(count);
  QFont bold = font();
  bold.setBold(true);
  const QFontMetricsF metrics(bold);
  QStringList labels, numbers;
  double label = 0, number = 0;
  for (const sim::EntityId id : sheet_->nodes) {
    const Machine* node = session().world().machine(id);
    labels << (node == nullptr ? QString() : to_qt(node->label));
    numbers << number_of(labels.back());
    label = std::max(label, metrics.horizontalAdvance(labels.back()) + 6);
    number = std::max(number, metrics.horizontalAdvance(numbers.back()) + 6);
  }
  const bool in_full = label <= column;
  const auto every = in_full ? std::size_t{1} : static_cast<std::size_t>(std::max(1.0, std::ceil(number / column)));
  for (std::size_t node = 0; node < count; node += every) {
    const sim::EntityId id = sheet_->nodes[node];
    const bool leads = id == sheet_->span.leader;
    painter.setFont(leads ? bold : font());
    painter.setPen(!session().states().is_up(id, session().cursor()) ? theme().bad
                   : leads                                           ? theme().text
                                                                     : theme().quiet);
    const double middle = area.left() + (static_cast<double>(node) + 0.5) * column;
    const double half = std::max(column, number) / 2;
    painter.drawText(QRectF(middle - half, area.top(), 2 * half, area.height()), Qt::AlignCenter,
                     (in_full ? labels : numbers)[static_cast<qsizetype>(node)]);
  }
  painter.setFont(font());
}

void RoundView::paint_cell(QPainter& painter, const QRectF& box, const RoundCell& cell, const QColor& colour) {
  painter.setPen(Qt::NoPen);
  switch (cell.mark) {
    case Mark::kNone:
      painter.fillRect(box, theme().panel);
      return;
    case Mark::kAhead:
      painter.setPen(QPen(theme().line, 1));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
      return;
    case Mark::kSent:
      painter.fillRect(box, colour);
      return;
    case Mark::kOnWay:
      painter.fillRect(box, theme().panel);
      painter.fillRect(QRectF(box.left(), box.top(), box.width() / 2, box.height()), colour);
      painter.setPen(QPen(colour, 1));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
      return;
    case Mark::kLate:
      painter.setPen(QPen(colour, 1.5));
      painter.setBrush(theme().panel);
      painter.drawRect(box.adjusted(1, 1, -1, -1));
      return;
    case Mark::kLost:
    case Mark::kRejected:
    case Mark::kUnheard:
      painter.fillRect(box, theme().bad_ground);
      painter.setPen(QPen(theme().bad, 1.5));
      painter.drawLine(box.topLeft() + QPointF(1, 1), box.bottomRight() - QPointF(1, 1));
      if (cell.mark != Mark::kUnheard)
        painter.drawLine(box.bottomLeft() + QPointF(1, -1), box.topRight() - QPointF(1, -1));
      return;
    case Mark::kFailed: {
      const double radius = std::min({box.width(), box.height(), 12.0}) * 0.28;
      painter.fillRect(box, theme().bad_ground);
      painter.setBrush(theme().bad);
      painter.drawEllipse(box.center(), radius, radius);
      painter.setBrush(Qt::NoBrush);
      return;
    }
    case Mark::kDown:
      painter.fillRect(box, theme().bad_ground);
      painter.fillRect(QRectF(box.left() + 1, box.center().y() - 1, box.width() - 2, 2), theme().bad);
      return;
  }
}

void RoundView::paint_sheet(QPainter& painter, const QRectF& area) {
  const double row = area.height() / static_cast<double>(sheet_->steps.size());
  const double column = area.width() / static_cast<double>(std::max<std::size_t>(1, sheet_->nodes.size()));
  const bool is_last = standings(*sheet_).size() > 1;
  // Where lines of text are higher than rows only some steps are named: from the second on, those that have quorums.
  const auto every = static_cast<std::size_t>(std::ceil(fontMetrics().height() * kLeastLine / std::max(1.0, row)));
  for (std::size_t step = 0; step < sheet_->steps.size(); ++step) {
    const RoundSheet::Step& info = sheet_->steps[step];
    const double top = area.top() + static_cast<double>(step) * row;
    const QColor colour = theme().kind(info.kind);
    const QRectF label(kMargin, top, label_width() - 8, row - 3);
    if (every <= 1 || step % every == 1) {
      painter.setPen(colour);
      painter.drawText(label, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip, to_qt(info.kind));
      if (info.quorum > 0) paint_quorum(painter, label, info);
    }
    painter.setOpacity(is_last ? kOver : 1);
    for (std::size_t node = 0; node < sheet_->nodes.size(); ++node) {
      if (!sheet_->is_sender(node, step)) continue;
      const double gap = column > 6 ? 1.5 : 0.5;
      paint_cell(painter, QRectF(area.left() + static_cast<double>(node) * column, top, column - gap, row - 3),
                 sheet_->cell(node, step), colour);
    }
    painter.setOpacity(1);
  }
  const auto mark_column = [&](sim::EntityId id, const QColor& colour, double width) {
    const auto found = std::find(sheet_->nodes.begin(), sheet_->nodes.end(), id);
    if (found == sheet_->nodes.end()) return;
    painter.setPen(QPen(colour, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(area.left() + static_cast<double>(found - sheet_->nodes.begin()) * column - 1,
                            area.top() - 2, column, area.height()));
  };
  mark_column(session().hovered(), theme().quiet, 1);
  mark_column(session().selection().entity, theme().hover, 1.5);
}

// Counted of needed; below it all nodes as a line that fills up, with a mark where the quorum is reached.
void RoundView::paint_quorum(QPainter& painter, const QRectF& box, const RoundSheet::Step& step) {
  const bool reached = step.counted >= step.quorum;
  painter.setPen(reached ? theme().text : theme().quiet);
  painter.drawText(box, Qt::AlignVCenter | Qt::AlignRight | Qt::TextDontClip,
                   QStringLiteral("%1/%2").arg(step.counted).arg(step.quorum));
  if (box.height() < fontMetrics().height() * 0.8) return;
  const double thick = std::clamp(box.height() * 0.1, 2.0, 7.0);
  const auto width_of = [&](int count) {
    return box.width() * count / static_cast<double>(std::max<std::size_t>(1, sheet_->nodes.size()));
  };
  const QRectF line(box.left(), box.bottom() + 2.5 - thick, box.width(), thick);
  painter.fillRect(line, theme().raised);
  painter.fillRect(QRectF(line.left(), line.top(), width_of(step.counted), thick),
                   reached ? theme().good : theme().accent);
  painter.fillRect(QRectF(line.left() + width_of(step.quorum) - 1, line.top() - 2, 2, thick + 3), theme().text);
}

// What is drawn and no more; the first that finds no room ends the key.
void RoundView::paint_key(QPainter& painter, const QRectF& area) {
  const std::pair<Mark, QString> entries[] = {
      {Mark::kDown, tr("down")},       {Mark::kFailed, tr("failed")}, {Mark::kLost, tr("lost, rejected")},
      {Mark::kUnheard, tr("unheard")}, {Mark::kLate, tr("late")},     {Mark::kOnWay, tr("on its way")},
      {Mark::kAhead, tr("not yet")},
  };
  const QFontMetricsF metrics(font());
  const double size = std::min(metrics.height() * 0.7, 12.0), top = area.center().y() - size / 2;
  double x = area.left();
  for (const auto& [mark, words] : entries) {
    if (!sheet_->shows(mark) && !(mark == Mark::kLost && sheet_->shows(Mark::kRejected))) continue;
    const double wide = size + 5 + metrics.horizontalAdvance(words);
    if (x + wide > area.right()) return;
    paint_cell(painter, QRectF(x, top, size, size), {.mark = mark}, theme().quiet);
    painter.setPen(theme().quiet);
    painter.drawText(QRectF(x + size + 5, area.top(), wide, area.height()), Qt::AlignVCenter | Qt::AlignLeft, words);
    x += wide + 12;
  }
}

void RoundView::paint_budget(QPainter& painter, const QRectF& area) {
  const bool spent = sheet_->faulty_now > sheet_->faulty_at_most;
  const QFontMetricsF metrics(font());
  const QString brief = tr("faulty %1 of %2").arg(sheet_->faulty_now).arg(sheet_->faulty_at_most);
  const QString text = metrics.horizontalAdvance(budget_text()) <= area.width() ? budget_text() : brief;
  painter.setPen(spent ? theme().bad : theme().text);
  painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, text);
  const double left = area.left() + metrics.horizontalAdvance(text) + 12;
  if (area.right() - left < kLeastBar) return;
  const QRectF bar(left, area.center().y() - 4, area.right() - left, 8);
  painter.fillRect(bar, theme().raised);
  const double share = std::min(1.0, static_cast<double>(sheet_->faulty_now) / std::max(1, sheet_->faulty_at_most));
  painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()),
                   spent ? theme().bad : theme().warning);
}

// What the rounds after the cursor came to is drawn faintly: it is not yet known then.
void RoundView::paint_history(QPainter& painter, const QRectF& area) {
  const auto rounds = rounds_in_strip();
  const QFontMetricsF metrics(font());
  const std::int64_t cursor = session().cursor().unix_nanoseconds();
  const RoundSpan* now = session().rounds().at(session().network(), session().cursor());
  std::vector<RoundStrip::Epoch> epochs;
  QStringList full, brief;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const RoundSpan& round = rounds[i];
    const QRectF box(area.left() + static_cast<double>(i) * RoundStrip::kCell, area.top(), RoundStrip::kCell - 2,
                     RoundStrip::kCell - 2);
    const bool failed = round.outcome == RoundSpan::Outcome::kAbandoned || round.outcome == RoundSpan::Outcome::kCutOff;
    const QColor colour = round.outcome == RoundSpan::Outcome::kReported ? theme().good
                          : failed                                       ? theme().bad
                                                                         : theme().line;
    if (round.goes_on_at(session().cursor())) {
      painter.fillRect(box, theme().panel);
    } else {
      painter.setOpacity(round.begin > cursor ? 0.4 : 1);
      painter.fillRect(box, colour);
      painter.setOpacity(1);
    }
    if (&round == now) {
      painter.setPen(QPen(theme().text, 1.5));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(box.adjusted(-1, -1, 1, 1));
    }
    if (i > 0 && round.epoch == rounds[i - 1].epoch) continue;
    const Machine* leader = session().world().machine(round.leader);
    brief << QStringLiteral("e%1").arg(round.epoch);
    full << brief.back() + " " + (leader == nullptr ? QString() : to_qt(leader->label));
    epochs.push_back({box.left(), metrics.horizontalAdvance(full.back()), metrics.horizontalAdvance(brief.back()),
                      now != nullptr && round.epoch == now->epoch});
  }
  const auto labels = RoundStrip::labels(epochs, area.left(), area.right(), /*gap=*/8);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i].has_value()) continue;
    painter.setPen(epochs[i].is_current ? theme().text : theme().quiet);
    painter.drawText(QPointF(labels[i]->left, area.bottom() - 3),
                     (labels[i]->is_brief ? brief : full)[static_cast<qsizetype>(i)]);
  }
}

}  // namespace orrery::gui
