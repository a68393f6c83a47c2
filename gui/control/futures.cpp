#include "gui/control/futures.h"

#include <QFileInfo>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "gui/window/wording.h"

namespace orrery::gui {

Futures::Futures(QObject* parent) : QObject(parent) {}

Futures::~Futures() { clear(); }

void Futures::clear() {
  // Branches are processes on their own that only these connections can end.
  for (const auto& future : futures_) {
    future->steering->disconnect(this);
    if (future->process) future->process->disconnect(this);
    future->steering->quit();
  }
  if (futures_.empty()) return;
  futures_.clear();
  Q_EMIT changed();
}

Future& Futures::add(std::unique_ptr<Future> future) {
  Future& added = *future;
  futures_.push_back(std::move(future));
  connect(added.steering.get(), &Steering::joined, this, [this, &added] { greet(added); });
  connect(added.steering.get(), &Steering::gone, this, [this, &added] {
    // Of a run with a process of its own, its end says why.
    if (added.process) return;
    if (!added.steering->state().is_over()) added.steering->set_loss(tr("its process is gone"));
    Q_EMIT lost(&added, tr("%1 is gone; what is shown is what it recorded").arg(added.name));
  });
  return added;
}

void Futures::greet(Future& future) {
  if (future.process) {
    // The new run answers: the older ones have had their time.
    for (const auto& older : futures_) {
      if (older.get() == &future) break;
      older->steering->disconnect(this);
      if (older->process) older->process->disconnect(this);
      older->steering->quit();
    }
    Q_EMIT joined(&future);
    std::erase_if(futures_, [&](const auto& other) { return other.get() != &future; });
  } else {
    Q_EMIT joined(&future);
  }
  Q_EMIT changed();
  if (future.go_on) {
    future.steering->run();
  } else if (future.go_to.has_value() && future.steering->state().time < *future.go_to) {
    future.steering->run({{"time", sim::to_text(*future.go_to, 9)}});
  }
}

void Futures::start(const QString& source, const QString& level, std::optional<sim::Time> until) {
  auto future = std::make_unique<Future>();
  future->name = QFileInfo(source).completeBaseName();
  future->process = std::make_unique<ScenarioRun>(nullptr);
  future->steering = std::make_unique<Steering>(nullptr);
  future->go_to = until;
  Future& added = add(std::move(future));
  connect(added.process.get(), &ScenarioRun::ended, this, [this, &added](const QString& problem) {
    if (!problem.isEmpty() && added.steering->has_joined()) added.steering->set_loss(problem);
    Q_EMIT lost(&added, problem);
    if (added.steering->has_joined()) return;
    // One that never came to be is forgotten, but not while it is talking.
    QMetaObject::invokeMethod(
        this, [this, &added] { std::erase_if(futures_, [&](const auto& one) { return one.get() == &added; }); },
        Qt::QueuedConnection);
  });
  added.process->start(source, level);
  added.recording = added.process->recording();
  added.steering->connect_to(added.process->control());
}

void Futures::branch(Future& from, sim::Time at, nlohmann::ordered_json command, bool run_on,
                     const Steering::Told& told) {
  const auto root =
      std::find_if(futures_.begin(), futures_.end(), [](const auto& one) { return one->process != nullptr; });
  if (root == futures_.end()) return told(tr("there is no run to branch from"));
  const int number = ++branches_;
  auto future = std::make_shared<std::unique_ptr<Future>>(std::make_unique<Future>());
  Future& branch = **future;
  branch.name = tr("branch %1 at %2").arg(number).arg(clock_text(at));
  branch.recording = (*root)->process->beside(QStringLiteral("branch-%1.sqlite").arg(number));
  branch.steering = std::make_unique<Steering>(nullptr);
  branch.parted = at;
  branch.go_to = at;
  branch.go_on = run_on;
  const QString control = (*root)->process->beside(QStringLiteral("branch-%1.control").arg(number));
  command["at"] = sim::to_text(at, 9);
  command["recording"] = branch.recording.toStdString();
  command["control"] = control.toStdString();
  from.steering->branch(command, [this, future, control, told](const QString& problem) {
    if (problem.isEmpty()) add(std::move(*future)).steering->connect_to(control);
    told(problem);
  });
}

Future* Futures::of(const Steering* steering) const {
  for (const auto& future : futures_)
    if (future->steering.get() == steering) return future.get();
  return nullptr;
}

Future* Futures::of(const QString& recording) const {
  for (const auto& future : futures_)
    if (future->recording == recording) return future.get();
  return nullptr;
}

}  // namespace orrery::gui
