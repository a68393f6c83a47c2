#include "gui/round/round_view.h"

#include <QElapsedTimer>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <utility>

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

using Mark = RoundCell::Mark;

constexpr double kMargin = 10;
constexpr double kHistoryCell = 12;

QString words_of(const RoundCell& cell) {
  switch (cell.mark) {
    case Mark::kNone:
      return QObject::tr("nothing recorded");
    case Mark::kSent:
      return QObject::tr("sent");
    case Mark::kLate:
      return QObject::tr("sent after the leader had gone on");
    case Mark::kLost:
      return QObject::tr("sent and lost on the way");
    case Mark::kRejected:
      return QObject::tr("rejected by the leader");
    case Mark::kUnheard:
      return QObject::tr("the request did not reach it");
    case Mark::kDown:
      return QObject::tr("its machine was not up");
  }
  return {};
}

}  // namespace

RoundView::RoundView(Session& session, QWidget* parent) : View(session, "Round", parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  connect(&session, &Session::cursor_changed, this, &RoundView::ask);
  connect(&session, &Session::histories_changed, this, [this] {
    ask();
    update();
  });
  connect(&session, &Session::network_changed, this, &RoundView::ask);
  connect(&session, &Session::hover_changed, this, [this] { update(); });
  connect(&session, &Session::selection_changed, this, [this] { update(); });
  ask();
}

void RoundView::ask() {
  const RoundSpan* span = session().rounds().at(session().network(), session().cursor());
  if (span == nullptr) {
    question_.take_back();
    if (sheet_ || asked_row_ != 0) update();
    sheet_.reset();
    asked_row_ = 0;
    return;
  }
  // Within a round only its end changes what is drawn.
  const bool goes_on = session().cursor().unix_nanoseconds() < span->end;
  if (std::exchange(goes_on_, goes_on) != goes_on) update();
  if (span->row == asked_row_) return;
  asked_row_ = span->row;
  question_.ask(
      session().questions(),
      [world = session().shared_world(), states = session().shared_states(), span = *span](
          sim::RecordingReader& reader, const QuestionRunner::Stop& stop) {
        return std::make_shared<const RoundSheet>(RoundSheet::read(reader, *world, *states, span, stop));
      },
      [this](std::shared_ptr<const RoundSheet> sheet) {
        sheet_ = std::move(sheet);
        update();
      });
}

double RoundView::label_width() const { return QFontMetricsF(font()).horizontalAdvance("final-echo 31/31 ") + 8; }

QRectF RoundView::sheet_area() const {
  const double line = fontMetrics().height();
  return QRectF(rect()).adjusted(kMargin + label_width(), line * 2 + 12, -kMargin, -(line * 2 + kHistoryCell + 22));
}

QRectF RoundView::history_area() const {
  const double line = fontMetrics().height();
  return {kMargin, height() - line - kHistoryCell - 8, width() - 2 * kMargin, line + kHistoryCell + 4};
}

void RoundView::paintEvent(QPaintEvent*) {
  QElapsedTimer clock;
  clock.start();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), theme().ground);
  if (!sheet_) {
    painter.setPen(theme().quiet);
    const Group* group = session().world().group(session().network());
    const bool rounds = group != nullptr && group->kind == "network";
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                     rounds ? tr("No round has ended yet") : tr("This feed has no rounds: it is not an OCR2 network"));
  } else {
    const double line = fontMetrics().height();
    paint_title(painter, {kMargin, 4, width() - 2 * kMargin, line * 2 + 4});
    paint_sheet(painter, sheet_area());
    paint_budget(painter, {kMargin, sheet_area().bottom() + 4, width() - 2 * kMargin, line + 2});
    paint_history(painter, history_area());
  }
  note_paint(clock.nsecsElapsed());
}

void RoundView::paint_title(QPainter& painter, const QRectF& area) {
  const RoundSpan& span = sheet_->span;
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.setPen(theme().text);
  const QString title = to_qt(sheet_->network) + tr("  epoch %1, round %2").arg(span.epoch).arg(span.round);
  const double wide = QFontMetricsF(bold).horizontalAdvance(title);
  painter.drawText(area, Qt::AlignTop | Qt::AlignLeft, title);
  painter.setFont(font());
  const QFontMetricsF metrics(font());
  const bool running = session().cursor().unix_nanoseconds() < span.end;
  const QColor colour = span.outcome == RoundSpan::Outcome::kAbandoned  ? theme().bad
                        : span.outcome == RoundSpan::Outcome::kReported ? theme().good
                                                                        : theme().quiet;
  painter.setPen(colour);
  // Beside the title as far as there is room, in fewer words where there is little.
  const QString result = to_text(span.outcome);
  for (const QString& outcome :
       running ? QStringList{tr("going on; will be %1").arg(result), tr("→ %1").arg(result)} : QStringList{result}) {
    if (metrics.horizontalAdvance(outcome) > area.width() - wide - kMargin) continue;
    painter.drawText(area, Qt::AlignTop | Qt::AlignRight, outcome);
    break;
  }
  painter.setPen(theme().quiet);
  const Machine* leader = session().world().machine(span.leader);
  const QString where = leader == nullptr ? QString() : to_qt(session().world().name_of(leader->zone));
  painter.drawText(area, Qt::AlignBottom | Qt::AlignLeft,
                   metrics.elidedText(tr("led by %1 in %2, %3")
                                          .arg(leader == nullptr ? QString() : to_qt(leader->label), where,
                                               span_text(sim::Duration::nanoseconds(span.end - span.begin))),
                                      Qt::ElideRight, area.width()));
}

void RoundView::paint_cell(QPainter& painter, const QRectF& box, const RoundCell& cell, const QColor& colour) {
  painter.setPen(Qt::NoPen);
  switch (cell.mark) {
    case Mark::kNone:
      painter.fillRect(box, theme().panel);
      return;
    case Mark::kSent:
      painter.fillRect(box, colour);
      return;
    case Mark::kLate:
      painter.setPen(QPen(theme().warning, 1.5));
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
    case Mark::kDown:
      painter.fillRect(box, theme().bad_ground);
      painter.fillRect(QRectF(box.left() + 1, box.center().y() - 1, box.width() - 2, 2), theme().bad);
      return;
  }
}

void RoundView::paint_sheet(QPainter& painter, const QRectF& area) {
  const double row = area.height() / static_cast<double>(sheet_->steps.size());
  const double column = area.width() / static_cast<double>(std::max<std::size_t>(1, sheet_->nodes.size()));
  for (std::size_t step = 0; step < sheet_->steps.size(); ++step) {
    const RoundSheet::Step& info = sheet_->steps[step];
    const double top = area.top() + static_cast<double>(step) * row;
    const QColor colour = theme().kind(info.kind);
    const QRectF label(kMargin, top, label_width() - 8, row - 2);
    painter.setPen(colour);
    painter.drawText(label, Qt::AlignVCenter | Qt::AlignLeft, to_qt(info.kind));
    if (info.quorum > 0) {
      painter.setPen(info.counted >= info.quorum ? theme().text : theme().quiet);
      painter.drawText(label, Qt::AlignVCenter | Qt::AlignRight,
                       QStringLiteral("%1/%2").arg(info.counted).arg(info.quorum));
    }
    for (std::size_t node = 0; node < sheet_->nodes.size(); ++node) {
      const double gap = column > 6 ? 1.5 : 0.5;
      paint_cell(painter, QRectF(area.left() + static_cast<double>(node) * column, top, column - gap, row - 3),
                 sheet_->cell(node, step), colour);
    }
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

void RoundView::paint_budget(QPainter& painter, const QRectF& area) {
  const bool spent = sheet_->faulty_now > sheet_->faulty_at_most;
  const QString text =
      tr("faulty nodes %1 of the %2 that it can bear").arg(sheet_->faulty_now).arg(sheet_->faulty_at_most);
  painter.setPen(spent ? theme().bad : theme().text);
  painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, text);
  const double left = area.left() + QFontMetricsF(font()).horizontalAdvance(text) + 12;
  const QRectF bar(left, area.center().y() - 4, std::max(20.0, area.right() - left), 8);
  painter.fillRect(bar, theme().raised);
  const double share = std::min(1.0, static_cast<double>(sheet_->faulty_now) / std::max(1, sheet_->faulty_at_most));
  painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()),
                   spent ? theme().bad : theme().warning);
}

void RoundView::paint_history(QPainter& painter, const QRectF& area) {
  const auto& rounds = session().rounds().of(session().network());
  const RoundSpan* now = session().rounds().at(session().network(), session().cursor());
  if (rounds.empty() || now == nullptr) return;
  const auto at = now - rounds.data();
  const auto shown = static_cast<std::ptrdiff_t>(area.width() / kHistoryCell);
  const std::ptrdiff_t first =
      std::clamp<std::ptrdiff_t>(at - shown / 2, 0, std::max<std::ptrdiff_t>(0, std::ssize(rounds) - shown));
  std::int64_t epoch = -1;
  double label_end = area.left();
  for (std::ptrdiff_t i = first; i < std::min<std::ptrdiff_t>(first + shown, std::ssize(rounds)); ++i) {
    const RoundSpan& round = rounds[static_cast<std::size_t>(i)];
    const QRectF box(area.left() + static_cast<double>(i - first) * kHistoryCell, area.top(), kHistoryCell - 2,
                     kHistoryCell - 2);
    const QColor colour = round.outcome == RoundSpan::Outcome::kReported    ? theme().good
                          : round.outcome == RoundSpan::Outcome::kAbandoned ? theme().bad
                                                                            : theme().line;
    painter.fillRect(box, colour);
    if (i == at) {
      painter.setPen(QPen(theme().text, 1.5));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(box.adjusted(-1, -1, 1, 1));
    }
    if (round.epoch == epoch) continue;
    epoch = round.epoch;
    const Machine* leader = session().world().machine(round.leader);
    const QString text = QStringLiteral("e%1 %2").arg(epoch).arg(leader == nullptr ? QString() : to_qt(leader->label));
    const double width = QFontMetricsF(font()).horizontalAdvance(text);
    if (box.left() < label_end || box.left() + width > area.right()) continue;
    painter.setPen(theme().quiet);
    painter.drawText(QPointF(box.left(), area.bottom() - 3), text);
    label_end = box.left() + width + 8;
  }
}

std::optional<std::pair<std::size_t, std::size_t>> RoundView::cell_at(QPointF at) const {
  const QRectF area = sheet_area();
  if (!sheet_ || !area.contains(at) || sheet_->nodes.empty()) return std::nullopt;
  const auto node =
      static_cast<std::size_t>((at.x() - area.left()) / area.width() * static_cast<double>(sheet_->nodes.size()));
  const auto step =
      static_cast<std::size_t>((at.y() - area.top()) / area.height() * static_cast<double>(sheet_->steps.size()));
  return std::pair(std::min(node, sheet_->nodes.size() - 1), std::min(step, sheet_->steps.size() - 1));
}

void RoundView::mouseMoveEvent(QMouseEvent* event) {
  const auto cell = cell_at(event->position());
  session().set_hovered(cell.has_value() ? sheet_->nodes[cell->first] : sim::EntityId::none());
}

void RoundView::leaveEvent(QEvent*) { session().set_hovered({}); }

void RoundView::mousePressEvent(QMouseEvent* event) {
  if (const auto cell = cell_at(event->position()); cell.has_value()) {
    const RoundCell& chosen = sheet_->cell(cell->first, cell->second);
    session().select({sheet_->nodes[cell->first], chosen.row});
    return;
  }
  if (!history_area().contains(event->position())) return;
  const auto& rounds = session().rounds().of(session().network());
  const RoundSpan* now = session().rounds().at(session().network(), session().cursor());
  if (now == nullptr) return;
  const auto shown = static_cast<std::ptrdiff_t>(history_area().width() / kHistoryCell);
  const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(now - rounds.data() - shown / 2, 0,
                                                          std::max<std::ptrdiff_t>(0, std::ssize(rounds) - shown));
  const auto chosen =
      first + static_cast<std::ptrdiff_t>((event->position().x() - history_area().left()) / kHistoryCell);
  if (chosen >= 0 && chosen < std::ssize(rounds)) {
    session().set_cursor(sim::Time::from_unix_nanoseconds(rounds[static_cast<std::size_t>(chosen)].begin));
  }
}

bool RoundView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return View::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const auto at = cell_at(help->pos());
  if (!at.has_value()) {
    QToolTip::hideText();
    return true;
  }
  const RoundCell& cell = sheet_->cell(at->first, at->second);
  QString tip = to_qt(session().world().name_of(sheet_->nodes[at->first])) + ", " +
                to_qt(sheet_->steps[at->second].kind) + ": " + words_of(cell);
  if (!cell.words.empty()) tip += " (" + to_qt(cell.words) + ")";
  QToolTip::showText(help->globalPos(), tip, this);
  return true;
}

QString RoundView::as_text() const {
  if (!sheet_) return {};
  QString text = to_qt(sheet_->network) + tr(" epoch %1 round %2\n").arg(sheet_->span.epoch).arg(sheet_->span.round);
  for (std::size_t node = 0; node < sheet_->nodes.size(); ++node) {
    text += to_qt(session().world().name_of(sheet_->nodes[node]));
    for (std::size_t step = 0; step < sheet_->steps.size(); ++step) {
      if (sheet_->cell(node, step).mark == Mark::kNone) continue;
      text += "; " + to_qt(sheet_->steps[step].kind) + " " + words_of(sheet_->cell(node, step));
    }
    text += "\n";
  }
  return text;
}

}  // namespace orrery::gui
