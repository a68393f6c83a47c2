#include "gui/stage/stage_view.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <tuple>

#include "gui/stage/chain_silence.h"
#include "gui/window/signs.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kMostMessages = 20'000;
constexpr std::size_t kBlocksShown = 24;
constexpr std::array<std::string_view, 11> kSteps{
    "observe-req",        "observe",   "report-req",    "report",         "final",
    "final-echo",         "new-epoch", "committee-ask", "committee-view", "committee-proposal",
    "committee-signature"};
// A round's answers stay counted for as long as a round lasts.
constexpr sim::Duration kBehind = sim::Duration::seconds(14), kAhead = sim::Duration::seconds(1);

sim::Duration play_ahead(const Session& session) {
  const double seconds = session.is_playing() ? std::min(session.speed() * 2, 3600.0) : 0;
  return kAhead + sim::Duration::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

}  // namespace

StageView::StageView(Session& session, QWidget* parent) : View(session, "Stage", parent) {
  setMouseTracking(true);
  setAcceptDrops(true);
  setFocusPolicy(Qt::StrongFocus);
  connect(&session, &Session::cursor_changed, this, &StageView::ask);
  connect(&session, &Session::histories_changed, this, [this] {
    asked_.reset();
    ask();
  });
  connect(&session, &Session::filter_changed, this, [this] {
    asked_.reset();
    ask();
  });
  connect(&session, &Session::world_changed, this, &StageView::lay_out);
  connect(&session, &Session::network_changed, this, [this] {
    lay_out();
    ask_chains();
    ask_tally();
  });
  connect(&session, &Session::selection_changed, this, [this] { update(); });
  connect(&session, &Session::hover_changed, this, [this] { update(); });
  connect(&session, &Session::theme_changed, this, [this] { still_.clear(); });
  ask();
}

double StageView::legend_height() const { return std::max(18.0, fontMetrics().height() + 2.0); }

QRectF StageView::stage_area() const {
  return QRectF(rect()).adjusted(8, headline_height() + 4, -8, -bands_height() - legend_height() - 4);
}

void StageView::resizeEvent(QResizeEvent*) {
  is_headline_broken_ = false;
  lay_out();
}

void StageView::lay_out() {
  const QFontMetricsF metrics(font());
  const auto width = [&metrics](const std::string& name) { return metrics.horizontalAdvance(to_qt(name)) + 4; };
  map_ = MapLayout::of(session().world(), stage_area(), width, metrics.height() + 4);
  still_.clear();
  const Group* group = session().world().group(session().network());
  if (group != nullptr) {
    double widest = 60;
    for (const Zone& zone : session().world().zones) widest = std::max(widest, width(zone.name));
    std::vector<double> names;
    for (const sim::EntityId member : group->members) names.push_back(width(session().world().machine(member)->label));
    ring_ = RingLayout::of(session().world(), *group, stage_area(), std::min(widest, stage_area().width() / 6) + 34,
                           metrics.height() + 2, names);
  } else {
    ring_.reset();
  }
  update();
}

void StageView::set_level(Level level) {
  if (level == Level::kNetwork && !ring_.has_value()) return;
  if (level == Level::kNode && session().world().machine(session().selection().entity) == nullptr) {
    const sim::EntityId node = first_node();
    if (node.is_none()) return;
    session().select_entity(node);
  }
  level_ = level;
  update();
}

// Whose insides are shown when nothing is selected: who leads the chosen network, or its first node.
sim::EntityId StageView::first_node() const {
  const StageMoment moment =
      StageMoment::of(session().world(), session().states(), session().rounds(), *window_, session().cursor());
  const NetworkMoment* network = moment.network(session().network());
  if (network != nullptr && session().world().machine(network->leader) != nullptr) return network->leader;
  const Group* group = session().world().group(session().network());
  return group == nullptr || group->members.empty() ? sim::EntityId::none() : group->members.front();
}

void StageView::ask() {
  update();
  const sim::Time cursor = session().cursor();
  const bool inside = asked_.has_value() && asked_->from + kBehind <= cursor && cursor <= asked_->until;
  if (!inside) ask_messages();
  ask_chains();
  ask_tally();
}

void StageView::ask_tally() {
  const RoundSpan* span = session().rounds().at(session().network(), session().cursor());
  if (span == nullptr) return;
  const RoundSpan* next = session().rounds().next(session().network(), session().cursor());
  const sim::Time end = next == nullptr ? session().world().end : sim::Time::from_unix_nanoseconds(next->begin);
  // As far as the cursor and of the minutes before it: what is asked for later is not known yet, and who goes on asking
  // says so again after every delta_resend. The epoch and what follows the round may each last for the whole run.
  constexpr sim::Duration kStep = sim::Duration::minutes(5);
  const sim::Time begin = sim::Time::from_unix_nanoseconds(span->begin);
  const std::int64_t steps = std::max(sim::Duration::zero(), session().cursor() - begin) / kStep + 1;
  const sim::Time until = std::min(end, begin + kStep * steps);
  if (tallied_ == std::pair(span->row, until)) return;
  tallied_ = std::pair(span->row, until);
  const sim::Time from = std::max(session().states().at(span->leader, begin).leads_since, until - kStep * 2);
  tallies_.ask(
      session().questions(),
      [world = session().shared_world(), span = *span, from, until](scenarios::RecordingQuery& query,
                                                                    const QuestionRunner::Stop& stop) {
        return RoundTally::read(query, *world, span, from, until, stop);
      },
      [this](RoundTally tally) {
        tally_ = std::move(tally);
        update();
      });
}

StageMoment StageView::moment_at_cursor() const {
  StageMoment moment =
      StageMoment::of(session().world(), session().states(), session().rounds(), *window_, session().cursor());
  moment.count(tally_);
  return moment;
}

void StageView::ask_chains() {
  const auto world = session().shared_world();
  struct Answer {
    std::vector<ChainTail> tails;
    std::vector<std::string> silences;
    FeedPrice price;
    std::vector<LateFeed> late;
  };
  chains_.ask(
      session().questions(),
      [world, cursor = session().cursor(), network = session().network()](sim::RecordingReader& reader,
                                                                          const QuestionRunner::Stop& stop) {
        Answer answer{{}, {}, FeedPrice::read(reader, network, cursor), late_feeds(reader, *world, cursor, stop)};
        for (const sim::EntityId chain : world->chains) {
          if (stop) break;
          answer.tails.push_back(ChainTail::read(reader, chain, cursor, kBlocksShown));
          answer.silences.push_back(silence_text(answer.tails.back(), cursor));
        }
        return answer;
      },
      [this](Answer answer) {
        if (answer.tails == tails_ && answer.silences == silences_ && answer.price == price_ && answer.late == late_)
          return;
        tails_ = std::move(answer.tails);
        silences_ = std::move(answer.silences);
        price_ = answer.price;
        late_ = std::move(answer.late);
        bands_.forget();
        update();
      });
}

void StageView::ask_messages() {
  const sim::Time cursor = session().cursor();
  asked_ = TimeRange{cursor - kBehind - kAhead, cursor + play_ahead(session())};
  const auto world = session().shared_world();
  const MessageSpan span{.from = asked_->from,
                         .until = asked_->until,
                         .broadcasts_from = cursor - kAhead - kLongestFlight,
                         .most = kMostMessages};
  using Shared = std::shared_ptr<const MessageWindow>;
  messages_.ask(
      session().questions(),
      [world, span, all = session().filter().all("message"), filter = session().filter().of("message")](
          scenarios::RecordingQuery& query, const QuestionRunner::Stop& stop) {
        const auto read = [&](const scenarios::Filter& which) {
          return std::make_shared<const MessageWindow>(MessageWindow::read(query, *world, span, which, stop));
        };
        const Shared window = read(*all);
        return std::pair(window, filter->text().empty() ? window : read(*filter));
      },
      [this](std::pair<Shared, Shared> windows) {
        std::tie(window_, drawn_) = std::move(windows);
        // Bundles name flights of the window that they were made of.
        glyphs_.clear();
        bundled_.clear();
        update();
      });
}

// What the layers show, as one row of numbers: they are painted anew when it changes.
void StageView::check_still(const StageMoment& moment) {
  std::vector<std::uint64_t> now{static_cast<std::uint64_t>(level_), session().network().index};
  for (const StateAt& state : moment.machines) now.push_back(state.is_up() ? 1 : 0);
  for (const FaultBar* fault : moment.faults) now.push_back(fault->row);
  if (now == still_) return;
  cuts_ = cut_paths(session().world(), moment.faults);
  still_ = std::move(now);
  below_.forget();
  above_.forget();
  bands_.forget();
  dots_.clear();
}

void StageView::paintEvent(QPaintEvent*) {
  QElapsedTimer clock;
  clock.start();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  StageMoment moment = moment_at_cursor();
  if (drawn_ != window_) moment.flying = StageMoment::flying_in(*drawn_, session().cursor());
  const Headline headline = headline_of(moment);
  make_room_for(headline);
  check_still(moment);
  switch (level_) {
    case Level::kWorld:
      paint_map(painter, moment);
      break;
    case Level::kNetwork:
      painter.fillRect(rect(), theme().ground);
      paint_ring(painter, moment);
      break;
    case Level::kNode:
      painter.fillRect(rect(), theme().ground);
      paint_node(painter, moment);
      break;
  }
  bands_.draw(painter, *this, Qt::transparent, [this](QPainter& still) { paint_bands(still); });
  paint_legend(painter);
  paint_headline(painter, headline);
  note_paint(clock.nsecsElapsed());
}

// Kinds of messages that are on the stage now, and what the shapes mean.
void StageView::paint_legend(QPainter& painter) {
  const QFontMetricsF metrics(font());
  const QRectF area(10, height() - bands_height() - legend_height(), width() - 20, legend_height());
  const double y = area.center().y();
  QStringList remarks;
  if (!glyphs_.empty() && level_ != Level::kNode) {
    std::uint32_t copies = 0;
    for (const BundleGlyph& glyph : glyphs_) copies += glyph.bundle.count();
    remarks << tr("%1 copies in bundles by path").arg(amount(copies));
  }
  if (drawn_->is_sampled())
    remarks << tr("1 of %1 messages read").arg(drawn_->total / std::max<std::size_t>(1, drawn_->messages.size()));
  const QString remark = metrics.elidedText(remarks.join(" · "), Qt::ElideRight, area.width() / 2);
  double x = area.left();
  const double end = area.right() - (remark.isEmpty() ? 0 : metrics.horizontalAdvance(remark) + 12);
  const auto entry = [&](const QString& text, const auto& paint_sign) {
    const double wide = metrics.horizontalAdvance(text) + 26;
    if (x + wide - 13 > end) return;
    paint_sign(QPointF(x + 4, y));
    painter.setPen(theme().quiet);
    painter.drawText(QRectF(x + 13, area.top(), wide, area.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
    x += wide;
  };
  // In the order of a round; then what other kinds there are.
  std::vector<std::string> kinds = drawn_->kinds;
  std::stable_sort(kinds.begin(), kinds.end(), [](const std::string& one, const std::string& other) {
    const auto place = [](const std::string& kind) { return std::find(kSteps.begin(), kSteps.end(), kind); };
    return place(one) < place(other);
  });
  for (const std::string& kind : kinds)
    entry(to_qt(kind), [&](QPointF at) { painter.fillPath(kind_sign(kind, at, 4), theme().kind(kind)); });
  entry(tr("lost"), [&](QPointF at) {
    painter.setPen(QPen(theme().bad, 2));
    painter.drawLine(at + QPointF(-4, -4), at + QPointF(4, 4));
    painter.drawLine(at + QPointF(-4, 4), at + QPointF(4, -4));
  });
  if (!cuts_.empty()) {
    entry(tr("cut off"), [&](QPointF at) {
      painter.setPen(QPen(theme().bad, 1.8, Qt::DotLine));
      painter.setBrush(Qt::NoBrush);
      painter.drawEllipse(at, 5, 5);
    });
  }
  const QString shapes = tr("◎ leads  ● oracle  ■ endpoint  ◆ data provider  ▲ sequencer, trader  ⊗ down");
  if (!remark.isEmpty()) {
    painter.setPen(theme().warning);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, remark);
  } else if (x + metrics.horizontalAdvance(shapes) + 10 < area.right()) {
    painter.setPen(theme().quiet);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, shapes);
  }
}

QPointF StageView::place_of(sim::EntityId machine) const {
  return level_ == Level::kNetwork && ring_.has_value() ? ring_->at(machine) : map_.at(session().world(), machine);
}

void StageView::leaveEvent(QEvent*) { session().set_hovered({}); }

void StageView::wheelEvent(QWheelEvent* event) {
  const bool in = event->angleDelta().y() > 0;
  if (in && level_ == Level::kWorld) {
    const sim::EntityId at = entity_at(event->position());
    if (session().world().machine(at) != nullptr) session().select_entity(at);
    set_level(Level::kNetwork);
  } else if (in) {
    const sim::EntityId at = entity_at(event->position());
    if (session().world().machine(at) != nullptr) session().select_entity(at);
    if (session().world().machine(session().selection().entity) != nullptr) set_level(Level::kNode);
  } else {
    set_level(level_ == Level::kNode && ring_.has_value() ? Level::kNetwork : Level::kWorld);
  }
  event->accept();
}

QString StageView::as_text() const {
  return clock_text(session().cursor(), 3) + "  " +
         to_qt(headline(session().world(), moment_at_cursor(), session().network()));
}

}  // namespace orrery::gui
