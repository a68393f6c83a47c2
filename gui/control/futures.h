#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "gui/control/steering.h"
#include "gui/window/scenario_run.h"
#include "sim/time.h"

namespace orrery::gui {

/// One run that the window started, or a branch of one: its recording and how it is steered.
struct Future {
  QString name;  ///< "hello-feed", "branch 1 at 01:00:00"
  QString recording;
  std::unique_ptr<Steering> steering;
  std::unique_ptr<ScenarioRun> process;  ///< null for a branch, whose process the run started
  std::optional<sim::Time> parted;       ///< of a branch: where it left its run
  std::optional<sim::Time> go_to;        ///< where it is sent as soon as it answers
  bool go_on = false;                    ///< or to its end
};

/// The run that the window steers and the branches that were made of it. Processes and recordings go with this object.
class Futures : public QObject {
  Q_OBJECT

 public:
  explicit Futures(QObject* parent);
  ~Futures() override;

  /// Starts a scenario, or repeats a recording's run up to `until`. `joined` tells when it can be shown; the runs that
  /// were there go then, with their branches.
  void start(const QString& source, const QString& level, std::optional<sim::Time> until);
  /// Asks a run for a branch at a moment; `command` has the keys of "branch" but for its paths. It runs to its end when
  /// `run_on`, else waits at the moment.
  void branch(Future& from, sim::Time at, nlohmann::ordered_json command, bool run_on, const Steering::Told& told);

  const std::vector<std::unique_ptr<Future>>& all() const { return futures_; }
  Future* of(const Steering* steering) const;
  Future* of(const QString& recording) const;
  void clear();

 Q_SIGNALS:
  /// A run or a branch answers, and its recording can be opened.
  void joined(Future* future);
  /// A branch was made, or all went.
  void changed();
  /// A process is over that should not be: one line.
  void lost(Future* future, const QString& problem);

 private:
  Future& add(std::unique_ptr<Future> future);
  void greet(Future& future);

  std::vector<std::unique_ptr<Future>> futures_;
  int branches_ = 0;
};

}  // namespace orrery::gui
