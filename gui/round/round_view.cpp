#include "gui/round/round_view.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <utility>

#include "gui/round/round_strip.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

using Mark = RoundCell::Mark;

// Copies of a round's last message may be on their way when it has ended.
constexpr sim::Duration kLastCopies = sim::Duration::seconds(12);
// A round that ended a moment ago is not yet called the last one.
constexpr sim::Duration kJustEnded = sim::Duration::seconds(1);

QString words_of(const RoundCell& cell) {
  switch (cell.mark) {
    case Mark::kNone:
      return QObject::tr("nothing recorded");
    case Mark::kAhead:
      return QObject::tr("not yet");
    case Mark::kSent:
      return QObject::tr("sent");
    case Mark::kOnWay:
      return QObject::tr("sent, on its way");
    case Mark::kLate:
      return QObject::tr("the leader went on without it");
    case Mark::kLost:
      return QObject::tr("sent and lost on the way");
    case Mark::kRejected:
      return QObject::tr("rejected by the leader");
    case Mark::kFailed:
      return QObject::tr("tried and failed");
    case Mark::kUnheard:
      return QObject::tr("the request did not reach it");
    case Mark::kDown:
      return QObject::tr("its machine was not up");
  }
  return {};
}

QString ago_text(sim::Duration ago) {
  const std::int64_t seconds = ago.count_nanoseconds() / 1'000'000'000;
  if (seconds < 120) return QObject::tr("%1 s ago").arg(seconds);
  if (seconds < 7200) return QObject::tr("%1 min ago").arg(seconds / 60);
  return QObject::tr("%1 h ago").arg(seconds / 3600);
}

}  // namespace

// How the round stands at the cursor, in words and then in fewer. Its outcome is said once it is known.
QStringList RoundView::standings(const RoundSheet& sheet) const {
  if (sheet.goes_on) return {tr("going on")};
  const QString outcome = to_text(sheet.span.outcome);
  const sim::Duration ago = session().cursor() - sim::Time::from_unix_nanoseconds(sheet.span.end);
  if (ago < kJustEnded) return {outcome};
  return {tr("last round, %1 %2").arg(outcome, ago_text(ago)), tr("%1 %2").arg(outcome, ago_text(ago)), ago_text(ago)};
}

QString RoundView::budget_text() const {
  return tr("faulty nodes %1 of the %2 that it can bear").arg(sheet_->faulty_now).arg(sheet_->faulty_at_most);
}

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
    if (read_ || asked_.has_value()) update();
    read_.reset();
    sheet_.reset();
    asked_.reset();
    return;
  }
  show_as_of_cursor();
  // What a growing recording does not hold yet of the round is read when it has grown.
  const sim::Time last = sim::Time::from_unix_nanoseconds(span->end) + kLastCopies;
  const auto wanted = std::pair(span->row, std::min(session().world().end, last));
  if (wanted == asked_) return;
  asked_ = wanted;
  question_.ask(
      session().questions(),
      [world = session().shared_world(), span = *span](scenarios::RecordingQuery& query,
                                                       const QuestionRunner::Stop& stop) {
        return std::make_shared<const RoundSheet>(RoundSheet::read(query, *world, span, stop));
      },
      [this](std::shared_ptr<const RoundSheet> sheet) {
        read_ = std::move(sheet);
        show_as_of_cursor();
      });
}

void RoundView::show_as_of_cursor() {
  if (!read_) return;
  auto now = std::make_unique<RoundSheet>(read_->at(session().cursor(), session().states()));
  const QString when = standings(*now).front();
  const bool same = sheet_ && now->looks_like(*sheet_) && when == standing_;
  sheet_ = std::move(now);
  standing_ = when;
  if (!same) update();
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
  const auto rounds = rounds_in_strip();
  const auto chosen = static_cast<std::size_t>((event->position().x() - history_area().left()) / RoundStrip::kCell);
  if (chosen < rounds.size()) session().set_cursor(sim::Time::from_unix_nanoseconds(rounds[chosen].begin));
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

std::span<const RoundSpan> RoundView::rounds_in_strip() const {
  const auto& rounds = session().rounds().of(session().network());
  const RoundSpan* now = session().rounds().at(session().network(), session().cursor());
  if (now == nullptr) return {};
  const auto most = static_cast<std::size_t>(history_area().width() / RoundStrip::kCell);
  const std::size_t shown = std::min(most, rounds.size());
  const auto at = static_cast<std::size_t>(now - rounds.data());
  const std::size_t first = std::min(at - std::min(at, shown / 2), rounds.size() - shown);
  return std::span(rounds).subspan(first, shown);
}

QString RoundView::as_text() const {
  if (!sheet_) return {};
  QString text = to_qt(sheet_->network) +
                 tr(" epoch %1 round %2: %3\n").arg(sheet_->span.epoch).arg(sheet_->span.round).arg(standing_) +
                 budget_text() + "\n";
  for (std::size_t node = 0; node < sheet_->nodes.size(); ++node) {
    text += to_qt(session().world().name_of(sheet_->nodes[node]));
    for (std::size_t step = 0; step < sheet_->steps.size(); ++step) {
      const Mark mark = sheet_->cell(node, step).mark;
      if (mark == Mark::kNone || mark == Mark::kAhead) continue;
      text += "; " + to_qt(sheet_->steps[step].kind) + " " + words_of(sheet_->cell(node, step));
    }
    text += "\n";
  }
  return text;
}

}  // namespace orrery::gui
