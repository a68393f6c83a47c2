// Drives the real window through 20 October 2025, the day for which it was built: opens its recording, plays, steps,
// scrubs, filters; runs it again to a moment before the outage, drops a fault of its own on it, branches, saves. The
// headless run of what was saved must have the history that was clicked, to its end. Signatures are modelled: with real
// ones the three runs of the day that this takes would be a quarter of an hour of work.
#include <QApplication>
#include <QCheckBox>
#include <QMouseEvent>
#include <QProcess>
#include <QPushButton>
#include <QTest>
#include <QTimer>

#include "gui/control/fault_dialog.h"
#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/wording.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {

class AwsDay : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void the_recording_is_opened_broken_otherwise_and_saved();

 private:
  static sim::Time on_the_day(const char* clock) { return sim::parse_time(std::string("2025-10-20T") + clock + "Z"); }
  void record();
  void read_the_recording();
  void drop_a_fault();
  void branch_and_come_back();
};

void AwsDay::record() {
  QProcess run;
  run.start(orrery_program(), {"run", QStringLiteral(ORRERY_SOURCE_DIR "/scenarios/aws-us-east-1-2025.toml"), "--set",
                               "signatures=modelled", "--record", folder_.filePath("day.sqlite"), "--quiet"});
  QVERIFY(run.waitForFinished(4 * kPatience));
  QCOMPARE(run.exitCode(), 0);
}

void AwsDay::read_the_recording() {
  QVERIFY(window_->open(folder_.filePath("day.sqlite")));
  QVERIFY(settle(session()));
  QCOMPARE(session().world().state, sim::RunState::kFinished);
  QCOMPARE(session().world().end, on_the_day("21:30:00"));

  // Plays, and stops.
  QVERIFY(window_->go_to("06:48:10"));
  press(Qt::Key_7);
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(session().cursor() > on_the_day("06:48:20"), kPatience);
  press(Qt::Key_Space);
  QVERIFY(!session().is_playing());

  // Steps to the next message, and to the next round; what it steps to is recorded there.
  const sim::RecordingReader reader(session().path());
  QVERIFY(settle(session()));
  const sim::Time played_to = session().cursor();
  press(Qt::Key_Right, Qt::ShiftModifier);
  QVERIFY(settle(session()));
  QVERIFY(session().cursor() > played_to);
  const auto row = reader.row(session().selection().row);
  QVERIFY(row.has_value());
  // A hop is a message sent or one that arrived; which of them is next depends on where the playing stopped.
  QVERIFY(row->table->name == "message" || row->table->name == "delivery");
  press(Qt::Key_Right, Qt::ControlModifier);
  const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
  QCOMPARE(sim::Time::from_unix_nanoseconds(round->begin), session().cursor());

  // Scrubs through the whole day: at any place the stage tells of that moment.
  auto* timeline = window_->view_as<TimelineView>("timeline");
  auto* stage = window_->view_as<StageView>("stage");
  for (const double share : {0.9, 0.05, 0.5}) {
    QTest::mouseClick(timeline, Qt::LeftButton, {}, QPoint(static_cast<int>(timeline->width() * share), 30));
    QVERIFY(settle(session()));
    QVERIFY(stage->as_text().startsWith(clock_text(session().cursor(), 3)));
    QCOMPARE(stage->as_text().contains("load-balancer-errors"), share > 0.4);
  }

  // Filters: what is listed is what the recording holds of the kind from that node, no more and no less.
  auto* messages = window_->view_as<MessagesView>("messages");
  press(Qt::Key_Slash);
  QTest::keyClicks(&messages->filter(), "kind == report && sender == eth-usd/node-20");
  QVERIFY(settle(session()));
  std::int64_t held = 0;
  reader.select("SELECT count(*) FROM message WHERE kind = 'report' AND sender = ?1",
                {sim::Value(std::int64_t{session().world().find("eth-usd/node-20").index})}, [&](const auto& counted) {
                  held = counted.integer(0);
                  return false;
                });
  QVERIFY(held > 0);
  QCOMPARE(messages->table().counted(), static_cast<std::uint64_t>(held));
  window_->setFocus();
  press(Qt::Key_Escape);
  QVERIFY(session().filter().empty());
}

// A node on bare metal, of which the day itself takes none; when the outage begins it is gone already.
void AwsDay::drop_a_fault() {
  const std::size_t own = steering().faults().size();
  drop("crash", "eth-usd/node-20");
  put_on(dialog("fault dialog"), "06:47:00", "90min");
  QCOMPARE(steering().faults().size(), own + 1);
  QCOMPARE(steering().faults().back().target, std::string("eth-usd/node-20"));
}

void AwsDay::branch_and_come_back() {
  press(Qt::Key_V);
  auto* branch = qobject_cast<BranchDialog*>(dialog("branch dialog"));
  QVERIFY(branch != nullptr);
  branch->form().set_kind("crash");
  branch->form().set_target("eth-usd/node-21");
  for (auto* box : branch->findChildren<QCheckBox*>())
    if (box->text().startsWith("run it to its end")) box->setChecked(false);
  QTest::mouseClick(branch->findChildren<QPushButton*>().first(), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(session().path().ends_with("branch-1.sqlite"), kPatience);
  activate();
  QVERIFY(settle(session()));
  QTRY_VERIFY_WITH_TIMEOUT(steering().state().time >= on_the_day("06:49:00") && !steering().is_running(), kPatience);
  run_until("06:50:00");
  QVERIFY(!session().states().at(session().world().find("eth-usd/node-21"), session().cursor()).is_up());
  QVERIFY(!session().states().at(session().world().find("eth-usd/node-20"), session().cursor()).is_up());
  Q_EMIT window_->findChild<RunBar*>()->future_chosen(0);
  QTRY_VERIFY_WITH_TIMEOUT(!session().path().ends_with("branch-1.sqlite"), kPatience);
  QVERIFY(settle(session()));
  QVERIFY(session().states().at(session().world().find("eth-usd/node-21"), session().world().end).is_up());
}

void AwsDay::the_recording_is_opened_broken_otherwise_and_saved() {
  record();
  read_the_recording();
  QVERIFY(!QTest::currentTestFailed());
  const QString as_it_was = to_qt(session().world().digest);

  QVERIFY(window_->go_to("06:40:00"));
  press(Qt::Key_R, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().state().time == on_the_day("06:40:00"),
                           kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(session().cursor(), on_the_day("06:40:00"), kPatience);
  QVERIFY(settle(session()));
  drop_a_fault();
  QVERIFY(!QTest::currentTestFailed());
  run_until("06:49:00");
  branch_and_come_back();
  QVERIFY(!QTest::currentTestFailed());

  const QString saved = folder_.filePath("broken.toml");
  save_as(saved);
  press(Qt::Key_End);
  steering().set_pace("express");
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFinished, 4 * kPatience);
  const QString clicked = to_qt(session().world().digest);
  QVERIFY(!clicked.isEmpty() && clicked != as_it_was);
  QCOMPARE(digest_of(saved), clicked);
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::AwsDay test;
  return QTest::qExec(&test, argc, argv);
}

#include "aws_day.moc"
