// Drives the real window on the offscreen platform as someone who steers a run: steps it, drops faults on it, moves and
// undoes them, saves, branches, compares, and loses it. What was clicked must be the history of the scenario that it
// saves, by the headless command.
#include <signal.h>

#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "gui/compare/compare_view.h"
#include "gui/control/fault_dialog.h"
#include "gui/control/fault_palette.h"
#include "gui/inspector/inspector_view.h"
#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/main_window.h"
#include "gui/window/wording.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {

class SteerWindow : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void what_was_clicked_is_the_history_of_the_saved_scenario();
  void a_branch_parts_where_it_was_made();
  void the_run_pauses_at_what_the_filter_lets_through();
  void an_old_recording_runs_again_to_the_moment();
  void an_event_is_gone_to_by_running_again();
  void the_window_keeps_up_with_a_run_that_forks_checkpoints();
  void a_killed_run_leaves_the_window_standing();
  void a_run_that_hangs_does_not_hold_the_window();
  void there_is_one_now_while_the_run_goes_on();
  void the_form_of_a_fault_holds_the_run();
  void the_form_of_a_fault_goes_with_its_run();
  void a_fault_on_a_paused_run_shows_at_once();
  void keys_are_the_windows_again_after_return_and_escape();
  void a_crash_of_the_process_names_its_signal();

 private:
  void open_hello();
  const TimelineBar* bar_of(std::uint64_t number);
  void drag_bar(std::uint64_t number, bool by_its_end, int pixels);
  pid_t process_of_run();
};

void SteerWindow::open_hello() {
  QVERIFY(window_->open(QString::fromStdString(std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml")));
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().is_live(), kPatience);
  QVERIFY(settle(session()));
  QCOMPARE(steering().state().events, 0u);
  QVERIFY(!steering().is_running());
}

const TimelineBar* SteerWindow::bar_of(std::uint64_t number) {
  for (const TimelineBar& bar : window_->view_as<TimelineView>("timeline")->bars())
    if (bar.number == number) return &bar;
  return nullptr;
}

void SteerWindow::drag_bar(std::uint64_t number, bool by_its_end, int pixels) {
  auto* timeline = window_->view_as<TimelineView>("timeline");
  const TimelineBar* bar = bar_of(number);
  QVERIFY(bar != nullptr);
  const QRectF box = timeline->bar_box(*bar);
  const QPoint from((by_its_end ? QPointF(box.right() - 1, box.center().y()) : box.center()).toPoint());
  QTest::mousePress(timeline, Qt::LeftButton, {}, from);
  QTest::mouseMove(timeline, from + QPoint(pixels / 2, 0));
  // QTest sends no buttons with a move unless the platform's mouse is there.
  QMouseEvent move(QEvent::MouseMove, from + QPointF(pixels, 0), timeline->mapToGlobal(from + QPointF(pixels, 0)),
                   Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(timeline, &move);
  QTest::mouseRelease(timeline, Qt::LeftButton, {}, from + QPoint(pixels, 0));
}

// The process that simulates: the child of the one that waits for it.
pid_t SteerWindow::process_of_run() {
  const qint64 parent = window_->futures().all().front()->process->process();
  QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(parent));
  return children.open(QIODevice::ReadOnly) ? static_cast<pid_t>(children.readAll().split(' ').first().toInt()) : 0;
}

void SteerWindow::what_was_clicked_is_the_history_of_the_saved_scenario() {
  open_hello();
  // Keys at the newest moment step the run itself.
  press(Qt::Key_Right);
  QTRY_COMPARE_WITH_TIMEOUT(steering().state().events, 1u, kPatience);
  press(Qt::Key_Right, Qt::ShiftModifier);
  QTRY_VERIFY_WITH_TIMEOUT(steering().state().hit_row != 0, kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(session().selection().row, steering().state().hit_row, kPatience);
  QVERIFY(settle(session()));
  QTRY_COMPARE_WITH_TIMEOUT(session().cursor(), steering().state().time, kPatience);
  const std::uint64_t after_message = steering().state().events;
  press(Qt::Key_Right, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(steering().state().events > after_message && !steering().is_running(), kPatience);
  QVERIFY(settle(session()));
  press(Qt::Key_PageDown);
  QTRY_VERIFY_WITH_TIMEOUT(steering().state().reason.find("of block") != std::string::npos, kPatience);
  run_until("00:20:00");

  drop("crash", "eth-usd/node-1");
  put_on(dialog("fault dialog"), "now", "5min");
  QCOMPARE(steering().faults()[1].target, std::string("eth-usd/node-1"));
  QVERIFY(steering().faults()[1].begin > at("00:20:00"));
  session().select_entity(session().world().find("eth-usd/node-3"));
  press(Qt::Key_K);
  auto* palette = window_->findChild<FaultPalette*>();
  QTest::keyClicks(palette->findChild<QLineEdit*>(), "clock-skew");
  QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
  keep_picture("window-palette");
  keep_picture("fault-form", dialog("fault dialog"));
  put_on(dialog("fault dialog"), "01:30:00", "20min");
  QCOMPARE(steering().faults()[2].kind, std::string("clock-skew"));
  QCOMPARE(steering().faults()[2].begin, at("01:30:00"));

  drag_bar(2, /*by_its_end=*/false, 100);
  QTRY_VERIFY_WITH_TIMEOUT(steering().fault(2)->begin > at("01:30:00"), kPatience);
  QCOMPARE(*steering().fault(2)->end - steering().fault(2)->begin, sim::Duration::minutes(20));
  drag_bar(2, /*by_its_end=*/true, 50);
  QTRY_VERIFY_WITH_TIMEOUT(*steering().fault(2)->end - steering().fault(2)->begin > sim::Duration::minutes(20),
                           kPatience);
  const auto ends = steering().fault(2)->end;
  keep_picture("window-steered");
  drop("pause", "eth-usd/node-0");
  put_on(dialog("fault dialog"), "02:30:00", "1min");
  press(Qt::Key_Z, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(steering().faults().size(), 3u, kPatience);
  QVERIFY(window_->problem().contains("undone: adding pause on eth-usd/node-0"));
  QCOMPARE(steering().fault(2)->end, ends);

  steering().set_pace("60");
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(steering().is_running() && steering().state().time > at("00:20:00"), kPatience);
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(!steering().is_running(), kPatience);
  QVERIFY(steering().state().time < at("02:00:00"));
  QVERIFY(settle(session()));
  QVERIFY(!session().states().at(session().world().find("eth-usd/node-1"), at("00:21:00")).is_up());

  const QString saved = folder_.filePath("saved.toml");
  save_as(saved);
  QVERIFY(QFile::exists(saved));

  steering().set_pace("fast");
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(steering().state().status == SteeredState::Status::kEnded, kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFinished, kPatience);
  const QString clicked = to_qt(session().world().digest);
  QVERIFY(!clicked.isEmpty());
  QCOMPARE(digest_of(saved), clicked);
  QVERIFY(digest_of(QString::fromStdString(std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml")) != clicked);
}

void SteerWindow::a_branch_parts_where_it_was_made() {
  open_hello();
  run_until("00:20:00");
  press(Qt::Key_V);
  auto* branch = qobject_cast<BranchDialog*>(dialog("branch dialog"));
  QVERIFY(branch != nullptr);
  // With nothing chosen it would be the same run once more.
  QTest::mouseClick(branch->findChildren<QPushButton*>().first(), Qt::LeftButton);
  const auto told = branch->findChildren<QLabel*>();
  QVERIFY(std::any_of(told.begin(), told.end(),
                      [](const QLabel* label) { return label->text().startsWith("choose what is to differ"); }));
  QCOMPARE(window_->futures().all().size(), 1u);
  branch->form().set_kind("crash");
  branch->form().set_target("eth-usd/node-0");
  keep_picture("branch-form", branch);
  QTest::mouseClick(branch->findChildren<QPushButton*>().first(), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(session().path().ends_with("branch-1.sqlite"), kPatience);
  activate();
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFinished, kPatience);
  QCOMPARE(window_->futures().all().size(), 2u);

  // The timeline draws it from where it left to how far it came; a click there goes back to the run it left.
  QTRY_COMPARE_WITH_TIMEOUT(session().branches().size(), std::size_t{1}, kPatience);
  QCOMPARE(session().branches()[0].at, at("00:20:00"));
  QVERIFY(session().branches()[0].is_shown);
  QTRY_COMPARE_WITH_TIMEOUT(session().branches()[0].until, session().world().end, kPatience);
  auto* timeline = window_->view_as<TimelineView>("timeline");
  QVERIFY(timeline->as_text().contains("branch 1 at 00:20:00"));
  const QRectF line = timeline->branch_box(0);
  QVERIFY(line.width() > timeline->width() / 2.0);
  keep_picture("window-branch");
  QTest::mouseClick(timeline, Qt::LeftButton, {},
                    QPoint(static_cast<int>(line.left()) + 2, line.center().toPoint().y()));
  QTRY_VERIFY_WITH_TIMEOUT(!session().path().ends_with("branch-1.sqlite"), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(session().branches().size(), std::size_t{1}, kPatience);
  QVERIFY(!session().branches()[0].is_shown);
  timeline = window_->view_as<TimelineView>("timeline");
  const QPoint middle = timeline->branch_box(0).center().toPoint();
  QTest::mouseClick(timeline, Qt::LeftButton, {}, middle);
  QTRY_VERIFY_WITH_TIMEOUT(session().path().ends_with("branch-1.sqlite"), kPatience);
  activate();

  // Back to the run, on to its end, and both beside each other.
  QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<RunBar*>() != nullptr, kPatience);
  Q_EMIT window_->findChild<RunBar*>()->future_chosen(0);
  QTRY_VERIFY_WITH_TIMEOUT(!session().path().ends_with("branch-1.sqlite"), kPatience);
  QVERIFY(settle(session()));
  press(Qt::Key_End);
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFinished, kPatience);
  press(Qt::Key_C);
  auto* compare = window_->view_as<CompareView>("compare");
  QTRY_VERIFY_WITH_TIMEOUT(compare->futures() != nullptr && compare->futures()->parting().has_value(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(compare->futures()->a.state, sim::RunState::kFinished, kPatience);
  QCOMPARE(*compare->futures()->parting(), at("00:20:00"));
  QVERIFY(compare->figures().rowCount() > 3);
  QVERIFY(compare->as_text().contains("crash on eth-usd/node-0"));

  keep_picture("window-compare");

  // The inspector tells the same node of both futures apart.
  session().select_entity(session().world().find("eth-usd/node-0"));
  session().set_cursor(at("00:25:00"));
  auto* inspector = window_->view_as<InspectorView>("inspector");
  inspector->show_diff();
  QTRY_VERIFY_WITH_TIMEOUT(inspector->as_text().contains("the other future"), kPatience);
  QVERIFY(inspector->as_text().contains("crash on eth-usd/node-0"));
  keep_picture("window-diff");
  press(Qt::Key_P);
  session().set_cursor(at("00:50:00"));
  QVERIFY(inspector->as_text().contains("beside eth-usd/node-0 00:25:00"));
}

void SteerWindow::the_run_pauses_at_what_the_filter_lets_through() {
  open_hello();
  press(Qt::Key_B);
  QVERIFY(window_->problem().contains("write a filter first"));
  session().set_filter_text("kind == no-such-field-here &&");
  press(Qt::Key_B);
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().startsWith("break on match: filter"), kPatience);
  session().set_filter_text("kind == final");
  press(Qt::Key_B);
  QTRY_COMPARE_WITH_TIMEOUT(steering().break_filter(), std::string("kind == final"), kPatience);
  for (int i = 0; i < 2; ++i) {
    const std::uint64_t before = steering().state().events;
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(
        steering().state().events > before && !steering().is_running() && steering().state().hit_watch != 0, kPatience);
    QVERIFY(settle(session()));
    QTRY_COMPARE_WITH_TIMEOUT(session().selection().row, steering().state().hit_row, kPatience);
    const sim::RecordingReader reader(session().path());
    const auto row = reader.row(steering().state().hit_row);
    QVERIFY(row.has_value());
    QCOMPARE(row->text("kind"), std::string("final"));
  }
  press(Qt::Key_B);
  QTRY_COMPARE_WITH_TIMEOUT(steering().break_filter(), std::string(), kPatience);
  press(Qt::Key_End);
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(steering().state().status == SteeredState::Status::kEnded, kPatience);
}

void SteerWindow::an_old_recording_runs_again_to_the_moment() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  const std::string digest = session().world().digest;
  QVERIFY(!digest.empty());
  session().set_cursor(at("01:00:00"));
  press(Qt::Key_K);
  QVERIFY(window_->problem().contains("Ctrl+R"));
  press(Qt::Key_R, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().state().time == at("01:00:00"), kPatience);
  QVERIFY(session().path() != hello_recording());
  QTRY_COMPARE_WITH_TIMEOUT(session().cursor(), at("01:00:00"), kPatience);
  QVERIFY(!session().states().at(session().world().find("eth-usd/node-2"), session().cursor()).is_up());
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFinished, kPatience);
  QCOMPARE(session().world().digest, digest);
}

// As the line says that is told where there is no run.
void SteerWindow::an_event_is_gone_to_by_running_again() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  QVERIFY(!window_->go_to("event 1000"));
  QVERIFY(window_->problem().contains("Home and Ctrl+R run it again"));
  press(Qt::Key_Home);
  press(Qt::Key_R, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().is_live(), kPatience);
  QVERIFY(window_->go_to("event 1000"));
  QTRY_COMPARE_WITH_TIMEOUT(steering().state().events, 1000u, kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(session().cursor(), steering().state().time, kPatience);
  QVERIFY(!window_->go_to("event 1000"));
  QVERIFY(window_->problem().startsWith("the run is past event 1000, at " + count_text(1000)));
}

// The run closes its file for each checkpoint, about once a second of work.
void SteerWindow::the_window_keeps_up_with_a_run_that_forks_checkpoints() {
  QVERIFY(window_->open(QString::fromStdString(std::string(ORRERY_SOURCE_DIR) + "/scenarios/aws-us-east-1-2025.toml")));
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().is_live(), kPatience);
  press(Qt::Key_Space);
  QTest::qWait(4000);
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(steering().state().events > 0 && !steering().is_running(), kPatience);
  const auto last_round = [this] {
    const auto& rounds = session().rounds().of(session().network());
    return rounds.empty() ? session().world().start : sim::Time::from_unix_nanoseconds(rounds.back().end);
  };
  QTRY_VERIFY_WITH_TIMEOUT(last_round() + sim::Duration::minutes(2) > steering().state().time, kPatience / 4);
  QCOMPARE(window_->problem(), QString());
}

void SteerWindow::a_killed_run_leaves_the_window_standing() {
  open_hello();
  run_until("00:20:00");
  const pid_t process = process_of_run();
  QVERIFY(process > 1);
  QCOMPARE(kill(process, SIGKILL), 0);
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().contains("the run crashed"), kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFailed, kPatience);
  QVERIFY(session().world().reason.find("Killed") != std::string::npos);
  QVERIFY(!steering().is_live());
  QVERIFY(session().world().end > at("00:19:00"));
  // It still shows and steps through what there is, and says what can be done.
  session().set_cursor(at("00:10:00"));
  press(Qt::Key_Right);
  QVERIFY(settle(session()));
  QVERIFY(session().cursor() > at("00:10:00"));
  press(Qt::Key_K);
  QVERIFY(window_->problem().contains("Ctrl+R"));
  // The message took the line's place, and the reason still stands where it is asked for.
  const QString standing = window_->findChild<RunBar*>()->standing();
  QVERIFY2(standing.startsWith("gone at 00:20:00.000: the run crashed: Killed"), qPrintable(standing));
  QTRY_VERIFY_WITH_TIMEOUT(settle(session()), kPatience);
  session().select({});
  const QString state = window_->view_as<InspectorView>("inspector")->as_text();
  QVERIFY2(state.contains("the run crashed: Killed"), qPrintable(state));
  QVERIFY2(state.contains("none: the run failed"), qPrintable(state));
  window_->show_status();
  QString status;
  for (const auto* label : window_->statusBar()->findChildren<ElidedLabel*>())
    if (label->accessibleName() == "Status") status = label->text();
  QVERIFY2(status.contains("digest none: the run failed"), qPrintable(status));
  QVERIFY(steering().state().events > 0);
  QVERIFY2(status.contains(count_text(steering().state().events) + " events"), qPrintable(status));
  QVERIFY(!window_->grab().isNull());
  keep_picture("window-crashed");
}

void SteerWindow::a_run_that_hangs_does_not_hold_the_window() {
  open_hello();
  run_until("00:20:00");
  const pid_t process = process_of_run();
  QCOMPARE(kill(process, SIGSTOP), 0);
  QElapsedTimer clock;
  clock.start();
  press(Qt::Key_Right);
  press(Qt::Key_Z, Qt::ControlModifier);
  session().set_cursor(at("00:05:00"));
  QVERIFY(!window_->grab().isNull());
  QCoreApplication::processEvents();
  QVERIFY2(clock.elapsed() < kPatience / 2, qPrintable(QString::number(clock.elapsed())));
  const std::uint64_t events = steering().state().events;
  QCOMPARE(kill(process, SIGCONT), 0);
  QTRY_COMPARE_WITH_TIMEOUT(steering().state().events, events + 1, kPatience);
}

void SteerWindow::there_is_one_now_while_the_run_goes_on() {
  open_hello();
  // A screen of 1024x700 has room for it, with the frame and a panel.
  const QSize least = window_->minimumSizeHint();
  QVERIFY2(least.width() <= 1000 && least.height() <= 640, qPrintable(QString::number(least.height())));
  const auto* bar = window_->findChild<RunBar*>();
  const ElidedLabel* status = nullptr;
  for (const auto* label : window_->statusBar()->findChildren<ElidedLabel*>())
    if (label->accessibleName() == "Status") status = label;
  QVERIFY(status != nullptr);
  QVERIFY(bar->standing().startsWith("ready"));
  window_->show_status();
  QVERIFY2(status->text().startsWith("ready"), qPrintable(status->text()));
  // Slower than life: between two rows there is nothing to record, and time goes on nevertheless.
  steering().set_pace("4");
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(steering().is_running() && session().cursor() > session().world().end, kPatience);
  for (const char* pace : {"4", "300"}) {
    steering().set_pace(pace);
    const sim::Time before = session().cursor();
    QTRY_VERIFY_WITH_TIMEOUT(session().cursor() > before + sim::Duration::seconds(2), kPatience);
    QCOMPARE(session().cursor(), session().newest());
    QCOMPARE(bar->standing(), "running at " + clock_text(session().cursor(), 3));
    QVERIFY2(status->text().startsWith("running  |"), qPrintable(status->text()));
  }
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(!steering().is_running(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(session().cursor(), steering().state().time, kPatience);
  QCOMPARE(bar->standing(), "paused at " + clock_text(session().cursor(), 3));
  QVERIFY2(status->text().startsWith("paused  |"), qPrintable(status->text()));
}

void SteerWindow::the_form_of_a_fault_holds_the_run() {
  open_hello();
  steering().set_pace("60");
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(steering().is_running() && steering().state().events > 0, kPatience);
  window_->ask_for_fault({"crash", "eth-usd/node-3", std::nullopt});
  QDialog* form = dialog("fault dialog");
  QTRY_VERIFY_WITH_TIMEOUT(!steering().is_running(), kPatience);
  const sim::Time held = steering().state().time;
  QTest::qWait(500);
  QCOMPARE(steering().state().time, held);
  put_on(form, "now", "5min");
  QVERIFY(steering().faults()[1].begin <= held + sim::Duration::nanoseconds(1));
  QTRY_VERIFY_WITH_TIMEOUT(steering().is_running(), kPatience);
}

void SteerWindow::the_form_of_a_fault_goes_with_its_run() {
  open_hello();
  run_until("00:20:00");
  window_->ask_for_fault({"crash", "eth-usd/node-3", std::nullopt});
  QPointer<QDialog> form = dialog("fault dialog");
  QVERIFY(!form.isNull());
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QTRY_VERIFY_WITH_TIMEOUT(form.isNull(), kPatience);
}

void SteerWindow::a_fault_on_a_paused_run_shows_at_once() {
  open_hello();
  run_until("00:20:00");
  QVERIFY(session().world().faults_at(session().cursor()).empty());
  window_->ask_for_fault({"crash", "eth-usd/node-3", std::nullopt});
  put_on(dialog("fault dialog"), "now", "5min");
  QVERIFY(window_->problem().startsWith("crash on eth-usd/node-3 from 00:20:00"));
  QVERIFY(window_->is_note());
  QCOMPARE(session().world().faults_at(session().cursor()).size(), std::size_t{1});
  const TimelineBar* bar = bar_of(1);
  QVERIFY(bar != nullptr && !bar->is_to_come);
  press(Qt::Key_Z, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().startsWith("undone: "), kPatience);
  QVERIFY(window_->is_note());
  QVERIFY(session().world().faults_at(session().cursor()).empty());
  QVERIFY(bar_of(1) == nullptr);
  // What went wrong is told otherwise, and stays.
  QVERIFY(!window_->go_to("round 99.99"));
  QVERIFY(!window_->is_note());
}

void SteerWindow::keys_are_the_windows_again_after_return_and_escape() {
  open_hello();
  run_until("00:02:02");
  QLineEdit& until = window_->findChild<RunBar*>()->until();
  QVERIFY(!until.hasFocus());
  QCOMPARE(until.text(), QString());
  press(Qt::Key_U);
  QVERIFY(until.hasFocus());
  QTest::keyClicks(&until, "+30s");
  QTest::keyClick(&until, Qt::Key_Escape);
  QVERIFY(!until.hasFocus());
  QCOMPARE(until.text(), QString());
  QLineEdit& filter = window_->view_as<MessagesView>("messages")->filter();
  for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Escape}) {
    press(Qt::Key_Slash);
    QTRY_VERIFY_WITH_TIMEOUT(filter.hasFocus(), kPatience);
    QTest::keyClicks(&filter, "kind == report");
    const QString written = key == Qt::Key_Return ? filter.text() : QString();
    QTest::keyClick(&filter, key);
    QVERIFY(!filter.hasFocus());
    QCOMPARE(filter.text(), written);
    press(Qt::Key_Escape);
  }
}

void SteerWindow::a_crash_of_the_process_names_its_signal() {
  open_hello();
  run_until("00:20:00");
  QCOMPARE(kill(static_cast<pid_t>(window_->futures().all().front()->process->process()), SIGABRT), 0);
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().startsWith("the run crashed, Aborted (signal 6)"), kPatience);
  QVERIFY(!window_->is_note());
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::SteerWindow test;
  return QTest::qExec(&test, argc, argv);
}

#include "steer_window.moc"
