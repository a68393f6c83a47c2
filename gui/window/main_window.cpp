#include "gui/window/main_window.h"

#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "gui/inspector/inspector_view.h"
#include "gui/lesson/lesson_view.h"
#include "gui/sequence/sequence_view.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/flag_groups.h"
#include "gui/window/check_marks.h"
#include "gui/window/commands.h"
#include "gui/window/start_page.h"
#include "gui/window/wording.h"
#include "gui/window/world_tree.h"
#include "sim/input_error.h"

namespace orrery::gui {
namespace {

// Less than these panes would like, so that a small screen, or one of large type, still has the timeline and the status
// line below them.
constexpr int kLeastStageLines = 10;
constexpr QSize kLeastMiddle(260, 200);

}  // namespace

MainWindow::MainWindow(const Theme& theme) : theme_(&theme), futures_(nullptr) {
  setWindowTitle("Orrery");
  setAcceptDrops(true);
  qApp->installEventFilter(this);
  setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks | QMainWindow::GroupedDragging);
  setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
  resize(1440, 900);
  build_status();
  build_commands();
  build_steering_commands();
  connect(&futures_, &Futures::joined, this, [this](Future* future) { join(*future); });
  connect(&futures_, &Futures::changed, this, &MainWindow::show_futures);
  connect(&futures_, &Futures::lost, this, [this](Future* future, const QString& problem) { lose(*future, problem); });
  set_theme(theme);
  show_start_page();
  connect(&status_timer_, &QTimer::timeout, this, &MainWindow::show_status);
  status_timer_.start(500);
}

MainWindow::~MainWindow() {
  futures_.disconnect(this);
  keep_place();
  close_session();
}

void MainWindow::set_theme(const Theme& theme) {
  theme_ = &theme;
  if (qobject_cast<CheckMarks*>(QApplication::style()) == nullptr) {
    // The application takes it.
    QApplication::setStyle(new CheckMarks);  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)
  }
  QApplication::setPalette(theme.palette());
  setStyleSheet(theme.style_sheet());
  if (presented_ != nullptr) presented_->setStyleSheet(theme.style_sheet());
  // Signs are drawn in the colours that counted when they were asked for.
  for (auto* more : findChildren<QToolButton*>("qt_toolbar_ext_button"))
    more->setIcon(more->style()->standardIcon(QStyle::SP_ToolBarHorizontalExtensionButton, nullptr, more));
  if (session_) session_->set_theme(theme);
  show_message(message_->text());
  show_time();
}

void MainWindow::show_start_page() {
  auto* page = new StartPage(this);
  connect(page, &StartPage::chosen, this, &MainWindow::open, Qt::QueuedConnection);
  connect(page, &StartPage::browse, this, [this] {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open"), {},
                                                      tr("Scenarios and recordings (*.toml *.sqlite);;All files (*)"));
    if (!path.isEmpty()) open(path);
  });
  setCentralWidget(page);
}

bool MainWindow::open(const QString& path) {
  tell(QString());
  return path.endsWith(".toml") ? run_scenario(path) : open_recording(path);
}

bool MainWindow::run_scenario(const QString& path) {
  if (!QFileInfo::exists(path)) {
    tell(tr("%1: there is no such file").arg(path));
    return false;
  }
  note(tr("starting %1").arg(path));
  futures_.start(path, {}, std::nullopt);
  if (remembers_) remember_recent(QFileInfo(path).absoluteFilePath());
  return true;
}

bool MainWindow::open_recording(const QString& path) {
  std::unique_ptr<Session> session;
  try {
    session = std::make_unique<Session>(path.toStdString());
  } catch (const std::exception& error) {
    tell(QString::fromUtf8(error.what()));
    return false;
  }
  close_session();
  session_ = std::move(session);
  session_->set_theme(*theme_);
  connect(session_.get(), &Session::problem, this, &MainWindow::tell);
  const Future* future = futures_.of(path);
  if (remembers_ && future == nullptr) remember_recent(QFileInfo(path).absoluteFilePath());
  // Who opens something else is done with the run and its branches.
  if (future == nullptr) futures_.clear();
  if (future != nullptr) session_->steer(future->steering.get());
  build_views();
  build_transport();
  build_steering();
  restore_layout();
  show_lesson();
  setWindowTitle(to_qt(session_->world().title) + " — Orrery");
  connect(session_.get(), &Session::cursor_changed, this, &MainWindow::show_time);
  connect(session_.get(), &Session::playing_changed, this, &MainWindow::show_time);
  connect(session_.get(), &Session::world_changed, this, &MainWindow::show_time);
  connect(session_.get(), &Session::steering_changed, this, &MainWindow::show_time);
  tell(session_->world().state == sim::RunState::kFailed ? to_qt("the run failed: " + session_->world().reason)
                                                         : QString());
  show_time();
  return true;
}

void MainWindow::close_session() {
  keep_layout();
  step_question_.take_back();
  stop_frames();
  leave_presented();
  for (auto& [name, dock] : docks_) {
    removeDockWidget(dock);
    delete dock;
  }
  docks_.clear();
  views_.clear();
  delete run_bar_;
  run_bar_ = nullptr;
  delete transport_;
  transport_ = nullptr;
  play_ = speed_action_ = nullptr;
  time_ = nullptr;
  speed_ = network_ = nullptr;
  delete takeCentralWidget();
  rows_ = middle_ = nullptr;
  session_.reset();
}

QDockWidget* MainWindow::dock(QWidget* widget, const QString& title, Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(title);
  dock->setWidget(widget);
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable |
                    QDockWidget::DockWidgetClosable);
  addDockWidget(area, dock);
  dock->setTitleBarWidget(new QWidget(dock));
  connect(dock->toggleViewAction(), &QAction::triggered, this, [this] { has_own_layout_ = true; });
  for (const auto signal : {&QDockWidget::topLevelChanged, &QDockWidget::visibilityChanged})
    connect(dock, signal, this, [this, dock] { dress(*dock); });
  connect(dock, &QDockWidget::dockLocationChanged, this, [this, dock] {
    has_own_layout_ = true;
    dress(*dock);
  });
  if (auto* view = qobject_cast<View*>(widget); view != nullptr)
    connect(dock, &QDockWidget::visibilityChanged, view, &View::look_around);
  return dock;
}

void MainWindow::build_views() {
  rows_ = new QSplitter(Qt::Vertical, this);
  middle_ = new QSplitter(Qt::Horizontal, rows_);
  auto* tree = dock(new WorldTree(*session_, this), tr("Scenario"), Qt::LeftDockWidgetArea);
  docks_["scenario"] = tree;
  QDockWidget* first_table = nullptr;
  for (const ViewEntry& entry : view_entries()) {
    View* view = entry.make(*session_, this);
    views_[entry.name] = view;
    switch (entry.area) {
      case Area::kStage:
        rows_->insertWidget(0, view);
        view->setMinimumHeight(kLeastStageLines * fontMetrics().height());
        break;
      case Area::kMiddleLeft:
      case Area::kMiddleRight:
        middle_->addWidget(view);
        view->setMinimumSize(kLeastMiddle);
        break;
      case Area::kLeft:
        docks_[entry.name] = dock(view, tr(entry.title), Qt::LeftDockWidgetArea);
        tabifyDockWidget(tree, docks_[entry.name]);
        break;
      case Area::kRight:
        docks_[entry.name] = dock(view, tr(entry.title), Qt::RightDockWidgetArea);
        break;
      case Area::kTables: {
        QDockWidget* table = docks_[entry.name] = dock(view, tr(entry.title), Qt::BottomDockWidgetArea);
        if (first_table != nullptr) {
          tabifyDockWidget(first_table, table);
        } else {
          first_table = table;
          // Before there are tabs: a dock cannot be split off a tabbed one.
          splitDockWidget(table, docks_["timeline"], Qt::Vertical);
        }
        break;
      }
      case Area::kTimeline: {
        docks_[entry.name] = dock(view, tr(entry.title), Qt::BottomDockWidgetArea);
        break;
      }
    }
  }
  rows_->setStretchFactor(0, 3);
  rows_->setStretchFactor(1, 2);
  fit_splitters();
  for (QSplitter* splitter : {rows_, middle_})
    connect(splitter, &QSplitter::splitterMoved, this, [this] { has_own_layout_ = true; });
  setCentralWidget(rows_);
  first_table->raise();
  fit_heights();
  connect(view_as<MessagesView>("messages"), &MessagesView::export_told, this, &MainWindow::tell);
  connect(view_as<MessagesView>("messages"), &MessagesView::export_noted, this, &MainWindow::note);
  for (auto& [name, view] : views_) {
    connect(view, &View::row_chosen, this, [this](quint64) { docks_["inspector"]->raise(); });
  }
  // Who looks at what was violated, or missed, asks why.
  connect(view("expectations"), &View::row_chosen, this, [this](quint64 row) {
    for (const MissedDeadline& missed : session_->world().missed)
      if (missed.row == row && session_->world().group(missed.feed) != nullptr) session_->set_network(missed.feed);
    view_as<InspectorView>("inspector")->show_why();
  });
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  fit_heights();
}

// In front where there is one; a tab that says that there is none would only take room.
void MainWindow::show_lesson() {
  const bool has_steps = view_as<LessonView>("lesson")->has_steps();
  docks_["lesson"]->setVisible(has_steps);
  if (has_steps) docks_["lesson"]->raise();
}

View* MainWindow::view(const std::string& name) const {
  const auto found = views_.find(name);
  return found == views_.end() ? nullptr : found->second;
}

void MainWindow::show_table(const std::string& name) {
  const auto found = docks_.find(name);
  if (found == docks_.end()) return;
  found->second->show();
  found->second->raise();
}

void MainWindow::tell(const QString& problem) {
  note_timer_.stop();
  show_message(problem);
}

void MainWindow::note(const QString& done) {
  note_timer_.start();
  show_message(done);
}

void MainWindow::show_message(const QString& text) {
  message_->tell(text);
  message_->setAccessibleName(is_note() ? tr("Note") : tr("Problem"));
  message_->setStyleSheet("color: " + (is_note() ? theme_->text : theme_->bad).name());
  message_->setVisible(!text.isEmpty());
}

void MainWindow::step(StepKind kind, bool forward) {
  if (!session_) return;
  session_->play(false);
  if (forward && steers_edge()) {
    const char* by = kind == StepKind::kEvent ? "event" : kind == StepKind::kHop ? "hop" : "block";
    session_->follow_edge(true);
    return steering()->step(by, {}, {});
  }
  step_question_.ask(
      session_->questions(),
      [kind, forward, at = session_->cursor()](sim::RecordingReader& reader, const QuestionRunner::Stop&) {
        return step_from(reader, kind, at, forward);
      },
      [this](const std::optional<StepTarget>& target) {
        if (!target.has_value()) return;
        session_->set_cursor(target->time);
        session_->select({session_->selection().entity, target->row});
      });
}

void MainWindow::step_round(bool forward) {
  if (!session_) return;
  if (forward && steers_edge()) {
    session_->follow_edge(true);
    return steering()->step("round", session_->world().name_of(session_->network()), {});
  }
  const RoundSpan* round = forward ? session_->rounds().next(session_->network(), session_->cursor())
                                   : session_->rounds().previous(session_->network(), session_->cursor());
  if (round == nullptr) return;
  session_->play(false);
  session_->set_cursor(sim::Time::from_unix_nanoseconds(round->begin));
  session_->select({round->leader, round->row});
}

void MainWindow::step_on_axis(bool forward) {
  if (!session_) return;
  auto* sequence = front_as<SequenceView>("sequence");
  const SequenceAxis* axis = sequence->chosen_axis();
  if (axis == nullptr) return tell(tr("select a node first: . and , go along its line of the sequence"));
  session_->play(false);
  // A folded group is selected by its name and may be no member of what it holds.
  const sim::EntityId line = axis->entity.is_none() ? session_->selection().entity : axis->entity;
  const TimeRange shown = sequence->shown();
  const sim::Time now = session_->cursor();
  const auto go = [this, line](const std::optional<StepTarget>& target) {
    if (!target.has_value()) return;
    session_->set_cursor(target->time);
    session_->select({line, target->row});
  };
  if (axis->has_chains) {
    return step_question_.ask(
        session_->questions(),
        [chains = axis->members, at = StepTarget{now, session_->selection().row}, forward](
            sim::RecordingReader& reader, const QuestionRunner::Stop&) {
          return step_on_chains(reader, chains, at, forward);
        },
        go);
  }
  MessageSpan span = sequence->span();
  // A sequence that was moved by hand need not show the cursor.
  if (now < shown.from || shown.until < now) span.from = span.until = now;
  step_question_.ask(
      session_->questions(),
      [world = session_->shared_world(), span, filter = session_->filter().of("message"), members = axis->members, now,
       forward](scenarios::RecordingQuery& query, const QuestionRunner::Stop& stop) {
        return step_on_line(query, *world, span, *filter, members, now, forward, stop);
      },
      go);
}

void MainWindow::jump_to_violation(bool forward) {
  if (!session_) return;
  const std::vector<TimelineFlag> flags = timeline_flags(session_->world());
  const TimelineFlag* flag = flag_beside(flags, session_->cursor(), session_->selection().row, forward);
  if (flag == nullptr) return;
  session_->set_cursor(flag->time);
  session_->select({flag->entity.is_none() ? session_->selection().entity : flag->entity, flag->row});
  front_as<InspectorView>("inspector")->show_why();
}

bool MainWindow::go_to(const QString& where) {
  if (!session_) return false;
  const QString text = where.trimmed();
  const sim::EntityId entity = session_->world().find(text.toStdString());
  if (!entity.is_none()) {
    session_->select_entity(entity);
    return true;
  }
  if (text.startsWith("round ")) {
    const QStringList parts = text.mid(6).split('.');
    const auto& rounds = session_->rounds().of(session_->network());
    const RoundSpan* round = nullptr;
    if (parts.size() == 2) {
      round = session_->rounds().find(session_->network(), parts[0].toLongLong(), parts[1].toLongLong());
    } else if (const std::size_t number = parts[0].toULong(); number >= 1 && number <= rounds.size()) {
      round = &rounds[number - 1];
    }
    if (round == nullptr) {
      tell(tr("there is no round %1 of that network; write epoch.round, or a number for the n-th round of the run")
               .arg(text.mid(6)));
      return false;
    }
    session_->set_cursor(sim::Time::from_unix_nanoseconds(round->begin));
    return true;
  }
  if (text.startsWith("block ")) {
    go_to_block(text.mid(6).toLongLong());
    return true;
  }
  if (text.startsWith("event ")) return go_to_event(text.mid(6));
  if (text.startsWith("row ")) {
    session_->select({session_->selection().entity, text.mid(4).toULongLong()});
    return true;
  }
  try {
    const sim::Time time = parse_moment(text.toStdString(), session_->cursor());
    const sim::Time first = session_->world().start, last = session_->newest();
    if (time < first || last < time) {
      const auto whole = [](sim::Time at) { return date_text(at) + " " + clock_text(at, 3); };
      tell(tr("%1 is not in what is recorded, from %2 to %3").arg(whole(time), whole(first), whole(last)));
      return false;
    }
    session_->set_cursor(time);
    return true;
  } catch (const sim::InputError& error) {
    tell(QString::fromUtf8(error.what()));
    return false;
  }
}

void MainWindow::go_to_block(std::int64_t number) {
  const Group* group = session_->world().group(session_->network());
  step_question_.ask(
      session_->questions(),
      [number, chain = group == nullptr ? sim::EntityId::none() : group->chain](
          sim::RecordingReader& reader, const QuestionRunner::Stop&) { return block_numbered(reader, chain, number); },
      [this, number](const std::optional<StepTarget>& target) {
        if (!target.has_value()) return tell(tr("there is no block %1 of that feed's chain").arg(number));
        session_->set_cursor(target->time);
        session_->select({session_->selection().entity, target->row});
      });
}

// A recording numbers its rows; the run alone counts its events, and only forward.
bool MainWindow::go_to_event(const QString& text) {
  bool is_number = false;
  const qulonglong number = text.trimmed().toULongLong(&is_number);
  const bool live = steering() != nullptr && steering()->is_live();
  const std::uint64_t reached = live ? steering()->state().events : session_->world().events;
  if (!is_number || number == 0) {
    tell(tr("event %1: expected the number of an event, from 1").arg(text));
  } else if (!live && reached != 0 && number > reached) {
    tell(tr("there is no event %1: this run had %2").arg(number).arg(count_text(reached)));
  } else if (!live) {
    tell(tr("a recording numbers rows, its run events: Home and Ctrl+R run it again, then G goes on to event %1")
             .arg(number));
  } else if (number <= reached) {
    tell(tr("the run is past event %1, at %2: Home and Ctrl+R run it again, then G goes on to it")
             .arg(number)
             .arg(count_text(reached)));
  } else {
    session_->play(false);
    session_->follow_edge(true);
    steering()->run({{"events", number}});
    return true;
  }
  return false;
}

}  // namespace orrery::gui
