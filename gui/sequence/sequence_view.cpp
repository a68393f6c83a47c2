#include "gui/sequence/sequence_view.h"

#include <QElapsedTimer>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <map>

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kMostMessages = 3000;
constexpr double kAxisHeight = 18, kTop = 6;
constexpr sim::Duration kAroundRound = sim::Duration::milliseconds(250);
constexpr double kHitPixels = 5;
constexpr qsizetype kStorm = 300;

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
  connect(&session, &Session::cursor_changed, this, &SequenceView::ask);
  connect(&session, &Session::histories_changed, this, &SequenceView::ask);
  const auto again = [this] {
    asked_.reset();
    ask();
  };
  connect(&session, &Session::network_changed, this, again);
  connect(&session, &Session::filter_changed, this, again);
  connect(&session, &Session::hover_changed, this, [this] { update(); });
  connect(&session, &Session::selection_changed, this, [this] { update(); });
  ask();
}

void SequenceView::ask() {
  const Group* group = session().world().group(session().network());
  rows_ = group == nullptr ? std::vector<sim::EntityId>{} : group->members;
  row_of_entity_.assign(session().world().entities.size(), -1);
  label_width_ = 60;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    row_of_entity_[rows_[i].index] = static_cast<int>(i);
    const QString label = to_qt(session().world().machine(rows_[i])->label);
    label_width_ = std::max(label_width_, QFontMetricsF(font()).horizontalAdvance(label) + 14);
  }
  if (follow_) {
    const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
    const sim::Time cursor = session().cursor();
    const bool in_round =
        round != nullptr && cursor.unix_nanoseconds() <= round->end + kAroundRound.count_nanoseconds();
    shown_ = in_round ? TimeRange{sim::Time::from_unix_nanoseconds(round->begin) - kAroundRound,
                                  sim::Time::from_unix_nanoseconds(round->end) + kAroundRound}
                      : TimeRange{cursor - sim::Duration::seconds(3), cursor + sim::Duration::seconds(3)};
  }
  if (asked_ == shown_ && asked_network_ == session().network()) return update();
  asked_ = shown_;
  asked_network_ = session().network();
  SqlCondition condition = session().condition();
  if (!session().network().is_none()) {
    const std::string of_network = "network = " + std::to_string(session().network().index);
    condition.where = condition.where.empty() ? of_network : "(" + condition.where + ") AND " + of_network;
  }
  question_.ask(
      session().questions(),
      [world = session().shared_world(), range = shown_, condition](sim::RecordingReader& reader,
                                                                    const QuestionRunner::Stop& stop) {
        return std::make_shared<const MessageWindow>(
            MessageWindow::read(reader, *world, range.from, range.until, condition, kMostMessages, stop));
      },
      [this](std::shared_ptr<const MessageWindow> window) {
        window_ = std::move(window);
        arrange();
      });
  arrange();
}

void SequenceView::arrange() {
  std::vector<std::int64_t> instants;
  if (mode_ != TimeMode::kLinear) {
    for (const WindowMessage& message : window_->messages) instants.push_back(message.time);
  }
  time_ = SequenceTime(mode_, shown_.from, shown_.until, std::move(instants));
  update();
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

QRectF SequenceView::plot() const { return QRectF(rect()).adjusted(label_width_ + 4, kTop, -8, -kAxisHeight); }

double SequenceView::row_height() const {
  return plot().height() / static_cast<double>(std::max<std::size_t>(1, rows_.size()));
}

double SequenceView::x_of(std::int64_t time) const {
  const QRectF area = plot();
  return area.left() + area.width() * time_.at(time);
}

std::optional<double> SequenceView::y_of(sim::EntityId node) const {
  if (node.index >= row_of_entity_.size() || row_of_entity_[node.index] < 0) return std::nullopt;
  return plot().top() + (row_of_entity_[node.index] + 0.5) * row_height();
}

void SequenceView::paintEvent(QPaintEvent*) {
  QElapsedTimer clock;
  clock.start();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), theme().ground);
  paint_rows(painter);
  painter.setClipRect(plot().adjusted(0, -kTop, 0, 0));
  paint_phases(painter);
  paint_down(painter);
  paint_arrows(painter);
  paint_measure(painter);
  painter.setClipping(false);
  paint_axis(painter);
  note_paint(clock.nsecsElapsed());
}

void SequenceView::paint_rows(QPainter& painter) {
  const QRectF area = plot();
  const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
  const sim::EntityId leader = round == nullptr ? sim::EntityId::none() : round->leader;
  const double row = row_height();
  // Where rows are lower than a line of text, every k-th is named, and the leader instead of its neighbours.
  const auto every = static_cast<std::size_t>(std::ceil((fontMetrics().height() - 1) / row));
  const auto leader_row = std::find(rows_.begin(), rows_.end(), leader) - rows_.begin();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const double y = *y_of(rows_[i]);
    const bool marked = rows_[i] == session().hovered() || rows_[i] == session().selection().entity;
    painter.setPen(QPen(rows_[i] == leader ? theme().text
                        : marked           ? theme().hover
                                           : theme().line,
                        rows_[i] == leader || marked ? 1.4 : 1));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    const bool near_leader = std::abs(static_cast<std::ptrdiff_t>(i) - leader_row) < static_cast<std::ptrdiff_t>(every);
    if (rows_[i] == leader || (i % std::max<std::size_t>(1, every) == 0 && !near_leader))
      paint_row_label(painter, i, leader);
  }
}

void SequenceView::paint_row_label(QPainter& painter, std::size_t row, sim::EntityId leader) {
  const double y = *y_of(rows_[row]), line = fontMetrics().height();
  const QRectF box(4, std::clamp(y - line / 2, 0.0, height() - line), plot().left() - 10, line);
  const bool leads = rows_[row] == leader;
  const bool up = session().states().at(rows_[row], session().cursor()).is_up();
  painter.setPen(!up ? theme().bad : leads ? theme().text : theme().quiet);
  QFont face = font();
  face.setBold(leads);
  painter.setFont(face);
  painter.drawText(box, Qt::AlignVCenter | Qt::AlignRight, to_qt(session().world().machine(rows_[row])->label));
  painter.setFont(font());
}

// The phases of whoever leads: a coloured stretch under its line, named where there is room.
void SequenceView::paint_phases(QPainter& painter) {
  const std::int64_t from = shown_.from.unix_nanoseconds(), until = shown_.until.unix_nanoseconds();
  const double thick = std::clamp(row_height() * 0.8, 3.0, 12.0);
  const auto colour_of = [this](const std::string& phase) {
    if (phase == "observe") return theme().kind("observe");
    if (phase == "grace") return theme().kind("observe-req");
    if (phase == "report") return theme().kind("report-req");
    return theme().kind("final");
  };
  for (const sim::EntityId node : rows_) {
    const auto& phases = session().states().changes(node, StateHistory::Field::kPhase);
    auto phase = std::lower_bound(phases.begin(), phases.end(), from,
                                  [](const StateHistory::Change& c, std::int64_t t) { return c.time < t; });
    for (; phase != phases.end() && phase->time < until; ++phase) {
      const std::string& name = session().states().text(phase->value);
      const std::int64_t end = phase + 1 == phases.end() ? until : (phase + 1)->time;
      if (name == "final") continue;
      QColor colour = colour_of(name);
      colour.setAlpha(110);
      const double x = x_of(phase->time), y = *y_of(node);
      const QRectF bar(x, y - thick / 2, std::max(1.5, x_of(std::min(end, until)) - x), thick);
      painter.fillRect(bar, colour);
    }
  }
}

void SequenceView::paint_down(QPainter& painter) {
  for (const sim::EntityId node : rows_) {
    const auto& changes = session().states().changes(node, StateHistory::Field::kStatus);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const std::string& status = session().states().text(changes[i].value);
      if (status == "up") continue;
      const std::int64_t begin = std::max(changes[i].time, shown_.from.unix_nanoseconds());
      const std::int64_t end = std::min(i + 1 < changes.size() ? changes[i + 1].time : shown_.until.unix_nanoseconds(),
                                        shown_.until.unix_nanoseconds());
      if (end <= begin) continue;
      const double x = x_of(begin), y = *y_of(node), thick = std::clamp(row_height() * 0.9, 3.0, 14.0);
      const QRectF bar(x, y - thick / 2, x_of(end) - x, thick);
      painter.fillRect(bar, theme().bad_ground);
      painter.fillRect(bar, QBrush(theme().bad, Qt::BDiagPattern));
    }
  }
}

// Lines of one colour are drawn at once: a thousand pens would take longer than a thousand lines. A dot ends what is
// known to have arrived, a cross what is known to be lost, nothing what left no trace.
void SequenceView::paint_arrows(QPainter& painter) {
  const sim::EntityId hovered = session().hovered();
  std::map<QRgb, QVector<QLineF>> lines;
  std::vector<std::pair<QPointF, QColor>> dots;
  QVector<QLineF> crosses;
  QLineF chosen;
  for (const Flight& flight : window_->flights) {
    const WindowMessage& message = window_->messages[flight.message];
    const auto from = y_of(message.sender), to = y_of(flight.receiver);
    if (!from.has_value() || !to.has_value() || message.sender == flight.receiver) continue;
    QColor colour = flight.lost ? theme().bad : theme().kind(window_->kinds[message.kind]);
    const bool near = hovered.is_none() || hovered == message.sender || hovered == flight.receiver;
    const QLineF line(x_of(flight.begin), *from, x_of(flight.end), *to);
    if (message.row == session().selection().row) chosen = line;
    colour.setAlpha(near ? 150 : 30);
    lines[colour.rgba()].append(line);
    if (flight.lost) {
      crosses << QLineF(line.p2() + QPointF(-3, -3), line.p2() + QPointF(3, 3))
              << QLineF(line.p2() + QPointF(-3, 3), line.p2() + QPointF(3, -3));
    } else if (flight.arrival == Arrival::kRecorded || flight.arrival == Arrival::kCaused) {
      dots.emplace_back(line.p2(), QColor(colour.red(), colour.green(), colour.blue(), near ? 255 : 60));
    }
  }
  for (const auto& [colour, all] : lines) {
    QColor ink = QColor::fromRgba(colour);
    // A storm of messages is a tint, not a wall.
    if (all.size() > kStorm) ink.setAlpha(ink.alpha() / 3);
    painter.setPen(QPen(ink, 1));
    painter.drawLines(all);
  }
  for (const auto& [at, colour] : dots) painter.fillRect(QRectF(at.x() - 1.5, at.y() - 1.5, 3, 3), colour);
  painter.setPen(QPen(theme().bad, 1.6));
  painter.drawLines(crosses);
  if (!chosen.isNull()) {
    painter.setPen(QPen(theme().hover, 2.4));
    painter.drawLine(chosen);
  }
}

void SequenceView::paint_axis(QPainter& painter) {
  const QRectF area = plot();
  painter.setPen(theme().quiet);
  const int label = fontMetrics().horizontalAdvance("00:00:00.000");
  const sim::Duration step = scale_step(shown_.length(), area.width(), label + 20);
  const int decimals = decimals_for(step);
  const double wide = fontMetrics().horizontalAdvance(clock_text(shown_.from, decimals)) + 8;
  const std::int64_t width = step.count_nanoseconds();
  double free = area.left();
  for (std::int64_t at = (shown_.from.unix_nanoseconds() / width + 1) * width; at < shown_.until.unix_nanoseconds();
       at += width) {
    const double x = x_of(at);
    if (x - wide / 2 < free || x + wide / 2 > area.right() + 8) continue;
    painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3));
    painter.drawText(QRectF(x - wide / 2, area.bottom() + 3, wide, kAxisHeight - 3), Qt::AlignCenter,
                     clock_text(sim::Time::from_unix_nanoseconds(at), decimals));
    free = x + wide / 2;
  }
  const double cursor = x_of(session().cursor().unix_nanoseconds());
  if (cursor >= area.left() && cursor <= area.right()) {
    painter.setPen(QPen(theme().text, 1.5));
    painter.drawLine(QPointF(cursor, 0), QPointF(cursor, area.bottom()));
  }
  const QString note = window_->total > window_->messages.size()
                           ? tr("%1 messages, too many to draw all").arg(window_->total)
                       : mode_ == TimeMode::kStep      ? tr("step time")
                       : mode_ == TimeMode::kNonlinear ? tr("nonlinear time")
                                                       : QString();
  if (!note.isEmpty()) {
    const QRectF box(area.right() - fontMetrics().horizontalAdvance(note) - 10, 2,
                     fontMetrics().horizontalAdvance(note) + 8, fontMetrics().height() + 2);
    painter.fillRect(box, theme().raised);
    painter.setPen(theme().warning);
    painter.drawText(box, Qt::AlignCenter, note);
  }
}

void SequenceView::paint_measure(QPainter& painter) {
  if (!measure_.has_value()) return;
  const auto [a, b] = std::minmax(measure_->first, measure_->second);
  const QRectF area = plot();
  QColor ground = theme().selection;
  ground.setAlpha(120);
  painter.fillRect(QRectF(a, area.top(), b - a, area.height()), ground);
  const auto time = [&](double x) { return time_.time_at((x - area.left()) / area.width()); };
  const QString text = span_text(sim::Duration::nanoseconds(time(b) - time(a)));
  painter.setPen(theme().text);
  painter.drawText(QRectF((a + b) / 2 - 80, area.top(), 160, 18), Qt::AlignCenter, text);
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

void SequenceView::mousePressEvent(QMouseEvent* event) {
  if ((event->modifiers() & Qt::ShiftModifier) != 0) {
    measure_ = std::pair(event->position().x(), event->position().x());
    return;
  }
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
  sim::EntityId at;
  for (const sim::EntityId row : rows_) {
    if (std::abs(*y_of(row) - event->position().y()) <= row_height() / 2) at = row;
  }
  session().set_hovered(at);
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
