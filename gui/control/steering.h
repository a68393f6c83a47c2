#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gui/control/steering_messages.h"

namespace orrery::gui {

class ControlClient;

/// One steered run as the window knows it: how it stands, its faults, what can be done to it. Commands return at once;
/// what becomes of them is told by signals. A run that is gone stays as it last stood.
class Steering : public QObject {
  Q_OBJECT

 public:
  using Json = nlohmann::ordered_json;
  /// Gets "" when it was done, else why not.
  using Told = std::function<void(const QString& problem)>;

  explicit Steering(QObject* parent);
  ~Steering() override;
  void connect_to(const QString& socket);

  /// It talks: commands reach it.
  bool is_connected() const;
  /// It can go on: connected and not over.
  bool is_live() const { return is_connected() && joined_ && !state_.is_over(); }
  /// It was there at least once.
  bool has_joined() const { return joined_; }
  bool is_running() const { return is_live() && state_.status == SteeredState::Status::kRunning; }
  const SteeredState& state() const { return state_; }
  /// Why it is gone, when its process did not end as it should: "the run crashed, Killed (signal 9)"; else "".
  const QString& loss() const { return loss_; }
  void set_loss(const QString& why);
  const RunGreeting& greeting() const { return greeting_; }
  const std::vector<SteeredFault>& faults() const { return faults_; }
  const SteeredFault* fault(std::uint64_t number) const;
  const std::vector<FaultKindInfo>& kinds() const { return kinds_; }
  /// The filter that the run pauses at, or "".
  const std::string& break_filter() const { return break_filter_; }
  const std::string& pace() const { return pace_; }

  /// Goes on until `until` as parse_until() reads it; null: to the end.
  void run(const Json& until);
  void run();
  /// Goes on to where it was bound for before a pause.
  void go_on();
  void pause();
  /// By "event", "hop", "round" (of `network`) or "block" (of `chain`); an empty name means any.
  void step(const std::string& by, const std::string& network, const std::string& chain);
  /// "fast", "express" or simulated seconds per second; a run that runs goes on at it, to where it was bound for.
  void set_pace(const std::string& pace);
  /// Pauses at every row that matches from now on (docs/query.md), instead of what was given before; "" for none.
  void break_on(const std::string& filter);
  /// A table of [[fault]].
  void add_fault(const Json& entry, const Told& told);
  /// None keeps a date; an end of "never" takes it away.
  void move_fault(std::uint64_t number, const std::optional<std::string>& start, const std::optional<std::string>& end);
  void remove_fault(std::uint64_t number);
  void undo();
  void save(const QString& path, bool force, const Told& told);
  /// A "branch" command without its "do".
  void branch(const Json& command, const Told& told);
  /// Ends the run's process.
  void quit();

 Q_SIGNALS:
  /// The run greeted us, and its state, kinds and faults are known.
  void joined();
  void state_changed();
  /// It came to stand where it did not stand before; everything up to there can be read.
  void stood_still();
  void faults_changed();
  void break_changed();
  /// Something was refused.
  void told(const QString& text);
  /// Something was done and is worth a word.
  void noted(const QString& text);
  /// The connection ended.
  void gone();

 private:
  void take(const Json& line);
  void take_state(const SteeredState& state);
  void take_faults(const Json& answer);
  void ask(Json command, const Told& told);
  void ask_faults();

  std::unique_ptr<ControlClient> client_;
  SteeredState state_;
  RunGreeting greeting_;
  std::vector<SteeredFault> faults_;
  std::vector<FaultKindInfo> kinds_;
  std::unique_ptr<Json> until_;
  std::string break_filter_, pace_ = "fast";
  QString loss_;
  int break_watch_ = 0;
  bool greeted_ = false, joined_ = false, knows_state_ = false;
  QElapsedTimer faults_asked_;
};

}  // namespace orrery::gui
