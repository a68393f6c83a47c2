#include "gui/sequence/sequence_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/sequence/round_marks.h"
#include "gui/window/filter_menu.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kMostMessages = 3000, kMostFlights = 60'000;
constexpr sim::Duration kAroundRound = sim::Duration::milliseconds(250);
// Where there is no round to follow: this stretch, which the cursor crosses in steps rather than dragging it along.
constexpr sim::Duration kStretch = sim::Duration::seconds(6);
constexpr std::int64_t kStretchStep = 2'000'000'000;
// After a round, as long as this, the round stays in sight.
constexpr std::int64_t kLongestPause = 120'000'000'000;

}  // namespace

SequenceView::SequenceView(Session& session, QWidget* parent) : View(session, "Sequence", parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  const auto again = [this] {
    asked_.reset();
    ask();
  };
  const auto axes_too = [this, again] {
    lay_axes();
    again();
  };
  connect(&session, &Session::cursor_changed, this, &SequenceView::ask);
  connect(&session, &Session::histories_changed, this, again);
  connect(&session, &Session::world_changed, this, &SequenceView::lay_axes);
  connect(&session, &Session::network_changed, this, axes_too);
  connect(&session, &Session::filter_changed, this, again);
  for (const auto signal : {&Session::hover_changed, &Session::selection_changed, &Session::theme_changed})
    connect(&session, signal, this, &SequenceView::change);
  axes_too();
}

void SequenceView::change() {
  is_prepared_ = false;
  still_.forget();
  update();
}

void SequenceView::resizeEvent(QResizeEvent*) { lay_axes(); }

TimeRange SequenceView::range_to_follow() const {
  const sim::Time cursor = session().cursor();
  const RoundSpan* round = session().rounds().at(session().network(), cursor);
  if (round != nullptr && cursor.unix_nanoseconds() <= round->end + kAroundRound.count_nanoseconds()) {
    return {sim::Time::from_unix_nanoseconds(round->begin) - kAroundRound,
            sim::Time::from_unix_nanoseconds(round->end) + kAroundRound};
  }
  // Between two rounds: the one that was and the beginning of the next, or as far as it has come, in steps.
  if (round != nullptr && cursor.unix_nanoseconds() <= round->end + kLongestPause) {
    const RoundSpan* next = session().rounds().next(session().network(), cursor);
    const std::int64_t steps = (cursor.unix_nanoseconds() - round->end) / kStretchStep + 1;
    const std::int64_t until =
        next != nullptr && next->begin <= round->end + kLongestPause ? next->begin : round->end + steps * kStretchStep;
    return {sim::Time::from_unix_nanoseconds(round->begin) - kAroundRound,
            sim::Time::from_unix_nanoseconds(until) + kAroundRound};
  }
  const std::int64_t step = cursor.unix_nanoseconds() / kStretchStep - 1;
  const sim::Time from = sim::Time::from_unix_nanoseconds(step * kStretchStep);
  return {from, from + kStretch};
}

sim::EntityId SequenceView::leader() const {
  const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
  return round == nullptr ? sim::EntityId::none() : round->leader;
}

void SequenceView::ask() {
  if (follow_) shown_ = range_to_follow();
  update();
  if (asked_ == shown_) return;
  asked_ = shown_;
  look_when_seen([this] { ask_messages(); });
  arrange();
}

MessageSpan SequenceView::span() const {
  MessageSpan span{.from = shown_.from, .until = shown_.until, .most = kMostMessages, .most_flights = kMostFlights};
  span.broadcasts_from = span.from;
  if (grouping() != AxisGrouping::kNetwork) span.network = session().network();
  return span;
}

std::vector<RoundSpan> SequenceView::rounds_shown() const {
  std::vector<RoundSpan> shown;
  for (const Group& group : session().world().groups) {
    if (grouping() != AxisGrouping::kNetwork && group.id != session().network()) continue;
    for (const RoundSpan& round : session().rounds().of(group.id)) {
      if (round.begin < shown_.until.unix_nanoseconds() && round.end >= shown_.from.unix_nanoseconds())
        shown.push_back(round);
    }
  }
  return shown;
}

void SequenceView::ask_messages() {
  const FilterLine& filter = session().filter();
  ChainMarksSpan on_chains{shown_.from, shown_.until, chains(), nullptr, nullptr};
  // Those of other feeds on the same chain are none of the rounds that are on show.
  if (grouping() != AxisGrouping::kNetwork) on_chains.feed = session().network();
  if (filter.is_about("block")) on_chains.blocks = filter.of("block");
  if (filter.is_about("node_transaction")) on_chains.transactions = filter.of("node_transaction");
  question_.ask(
      session().questions(),
      [world = session().shared_world(), span = span(), on_chains, rounds = rounds_shown(), filtered = !filter.empty(),
       filter = filter.of("message"),
       all = filter.all("message")](scenarios::RecordingQuery& query, const QuestionRunner::Stop& stop) {
        auto read = std::make_shared<SequenceContents>();
        read->window = MessageWindow::read(query, *world, span, *filter, stop);
        ChainMarks chains = ChainMarks::read(query, on_chains, stop);
        read->marks = std::move(chains.marks);
        read->handovers = std::move(chains.handovers);
        // Quorums are of what happened, whatever the filter lets be drawn.
        const auto of_rounds =
            filtered ? round_marks(MessageWindow::read(query, *world, span, *all, stop), *world, span.network, rounds)
                     : round_marks(read->window, *world, span.network, rounds);
        read->marks.insert(read->marks.end(), of_rounds.begin(), of_rounds.end());
        std::sort(read->marks.begin(), read->marks.end(), is_earlier);
        return std::shared_ptr<const SequenceContents>(std::move(read));
      },
      [this](std::shared_ptr<const SequenceContents> contents) {
        contents_ = std::move(contents);
        arrange();
      });
}

void SequenceView::arrange() {
  std::vector<std::int64_t> instants;
  if (mode_ != TimeMode::kLinear) {
    for (const WindowMessage& message : window().messages) instants.push_back(message.time);
    for (const SequenceMark& mark : marks()) instants.push_back(mark.time);
  }
  time_ = SequenceTime(mode_, shown_.from, shown_.until, std::move(instants));
  change();
}

void SequenceView::prepare() {
  if (is_prepared_) return;
  is_prepared_ = true;
  const auto x = [this](std::int64_t time) { return x_of(time); };
  arrows_ = sequence_arrows(window(), axes_, session().hovered(), x);
  lay_phases();
  lay_downs();
  boxes_ = block_boxes(marks(), axes_, x, 8 * scale());
  lay_key();
}

void SequenceView::set_mode(TimeMode mode) {
  mode_ = mode;
  arrange();
}

void SequenceView::show_range(TimeRange range) {
  follow_ = false;
  if (range.length() < sim::Duration::microseconds(1)) return;
  shown_ = range;
  ask();
}

std::optional<TimeRange> SequenceView::measured() const {
  if (!measure_.has_value()) return std::nullopt;
  const auto [a, b] = std::minmax(measure_->first, measure_->second);
  const auto time = [this](double x) {
    return sim::Time::from_unix_nanoseconds(time_.time_at((x - plot().left()) / plot().width()));
  };
  return TimeRange{time(a), time(b)};
}

// How much larger the type is than elsewhere: of a pane that is presented, lines and signs grow with it.
double SequenceView::scale() const {
  return std::max(1.0, fontMetrics().height() / static_cast<double>(QFontMetrics(QApplication::font()).height()));
}

double SequenceView::axis_height() const { return fontMetrics().height() + 5; }

// Of the size alone, so that lines stand still while the run goes on.
double SequenceView::header_height() const {
  const double line = fontMetrics().height() + 2;
  return line * (height() < 8 * line ? 1 : height() < 11 * line ? 2 : 3) + 2;
}

double SequenceView::row_height(std::size_t axis) const {
  return axis + 1 < edges_.size() ? edges_[axis + 1] - edges_[axis] : plot().height();
}

double SequenceView::x_of(std::int64_t time) const { return plot_.left() + plot_.width() * time_.at(time); }

double SequenceView::y_of(std::size_t axis) const {
  return plot().top() + (axis + 1 < edges_.size() ? (edges_[axis] + edges_[axis + 1]) / 2 : 0);
}

std::optional<double> SequenceView::y_of(sim::EntityId entity) const {
  const auto axis = axes_.axis_of(entity);
  return axis.has_value() ? std::optional(y_of(*axis)) : std::nullopt;
}

std::optional<std::size_t> SequenceView::axis_at(double y) const {
  const auto after = std::upper_bound(edges_.begin(), edges_.end(), y - plot().top());
  if (after == edges_.begin() || after == edges_.end()) return std::nullopt;
  return static_cast<std::size_t>(after - edges_.begin()) - 1;
}

const SequenceAxis* SequenceView::chosen_axis() const {
  const auto& axes = axes_.axes();
  const auto of = [&](sim::EntityId entity) {
    return std::find_if(axes.begin(), axes.end(), [entity](const SequenceAxis& axis) {
      return !entity.is_none() && !axis.members.empty() &&
             (axis.entity == entity ||
              std::find(axis.members.begin(), axis.members.end(), entity) != axis.members.end());
    });
  };
  auto found = of(session().selection().entity);
  if (found == axes.end()) found = of(leader());
  return found == axes.end() ? nullptr : &*found;
}

void SequenceView::mousePressEvent(QMouseEvent* event) {
  const auto axis = axis_at(event->position().y());
  if (axis.has_value() && event->position().x() < plot().left()) {
    const SequenceAxis& at = axes_.axes()[*axis];
    if (event->button() != Qt::LeftButton) return;
    if (at.is_group()) return toggle_fold(at.entity);
    return session().select_entity(at.entity);
  }
  if ((event->modifiers() & Qt::ShiftModifier) != 0) {
    measure_ = std::pair(event->position().x(), event->position().x());
    return;
  }
  measure_.reset();
  update();
  drag_ = event->position();
  if (const auto hit = hit_at(event->position()); hit.has_value()) session().select(hit->selection);
}

void SequenceView::mouseMoveEvent(QMouseEvent* event) {
  if (measure_.has_value() && (event->buttons() & Qt::LeftButton) != 0) {
    measure_->second = event->position().x();
    update();
    return;
  }
  if (drag_.has_value() && (event->buttons() & Qt::LeftButton) != 0) {
    const double share = (drag_->x() - event->position().x()) / plot().width();
    const auto shift = sim::Duration::nanoseconds(
        static_cast<std::int64_t>(share * static_cast<double>(shown_.length().count_nanoseconds())));
    drag_ = event->position();
    if (shift != sim::Duration::zero()) show_range({shown_.from + shift, shown_.until + shift});
    return;
  }
  const auto axis = axis_at(event->position().y());
  const bool node = axis.has_value() && axes_.axes()[*axis].kind == SequenceAxis::Kind::kNode;
  session().set_hovered(node ? axes_.axes()[*axis].entity : sim::EntityId::none());
}

void SequenceView::mouseReleaseEvent(QMouseEvent*) { drag_.reset(); }

void SequenceView::leaveEvent(QEvent*) { session().set_hovered({}); }

void SequenceView::wheelEvent(QWheelEvent* event) {
  const double factor = std::exp2(-event->angleDelta().y() / 240.0);
  const std::int64_t pivot = time_.time_at((event->position().x() - plot().left()) / plot().width());
  const auto scaled = [factor](std::int64_t d) {
    return sim::Duration::nanoseconds(static_cast<std::int64_t>(static_cast<double>(d) * factor));
  };
  const sim::Time at = sim::Time::from_unix_nanoseconds(pivot);
  show_range(
      {at - scaled(pivot - shown_.from.unix_nanoseconds()), at + scaled(shown_.until.unix_nanoseconds() - pivot)});
  event->accept();
}

void SequenceView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->pos().x() < plot().left()) {
    QMenu menu(this);
    fill_lines_menu(menu, axis_at(event->pos().y()));
    menu.exec(event->globalPos());
    return;
  }
  std::vector<scenarios::FilterTerm> terms;
  if (const auto hit = hit_at(event->pos()); hit.has_value()) terms = hit->terms;
  if (const auto axis = axis_at(event->pos().y()); terms.empty() && axis.has_value()) {
    const auto term = term_of_entity(session().world(), axes_.axes()[*axis].entity, true);
    if (term.has_value()) terms.push_back(*term);
  }
  if (!terms.empty()) run_filter_menu(session(), terms, event->globalPos(), this);
}

bool SequenceView::event(QEvent* event) {
  if (event->type() == QEvent::FontChange) lay_axes();
  if (event->type() != QEvent::ToolTip) return View::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  if (help->pos().y() < header_height()) {
    QToolTip::showText(help->globalPos(), key_text(), this);
  } else if (const auto hit = hit_at(help->pos()); hit.has_value()) {
    QToolTip::showText(help->globalPos(), hit->tip, this);
  } else {
    QToolTip::hideText();
  }
  return true;
}

QString SequenceView::as_text() const {
  const WorldModel& world = session().world();
  std::vector<std::pair<std::int64_t, QString>> lines;
  const auto add = [&](std::int64_t time, const QString& who, const QString& what) {
    lines.emplace_back(time, clock_text(sim::Time::from_unix_nanoseconds(time), 6) + "  " + who + "  " + what + "\n");
  };
  for (const WindowMessage& message : window().messages) {
    if (hidden_nodes_.contains(message.sender) || hidden_nodes_.contains(message.receiver)) continue;
    add(message.time, to_qt(world.name_of(message.sender)),
        to_qt(window().kinds[message.kind]) + "  " +
            (message.receiver.is_none() ? tr("to all") : to_qt(world.name_of(message.receiver))));
  }
  // A filter of messages says nothing about marks, which are drawn either way.
  for (const SequenceMark& mark : session().filter().empty() ? marks() : std::vector<SequenceMark>{})
    add(mark.time, to_qt(world.name_of(mark.entity)), to_qt(mark.words));
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  QString text;
  for (const auto& [time, line] : lines) text += line;
  return text;
}

}  // namespace orrery::gui
