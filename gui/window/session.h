#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/control/branch_mark.h"
#include "gui/control/fault_wish.h"
#include "gui/jobs/question_runner.h"
#include "gui/model/density_profile.h"
#include "gui/model/filter_line.h"
#include "gui/model/round_history.h"
#include "gui/model/state_history.h"
#include "gui/model/world_model.h"
#include "gui/window/theme.h"
#include "scenarios/query/filter_terms.h"

namespace orrery::gui {

class Steering;

/// A stretch of time that timeline, sequence and charts show.
struct TimeRange {
  sim::Time from, until;
  bool operator==(const TimeRange&) const = default;
  sim::Duration length() const { return until - from; }
};

/// What is selected everywhere: an entity, a row, or both.
struct Selection {
  sim::EntityId entity;
  std::uint64_t row = 0;
  bool operator==(const Selection&) const = default;
};

/// A moment of an entity that was kept to be looked at beside others.
struct Pin {
  sim::EntityId entity;
  sim::Time time;
  bool operator==(const Pin&) const = default;
};

/// One open recording and what all views share of it: the cursor time, the range, the selection, the hovered thing, the
/// filter, the theme. Views read from here and write through the setters, which signal when something changed.
/// Histories arrive after opening; until then they are empty.
class Session : public QObject {
  Q_OBJECT

 public:
  /// Throws sim::InputError with one clear line when the file is no recording that this program can read.
  explicit Session(const std::string& path);

  const std::string& path() const { return path_; }
  const WorldModel& world() const { return *world_; }
  std::shared_ptr<const WorldModel> shared_world() const { return world_; }
  const StateHistory& states() const { return *states_; }
  std::shared_ptr<const StateHistory> shared_states() const { return states_; }
  const RoundHistory& rounds() const { return *rounds_; }
  const DensityProfile& density() const { return *density_; }
  QuestionRunner& questions() { return *questions_; }
  const Theme& theme() const { return *theme_; }

  sim::Time cursor() const { return cursor_; }
  TimeRange range() const { return range_; }
  const Selection& selection() const { return selection_; }
  sim::EntityId hovered() const { return hovered_; }
  const FilterLine& filter() const { return *filter_; }
  /// The network whose rounds are shown: of the selection, else the largest one.
  sim::EntityId network() const { return network_; }
  bool is_playing() const { return playing_; }
  /// Virtual seconds a second.
  double speed() const { return speed_; }
  bool is_loaded() const { return loaded_; }
  /// At the newest moment of a recording that grows.
  bool follows_edge() const { return follows_edge_; }
  /// The run that writes this recording, while the window steers it; null otherwise, and for a run that is gone.
  Steering* steering() const;
  /// Why the run that wrote this did not come to its end, in a line; "" where it did or goes on.
  std::string failure() const;
  /// Its digest, or why it has none.
  std::string digest_text() const;
  /// The newest moment that can be shown: the last recorded row's, or where its run stands when it has written no row
  /// since.
  sim::Time newest() const { return std::max(world_->end, come_to_); }
  /// Where the time scale ends: of a run that can still go on, where it is bound for; else where the recording ends.
  sim::Time horizon() const;
  const std::optional<Pin>& pin() const { return pin_; }
  /// The branches of the run and of its branches, in the order in which they were made.
  const std::vector<BranchMark>& branches() const { return branches_; }
  /// Path of the recording that this one is looked at beside, or "".
  const std::string& compared_with() const { return compared_with_; }
  /// That one came first: this recording is a branch of it, or a later one.
  bool compares_with_original() const { return compares_with_original_; }

  /// Clamped to the run.
  void set_cursor(sim::Time time);
  /// Clamped to the run up to its horizon; never shorter than a microsecond.
  void set_range(TimeRange range);
  void select(Selection selection);
  void select_entity(sim::EntityId entity) { select({entity, 0}); }
  void set_hovered(sim::EntityId entity);
  void set_network(sim::EntityId network);
  /// Keeps or leaves out one thing more.
  void narrow_filter(const scenarios::FilterTerm& term);
  void set_filter_text(const std::string& text);
  void clear_filter() { set_filter_text({}); }
  void set_theme(const Theme& theme);
  void play(bool on);
  void set_speed(double seconds_per_second);
  /// Goes to the newest moment and stays there until the cursor is put elsewhere.
  void follow_edge(bool on);
  void steer(Steering* steering);
  /// Someone pointed out a fault; the window asks for the rest.
  void ask_for_fault(const FaultWish& wish) { Q_EMIT fault_asked(wish); }
  /// Someone wants the run to pause at what the filter lets through.
  void ask_to_break() { Q_EMIT break_asked(); }
  void set_pin(std::optional<Pin> pin);
  void compare_with(const std::string& recording, bool is_original);
  void set_branches(std::vector<BranchMark> branches);
  /// Someone wants to see another future, or from the one that is shown the run that it left.
  void ask_for_branch(const BranchMark& branch) { Q_EMIT branch_asked(branch); }

  /// Reads what a growing recording got since; also at opening.
  void read_on();

 Q_SIGNALS:
  void world_changed();      ///< places, faults, expectations, the end of the run
  void histories_changed();  ///< states, rounds, density
  void cursor_changed();
  void range_changed();
  void selection_changed();
  void hover_changed();
  void filter_typed();    ///< the text of the filter, or how it stands
  void filter_changed();  ///< what is applied
  void network_changed();
  void theme_changed();
  void playing_changed();
  void steering_changed();  ///< how the run stands, or its faults
  void fault_asked(const orrery::gui::FaultWish& wish);
  void break_asked();
  void pin_changed();
  void compared_changed();
  void branches_changed();
  void branch_asked(const orrery::gui::BranchMark& branch);
  void problem(const QString& text);

 private:
  void advance();
  void follow();
  void come_on();
  void show_steered_faults();
  sim::Time clamped(sim::Time time) const;

  std::string path_;
  std::shared_ptr<const WorldModel> world_;
  std::shared_ptr<const StateHistory> states_ = std::make_shared<StateHistory>();
  std::shared_ptr<const RoundHistory> rounds_ = std::make_shared<RoundHistory>();
  std::shared_ptr<const DensityProfile> density_ = std::make_shared<DensityProfile>();
  std::unique_ptr<QuestionRunner> questions_;
  Question histories_;
  const Theme* theme_ = &dark_theme();
  sim::Time cursor_, come_to_;
  std::uint64_t last_row_ = 0;  // of what was read
  TimeRange range_;
  Selection selection_;
  sim::EntityId hovered_, network_;
  std::unique_ptr<FilterLine> filter_;
  QPointer<Steering> steering_;
  std::optional<Pin> pin_;
  std::string compared_with_;
  std::vector<BranchMark> branches_;
  QTimer frames_, follow_;
  qint64 last_frame_ = 0;
  double speed_ = 4;
  bool playing_ = false, loaded_ = false, follows_edge_ = false, compares_with_original_ = false;
};

}  // namespace orrery::gui
