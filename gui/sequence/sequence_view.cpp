#include "gui/sequence/sequence_view.h"

#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/window/filter_menu.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kMostMessages = 3000, kMostFlights = 60'000;
constexpr double kAxisHeight = 18, kTop = 6;
constexpr sim::Duration kAroundRound = sim::Duration::milliseconds(250);
// Where there is no round to follow: this stretch, which the cursor crosses in steps rather than dragging it along.
constexpr sim::Duration kStretch = sim::Duration::seconds(6);
constexpr std::int64_t kStretchStep = 2'000'000'000;
// After a round, as long as this, the round stays in sight.
constexpr std::int64_t kLongestPause = 120'000'000'000;
constexpr double kHitPixels = 5;

double distance_to_line(QPointF p, QPointF a, QPointF b) {
  const QPointF d = b - a;
  const double length = d.x() * d.x() + d.y() * d.y();
  const double t = length == 0 ? 0 : std::clamp(QPointF::dotProduct(p - a, d) / length, 0.0, 1.0);
  const QPointF nearest = a + t * d;
  return std::hypot(p.x() - nearest.x(), p.y() - nearest.y());
}

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
  still_.forget();
  update();
}

AxisGrouping SequenceView::grouping() const {
  if (grouping_.has_value()) return *grouping_;
  const Group* group = session().world().group(session().network());
  return group != nullptr && group->members.size() > SequenceAxes::kMostOpen ? AxisGrouping::kZone
                                                                             : AxisGrouping::kNone;
}

void SequenceView::set_grouping(AxisGrouping grouping) {
  grouping_ = grouping;
  lay_axes();
  asked_.reset();
  ask();
}

void SequenceView::next_grouping() {
  switch (grouping()) {
    case AxisGrouping::kNone:
      return set_grouping(AxisGrouping::kZone);
    case AxisGrouping::kZone:
      return set_grouping(AxisGrouping::kNetwork);
    case AxisGrouping::kNetwork:
      return set_grouping(AxisGrouping::kNone);
  }
}

void SequenceView::fold_all() {
  const auto open = [](const SequenceAxis& axis) { return axis.kind == SequenceAxis::Kind::kTitle; };
  const bool fold = std::any_of(axes_.axes().begin(), axes_.axes().end(), open);
  for (const SequenceAxis& axis : axes_.axes()) {
    if (axis.kind != SequenceAxis::Kind::kNode) folded_[axis.entity] = fold;
  }
  lay_axes();
}

void SequenceView::toggle_fold(sim::EntityId group) {
  for (const SequenceAxis& axis : axes_.axes()) {
    if (axis.kind == SequenceAxis::Kind::kNode || axis.entity != group) continue;
    folded_[group] = axis.kind == SequenceAxis::Kind::kTitle;
    break;
  }
  lay_axes();
}

void SequenceView::lay_axes() {
  const Group* group = session().world().group(session().network());
  const bool folds =
      grouping() == AxisGrouping::kNetwork || (group != nullptr && group->members.size() > SequenceAxes::kMostOpen);
  axes_ = SequenceAxes::of(session().world(), session().network(), grouping(), folds, folded_);
  label_width_ = 60;
  for (const SequenceAxis& axis : axes_.axes())
    label_width_ = std::max(label_width_, QFontMetricsF(font()).horizontalAdvance("▸ " + to_qt(axis.label)) + 14);
  label_width_ = std::min(label_width_, std::max(60.0, width() * 0.35));
  change();
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

void SequenceView::ask_messages() {
  question_.ask(
      session().questions(),
      [world = session().shared_world(), span = span(), filter = session().filter().of("message")](
          scenarios::RecordingQuery& query, const QuestionRunner::Stop& stop) {
        return std::make_shared<const MessageWindow>(MessageWindow::read(query, *world, span, *filter, stop));
      },
      [this](std::shared_ptr<const MessageWindow> window) {
        window_ = std::move(window);
        arrange();
      });
}

void SequenceView::arrange() {
  std::vector<std::int64_t> instants;
  if (mode_ != TimeMode::kLinear) {
    for (const WindowMessage& message : window_->messages) instants.push_back(message.time);
  }
  time_ = SequenceTime(mode_, shown_.from, shown_.until, std::move(instants));
  change();
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

QRectF SequenceView::plot() const { return QRectF(rect()).adjusted(label_width_ + 4, kTop, -8, -kAxisHeight); }

double SequenceView::row_height() const {
  return plot().height() / static_cast<double>(std::max<std::size_t>(1, axes_.axes().size()));
}

double SequenceView::x_of(std::int64_t time) const {
  const QRectF area = plot();
  return area.left() + area.width() * time_.at(time);
}

double SequenceView::y_of(std::size_t axis) const {
  return plot().top() + (static_cast<double>(axis) + 0.5) * row_height();
}

std::optional<double> SequenceView::y_of(sim::EntityId node) const {
  const auto axis = axes_.axis_of(node);
  return axis.has_value() ? std::optional(y_of(*axis)) : std::nullopt;
}

std::optional<std::size_t> SequenceView::axis_at(double y) const {
  const double row = (y - plot().top()) / row_height();
  if (row < 0 || row >= static_cast<double>(axes_.axes().size())) return std::nullopt;
  return static_cast<std::size_t>(row);
}

const Flight* SequenceView::flight_at(QPointF at) const {
  const Flight* nearest = nullptr;
  double best = kHitPixels;
  for (const Flight& flight : window_->flights) {
    const auto from = y_of(window_->messages[flight.message].sender), to = y_of(flight.receiver);
    if (!from.has_value() || !to.has_value()) continue;
    const double distance = distance_to_line(at, {x_of(flight.begin), *from}, {x_of(flight.end), *to});
    if (distance < best) {
      best = distance;
      nearest = &flight;
    }
  }
  return nearest;
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
    if (at.kind != SequenceAxis::Kind::kNode) return toggle_fold(at.entity);
    return session().select_entity(at.entity);
  }
  if ((event->modifiers() & Qt::ShiftModifier) != 0) {
    measure_ = std::pair(event->position().x(), event->position().x());
    return;
  }
  measure_.reset();
  update();
  drag_ = event->position();
  if (const Flight* flight = flight_at(event->position()); flight != nullptr) {
    const WindowMessage& message = window_->messages[flight->message];
    session().select({message.sender, flight->delivery != 0 ? flight->delivery : message.row});
  }
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
  std::vector<scenarios::FilterTerm> terms;
  if (const Flight* flight = flight_at(event->pos()); flight != nullptr) {
    const WindowMessage& message = window_->messages[flight->message];
    terms.push_back({"kind", window_->kinds[message.kind]});
    terms.push_back({"sender", session().world().name_of(message.sender)});
  } else if (const auto axis = axis_at(event->pos().y()); axis.has_value()) {
    const auto term = term_of_entity(session().world(), axes_.axes()[*axis].entity, true);
    if (term.has_value()) terms.push_back(*term);
  }
  if (!terms.empty()) run_filter_menu(session(), terms, event->globalPos(), this);
}

bool SequenceView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return View::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const Flight* flight = flight_at(help->pos());
  if (flight == nullptr) {
    QToolTip::hideText();
    return true;
  }
  const WindowMessage& message = window_->messages[flight->message];
  const WorldModel& world = session().world();
  QString tip = to_qt(window_->kinds[message.kind] + " from " + world.name_of(message.sender) + " to " +
                      world.name_of(flight->receiver));
  tip += "\n" + tr("sent ") + clock_text(sim::Time::from_unix_nanoseconds(message.time), 6);
  if (!message.detail.empty()) tip += "\n" + to_qt(message.detail);
  const QString flew = span_text(sim::Duration::nanoseconds(flight->end - flight->begin));
  tip +=
      "\n" + (flight->lost                            ? tr("did not arrive")
              : flight->arrival == Arrival::kRecorded ? tr("arrived after %1").arg(flew)
              : flight->arrival == Arrival::kCaused   ? tr("answered after %1").arg(flew)
                                                    : tr("arrived after %1 at the earliest (not recorded)").arg(flew));
  QToolTip::showText(help->globalPos(), tip, this);
  return true;
}

QString SequenceView::as_text() const {
  QString text;
  const WorldModel& world = session().world();
  for (const WindowMessage& message : window_->messages) {
    text += clock_text(sim::Time::from_unix_nanoseconds(message.time), 6) + "  " +
            to_qt(world.name_of(message.sender)) + "  " + to_qt(window_->kinds[message.kind]) + "  " +
            (message.receiver.is_none() ? tr("to all") : to_qt(world.name_of(message.receiver))) + "\n";
  }
  return text;
}

}  // namespace orrery::gui
