#include "gui/window/session.h"

#include <QElapsedTimer>
#include <algorithm>

#include "gui/control/steering.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

constexpr int kFrameMilliseconds = 16;
// A run writes down what it did twice a second.
constexpr int kFollowMilliseconds = 500;
constexpr sim::Duration kShortestRange = sim::Duration::microseconds(1);
// A frame that came late moves the cursor no further than this much wall time, so that a pause does not become a jump.
constexpr double kLongestFrameSeconds = 0.25;

struct Grown {
  std::shared_ptr<WorldModel> world;
  std::shared_ptr<StateHistory> states;
  std::shared_ptr<RoundHistory> rounds;
  std::shared_ptr<DensityProfile> density;
  std::uint64_t last_row = 0;
};

std::uint64_t last_row(const sim::RecordingReader& reader) {
  std::uint64_t last = 0;
  for (const sim::RecordedTable& table : reader.tables()) {
    reader.select("SELECT max(id) FROM " + sim::quoted(table.name), {}, [&last](const sim::Statement& row) {
      last = std::max(last, static_cast<std::uint64_t>(row.integer(0)));
      return false;
    });
  }
  return last;
}

// The recorded faults and those that a run has on it and has not written down yet, as while it is paused where one
// begins.
std::vector<FaultBar> with_steered(std::vector<FaultBar> faults, const Steering* steering) {
  std::erase_if(faults, [](const FaultBar& fault) { return fault.row == 0; });
  if (steering == nullptr || !steering->is_live()) return faults;
  for (const SteeredFault& known : steering->faults()) {
    const bool recorded = std::any_of(faults.begin(), faults.end(), [&](const FaultBar& fault) {
      return fault.begin == known.begin && fault.kind == known.kind && fault.target == known.target;
    });
    if (!known.has_begun() || recorded) continue;
    const sim::Time begin = std::min(known.begin, steering->state().time);
    const auto end = known.end.has_value() ? known.end : unstated_end(known.kind, begin);
    faults.push_back({0, known.kind, known.target, known.about, begin, end, 0, {}});
  }
  return faults;
}

sim::EntityId largest_network(const WorldModel& world) {
  const Group* largest = nullptr;
  for (const Group& group : world.groups) {
    if (group.kind == "network" && (largest == nullptr || group.members.size() > largest->members.size())) {
      largest = &group;
    }
  }
  if (largest == nullptr && !world.groups.empty()) largest = &world.groups.front();
  return largest == nullptr ? sim::EntityId::none() : largest->id;
}

qint64 wall_nanoseconds() {
  static const QElapsedTimer kClock = [] {
    QElapsedTimer clock;
    clock.start();
    return clock;
  }();
  return kClock.nsecsElapsed();
}

}  // namespace

Session::Session(const std::string& path) : path_(path) {
  {
    const sim::RecordingReader reader(path);
    world_ = std::make_shared<const WorldModel>(WorldModel::read(reader));
  }
  filter_ = std::make_unique<FilterLine>(world_->schema);
  questions_ = std::make_unique<QuestionRunner>(path);
  connect(questions_.get(), &QuestionRunner::failed, this, &Session::problem);
  cursor_ = world_->start;
  range_ = {world_->start, std::max(world_->end, world_->start + kShortestRange)};
  network_ = largest_network(*world_);
  frames_.setInterval(kFrameMilliseconds);
  frames_.setTimerType(Qt::PreciseTimer);
  connect(&frames_, &QTimer::timeout, this, &Session::advance);
  // Started again by every answer, so that a reading which takes longer than the interval is never taken back by the
  // next.
  follow_.setInterval(kFollowMilliseconds);
  follow_.setSingleShot(true);
  connect(&follow_, &QTimer::timeout, this, &Session::follow);
  connect(questions_.get(), &QuestionRunner::failed, this, [this] {
    if (world_->state == sim::RunState::kRunning) follow_.start();
  });
  read_on();
}

void Session::read_on() {
  const auto states = states_;
  const auto rounds = rounds_;
  histories_.ask(
      *questions_,
      [states, rounds](sim::RecordingReader& reader, const QuestionRunner::Stop& stop) {
        Grown grown;
        reader.refresh();
        grown.last_row = last_row(reader);
        grown.world = std::make_shared<WorldModel>(WorldModel::read(reader));
        grown.density = std::make_shared<DensityProfile>(DensityProfile::read(reader));
        grown.states = std::make_shared<StateHistory>(*states);
        grown.states->read_on(reader, stop);
        grown.rounds = std::make_shared<RoundHistory>(*rounds);
        grown.rounds->read_on(reader, *grown.world, *grown.states, stop);
        return grown;
      },
      [this](const Grown& grown) {
        const bool showed_all = range_.until >= horizon() && range_.from <= world_->start;
        const bool more_names = grown.world->entities.size() != world_->entities.size();
        // What a paused run wrote reaches as far as the run does, though its last row may be older.
        if (steering() != nullptr && steering_->is_live() && !steering_->is_running())
          grown.world->end = std::max(grown.world->end, steering_->state().time);
        grown.world->faults = with_steered(std::move(grown.world->faults), steering());
        world_ = grown.world;
        last_row_ = grown.last_row;
        if (more_names) filter_->set_schema(world_->schema);
        states_ = grown.states;
        rounds_ = grown.rounds;
        density_ = grown.density;
        loaded_ = true;
        if (world_->state == sim::RunState::kRunning) follow_.start();
        if (network_.is_none()) network_ = largest_network(*world_);
        Q_EMIT world_changed();
        if (showed_all) set_range({world_->start, horizon()});
        Q_EMIT histories_changed();
        come_on();
        if (follows_edge_) set_cursor(newest());
      });
}

// A run that has written nothing since what was read has come on nevertheless.
void Session::come_on() {
  if (steering() == nullptr || !steering_->is_live() || last_row_ < steering_->state().rows) return;
  come_to_ = std::max(come_to_, steering_->state().time);
  if (follows_edge_) set_cursor(newest());
}

void Session::show_steered_faults() {
  std::vector<FaultBar> faults = with_steered(world_->faults, steering());
  const auto same = [](const FaultBar& a, const FaultBar& b) {
    return a.row == b.row && a.kind == b.kind && a.target == b.target && a.begin == b.begin && a.end == b.end;
  };
  if (std::equal(faults.begin(), faults.end(), world_->faults.begin(), world_->faults.end(), same)) return;
  auto world = std::make_shared<WorldModel>(*world_);
  world->faults = std::move(faults);
  world_ = std::move(world);
  Q_EMIT world_changed();
}

// A paused run writes nothing, and its pause has been read.
void Session::follow() {
  if (steering() != nullptr && steering_->is_live() && !steering_->is_running()) {
    follow_.start();
  } else {
    read_on();
  }
}

Steering* Session::steering() const { return steering_; }

std::string Session::failure() const {
  if (world_->state == sim::RunState::kFailed) return world_->reason.empty() ? "the run failed" : world_->reason;
  return steering() != nullptr && !steering_->is_connected() ? steering_->loss().toStdString() : "";
}

std::string Session::digest_text() const {
  if (!world_->digest.empty()) return world_->digest;
  return failure().empty() ? "not ended yet" : "none: the run failed";
}

sim::Time Session::horizon() const {
  const bool goes_on = steering() != nullptr && steering_->is_live() && world_->state == sim::RunState::kRunning;
  return goes_on ? std::max(newest(), world_->planned_end) : newest();
}

void Session::steer(Steering* steering) {
  if (steering_) steering_->disconnect(this);
  steering_ = steering;
  if (steering != nullptr) {
    connect(steering, &Steering::state_changed, this, &Session::come_on);
    connect(steering, &Steering::faults_changed, this, &Session::show_steered_faults);
    connect(steering, &Steering::state_changed, this, &Session::steering_changed);
    connect(steering, &Steering::faults_changed, this, &Session::steering_changed);
    connect(steering, &Steering::break_changed, this, &Session::steering_changed);
    connect(steering, &Steering::stood_still, this, &Session::read_on);
    connect(steering, &Steering::gone, this, &Session::read_on);
    set_range({world_->start, horizon()});
    follow_edge(true);
  }
  read_on();
  Q_EMIT steering_changed();
}

void Session::set_pin(std::optional<Pin> pin) {
  if (pin == pin_) return;
  pin_ = pin;
  Q_EMIT pin_changed();
}

void Session::compare_with(const std::string& recording, bool is_original) {
  if (recording == compared_with_ && is_original == compares_with_original_) return;
  compared_with_ = recording;
  compares_with_original_ = is_original;
  Q_EMIT compared_changed();
}

void Session::set_branches(std::vector<BranchMark> branches) {
  if (branches == branches_) return;
  branches_ = std::move(branches);
  Q_EMIT branches_changed();
}

sim::Time Session::clamped(sim::Time time) const { return std::clamp(time, world_->start, newest()); }

void Session::set_cursor(sim::Time time) {
  time = clamped(time);
  follows_edge_ = follows_edge_ && time >= newest();
  if (time == cursor_) return;
  cursor_ = time;
  Q_EMIT cursor_changed();
}

void Session::set_range(TimeRange range) {
  sim::Duration length =
      std::clamp(range.until - range.from, kShortestRange, std::max(horizon() - world_->start, kShortestRange));
  range.from = std::clamp(range.from, world_->start, std::max(world_->start, horizon() - length));
  range.until = range.from + length;
  if (range == range_) return;
  range_ = range;
  Q_EMIT range_changed();
}

void Session::select(Selection selection) {
  if (selection == selection_) return;
  selection_ = selection;
  if (world_->group(selection.entity) != nullptr) set_network(selection.entity);
  if (const Machine* machine = world_->machine(selection.entity);
      machine != nullptr && world_->group(machine->group) != nullptr) {
    set_network(machine->group);
  }
  Q_EMIT selection_changed();
}

void Session::set_hovered(sim::EntityId entity) {
  if (entity == hovered_) return;
  hovered_ = entity;
  Q_EMIT hover_changed();
}

void Session::set_network(sim::EntityId network) {
  if (network == network_) return;
  network_ = network;
  Q_EMIT network_changed();
}

void Session::narrow_filter(const scenarios::FilterTerm& term) {
  set_filter_text(scenarios::narrowed(filter_->text(), term));
}

void Session::set_filter_text(const std::string& text) {
  if (text == filter_->text()) return;
  const bool applied = filter_->set_text(text);
  Q_EMIT filter_typed();
  if (applied) Q_EMIT filter_changed();
}

void Session::set_theme(const Theme& theme) {
  theme_ = &theme;
  Q_EMIT theme_changed();
}

void Session::play(bool on) {
  if (on == playing_) return;
  playing_ = on;
  if (on) {
    if (cursor_ >= newest()) set_cursor(world_->start);
    last_frame_ = wall_nanoseconds();
    frames_.start();
  } else {
    frames_.stop();
  }
  Q_EMIT playing_changed();
}

void Session::set_speed(double seconds_per_second) {
  speed_ = std::clamp(seconds_per_second, 1e-3, 1e6);
  Q_EMIT playing_changed();
}

void Session::follow_edge(bool on) {
  follows_edge_ = on;
  if (on) set_cursor(newest());
}

void Session::advance() {
  const qint64 now = wall_nanoseconds();
  const double seconds = std::min(static_cast<double>(now - last_frame_) / 1e9, kLongestFrameSeconds);
  last_frame_ = now;
  set_cursor(cursor_ + sim::Duration::nanoseconds(static_cast<std::int64_t>(seconds * speed_ * 1e9)));
  if (cursor_ >= newest()) play(false);
}

}  // namespace orrery::gui
