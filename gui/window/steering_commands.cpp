// What the window does with a run that it steers: keys, the run bar, faults, branches, comparison.
#include <QFileDialog>
#include <QInputDialog>
#include <QMessageBox>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "gui/compare/compare_view.h"
#include "gui/control/fault_dialog.h"
#include "gui/control/fault_palette.h"
#include "gui/control/fault_targets.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/commands.h"
#include "gui/window/wording.h"

namespace orrery::gui {

void MainWindow::build_steering_commands() {
  add_command(tr("Faults: put one on what is selected"), Qt::Key_K, Reach::kWindow, [this] {
    if (!can_steer()) return;
    docks_["palette"]->show();
    docks_["palette"]->raise();
    static_cast<FaultPalette*>(docks_["palette"]->widget())->focus_filter();
  });
  add_command(tr("Faults: undo the last act"), QKeySequence::Undo, Reach::kPane, [this] {
    if (can_steer()) steering()->undo();
  });
  add_command(tr("Faults: remove the one that was clicked on the timeline"), Qt::Key_Delete, Reach::kWindow,
              [this] { view_as<TimelineView>("timeline")->remove_chosen_fault(); });
  add_command(tr("Break on match: pause the run at what the filter lets through"), Qt::Key_B, Reach::kPane,
              [this] { break_on_match(); });
  add_command(tr("Run at express pace"), Qt::Key_0, Reach::kPane, [this] {
    if (can_steer()) steering()->set_pace("express");
  });
  add_command(tr("Run until a time, an event, a round, a block or a filter"), Qt::Key_U, Reach::kWindow, [this] {
    if (!can_steer()) return;
    run_bar_->until().setFocus();
    run_bar_->until().selectAll();
  });
  add_command(tr("Branch here, with another fault or parameter"), Qt::Key_V, Reach::kWindow,
              [this] { ask_for_branch({}); });
  add_command(tr("Compare with another future or recording"), Qt::Key_C, Reach::kWindow, [this] { compare(); });
  add_command(tr("Pin the selected thing at the cursor, to see differences from it"), Qt::Key_P, Reach::kPane, [this] {
    session_->set_pin(session_->pin().has_value()
                          ? std::nullopt
                          : std::optional(Pin{session_->selection().entity, session_->cursor()}));
  });
  add_command(tr("Save as scenario"), QKeySequence::Save, Reach::kWindow, [this] { ask_where_to_save(); });
  add_command(tr("Run this recording again to the cursor"), Qt::CTRL | Qt::Key_R, Reach::kWindow,
              [this] { run_again(); });
}

void MainWindow::build_steering() {
  auto* palette = new FaultPalette(*session_, this);
  connect(palette, &FaultPalette::run_wanted, this, &MainWindow::run_again);
  docks_["palette"] = dock(palette, tr("Faults"), Qt::LeftDockWidgetArea);
  docks_["palette"]->setTitleBarWidget(new QWidget(docks_["palette"]));
  tabifyDockWidget(docks_["scenario"], docks_["palette"]);
  docks_["scenario"]->raise();
  fit_heights();
  // Docks take the widths that they wish for when they are first shown, which is after this.
  QTimer::singleShot(0, this, &MainWindow::fit_heights);
  connect(session_.get(), &Session::fault_asked, this, &MainWindow::ask_for_fault, Qt::QueuedConnection);
  if (steering() == nullptr) return;
  addToolBarBreak();
  run_bar_ = new RunBar(*session_, this);
  addToolBar(run_bar_);
  remember(*run_bar_);
  connect(run_bar_, &RunBar::run_or_pause, this, [this] {
    session_->play(false);
    session_->follow_edge(true);
    run_or_pause();
  });
  const auto act = [this](const QString& text, const QString& tip, auto run) {
    QAction* action = run_bar_->addAction(text, this, run);
    action->setToolTip(tip);
  };
  act(tr("fault"), tr("Put a fault on what is selected, at the cursor (K: the palette)"),
      [this] { ask_for_fault({}); });
  act(tr("undo"), tr("Take back the last act on faults (Ctrl+Z)"), [this] {
    if (can_steer()) steering()->undo();
  });
  act(tr("branch"), tr("The same run from here on, with something else (V)"), [this] { ask_for_branch({}); });
  act(tr("compare"), tr("With another future or recording (C)"), [this] { compare(); });
  act(tr("save"), tr("Save as scenario: a file that runs to this history by itself (Ctrl+S)"),
      [this] { ask_where_to_save(); });
  // Showing another future takes this bar away, so not while it is talking.
  connect(
      run_bar_, &RunBar::future_chosen, this, [this](int index) { show_future_number(index); }, Qt::QueuedConnection);
  connect(
      session_.get(), &Session::branch_asked, this,
      [this](const BranchMark& branch) { show_future_number(branch.is_shown ? 0 : branch.future); },
      Qt::QueuedConnection);
  for (const auto& future : futures_.all())
    connect(future->steering.get(), &Steering::state_changed, run_bar_, [this] { show_branches(); });
  // With the bar as their receiver these end with it: another session may show the same run later.
  connect(steering(), &Steering::told, run_bar_, [this](const QString& text) { tell(text); });
  connect(steering(), &Steering::noted, run_bar_, [this](const QString& text) { note(text); });
  connect(steering(), &Steering::stood_still, run_bar_, [this] { go_to_hit(); });
  connect(session_.get(), &Session::break_asked, this, &MainWindow::break_on_match);
  show_futures();
}

void MainWindow::join(Future& future) {
  // A branch is shown at once; the run that it left stays as it is.
  const QString from = future.parted.has_value() && session_ ? to_qt(session_->path()) : QString();
  if (!open_recording(future.recording)) return;
  if (!from.isEmpty()) compare_with(from);
}

void MainWindow::show_future(Future& future) {
  if (session_ && session_->path() == future.recording.toStdString()) return;
  const std::string before = session_ ? session_->path() : "";
  const sim::Time cursor = session_ ? session_->cursor() : sim::Time();
  if (!open_recording(future.recording)) return;
  compare_with(to_qt(before), /*and_show=*/false);
  if (cursor < session_->newest()) session_->set_cursor(cursor);
}

void MainWindow::show_futures() {
  if (run_bar_ == nullptr) return;
  QStringList names;
  int current = -1;
  for (const auto& future : futures_.all()) {
    if (!future->steering->has_joined()) continue;
    if (future->steering.get() == steering()) current = static_cast<int>(names.size());
    names << future->name;
  }
  run_bar_->set_futures(names, current);
  show_branches();
}

void MainWindow::show_branches() {
  if (!session_ || run_bar_ == nullptr) return;
  std::vector<BranchMark> marks;
  int number = 0;
  for (const auto& future : futures_.all()) {
    if (!future->steering->has_joined()) continue;
    if (const auto& parted = future->parted; parted.has_value())
      marks.push_back({future->name, *parted, std::max(*parted, future->steering->state().time),
                       future->steering.get() == steering(), number});
    ++number;
  }
  session_->set_branches(std::move(marks));
}

void MainWindow::show_future_number(int number) {
  std::vector<Future*> shown;
  for (const auto& future : futures_.all())
    if (future->steering->has_joined()) shown.push_back(future.get());
  if (number >= 0 && number < static_cast<int>(shown.size())) show_future(*shown[static_cast<std::size_t>(number)]);
}

void MainWindow::lose(const Future& future, const QString& problem) {
  if (session_ && session_->path() == future.recording.toStdString()) session_->read_on();
  if (problem.isEmpty()) return;
  tell(future.steering->has_joined() ? tr("%1; what is shown is the last moment that it recorded").arg(problem)
                                     : problem);
}

bool MainWindow::steers_edge() const {
  return steering() != nullptr && steering()->is_live() && session_->cursor() >= session_->newest();
}

bool MainWindow::can_steer() {
  if (!session_) return false;
  if (steering() != nullptr && steering()->is_live()) return true;
  tell(steering() != nullptr && steering()->is_connected()
           ? tr("the run is over: V branches from a moment before its end, Ctrl+R runs it again")
           : tr("this recording's run is not here: Ctrl+R runs it again, to the moment at the cursor"));
  return false;
}

void MainWindow::run_or_pause() {
  if (!session_) return;
  if (steering() != nullptr && steering()->is_running()) return steering()->pause();
  if (session_->is_playing()) return session_->play(false);
  if (steers_edge()) {
    session_->follow_edge(true);
    return steering()->run();
  }
  // Who meant to pause a run that was faster than that stays where it ended.
  if (session_->cursor() >= session_->newest()) return note(end_text());
  session_->play(true);
}

QString MainWindow::end_text() const {
  if (steering() == nullptr) return tr("the recording ends here: Home goes to its beginning, and Space plays it");
  const bool crashed = !session_->failure().empty();
  return tr("the run %1 here: Home goes to its beginning, and Space plays what is recorded")
      .arg(crashed ? tr("failed") : tr("is over"));
}

void MainWindow::go_to_hit() {
  const SteeredState& state = steering()->state();
  if (state.hit_row != 0) session_->select({session_->selection().entity, state.hit_row});
}

void MainWindow::run_again() {
  if (!session_) return;
  const WorldModel& world = session_->world();
  note(tr("running %1 again, to %2").arg(to_qt(world.title), clock_text(session_->cursor(), 3)));
  futures_.start(to_qt(session_->path()), to_qt(world.level), session_->cursor());
}

void MainWindow::ask_for_fault(const FaultWish& wish) {
  if (!can_steer()) return;
  const sim::Time now = steering()->state().time;
  // What has happened cannot be changed, only happen otherwise in a branch.
  const sim::Time asked = wish.start.value_or(session_->cursor());
  if (asked < now && (wish.start.has_value() || session_->cursor() < session_->newest())) {
    session_->set_cursor(asked);
    return ask_for_branch({wish.kind, wish.target, std::nullopt});
  }
  auto* dialog = new FaultDialog(*session_, this);
  dialog->setObjectName("fault dialog");
  if (!wish.kind.empty()) dialog->form().set_kind(wish.kind);
  std::string target = wish.target;
  if (target.empty() && dialog->form().kind() != nullptr)
    target = target_at(session_->world(), dialog->form().kind()->target, session_->selection().entity);
  dialog->form().set_target(target);
  if (wish.start.has_value() && *wish.start > now) dialog->form().set_start(sim::to_text(*wish.start, 9));
  dialog->show();
}

void MainWindow::ask_for_branch(const FaultWish& wish) {
  if (steering() == nullptr || !steering()->is_connected()) {
    can_steer();
    return;
  }
  const auto order = [this](sim::Time at, nlohmann::ordered_json command, bool run_on, const Steering::Told& told) {
    Future* future = futures_.of(steering());
    if (future == nullptr) return told(tr("the run is gone"));
    futures_.branch(*future, at, std::move(command), run_on, told);
  };
  auto* dialog = new BranchDialog(*session_, order, this);
  dialog->setObjectName("branch dialog");
  if (!wish.kind.empty()) dialog->form().set_kind(wish.kind);
  if (!wish.target.empty()) dialog->form().set_target(wish.target);
  dialog->show();
}

void MainWindow::break_on_match() {
  if (!can_steer()) return;
  const std::string filter = session_->filter().text();
  if (!steering()->break_filter().empty() && (filter.empty() || filter == steering()->break_filter()))
    return steering()->break_on({});
  if (filter.empty()) return tell(tr("write a filter first ( / ): the run pauses at every row that it lets through"));
  steering()->break_on(filter);
}

void MainWindow::compare() {
  if (!session_) return;
  std::vector<std::pair<QString, QString>> others;
  for (const auto& future : futures_.all())
    if (future->steering->has_joined() && future->recording.toStdString() != session_->path())
      others.emplace_back(future->name, future->recording);
  if (others.size() == 1) return compare_with(others.front().second);
  QStringList names;
  for (const auto& [name, recording] : others) names << name;
  names << tr("another recording…");
  bool chosen = others.empty();
  const QString name =
      chosen ? names.last() : QInputDialog::getItem(this, tr("Compare with"), tr("This and"), names, 0, false, &chosen);
  if (!chosen) return;
  for (const auto& [other, recording] : others)
    if (other == name) return compare_with(recording);
  const QString path =
      QFileDialog::getOpenFileName(this, tr("Compare with"), {}, tr("Recordings (*.sqlite);;All files (*)"));
  if (!path.isEmpty()) compare_with(path);
}

void MainWindow::compare_with(const QString& recording, bool and_show) {
  if (!session_) return;
  // Futures stand in the order in which they were made.
  const auto& all = futures_.all();
  const auto place = [&](const QString& path) {
    return std::find_if(all.begin(), all.end(), [&](const auto& future) { return future->recording == path; });
  };
  const auto shown = place(to_qt(session_->path())), other = place(recording);
  session_->compare_with(recording.toStdString(), shown != all.end() && other < shown);
  if (and_show) show_table("compare");
}

void MainWindow::ask_where_to_save() {
  if (steering() == nullptr || !steering()->is_connected()) {
    can_steer();
    return;
  }
  const QString path =
      QFileDialog::getSaveFileName(this, tr("Save as scenario"), "steered.toml", tr("Scenarios (*.toml)"));
  if (path.isEmpty()) return;
  // The dialog has asked before it gave the name of a file that is there.
  steering()->save(path, /*force=*/true, [self = QPointer(this), path](const QString& problem) {
    if (self) problem.isEmpty() ? self->note(tr("saved %1").arg(path)) : self->tell(problem);
  });
}

}  // namespace orrery::gui
