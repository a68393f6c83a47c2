// Drives the real window as someone who watches a run go on: the table and the tree keep up with it, and the keys of
// its end do what a person means who is slower than the run.
#include <signal.h>

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QTest>
#include <QTreeWidgetItemIterator>

#include "gui/pictures/render.h"
#include "gui/tables/messages_view.h"
#include "gui/window/world_tree.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {

class LiveWindow : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void the_table_keeps_the_row_at_the_cursor_in_sight();
  void the_chain_goes_to_its_beginning();
  void the_tree_marks_a_planned_fault_that_stands();
  void space_at_the_end_of_a_run_stays_there();
  void space_after_a_crash_stays_at_the_last_moment();

 private:
  void open_hello();
};

void LiveWindow::open_hello() {
  QVERIFY(window_->open(QString::fromStdString(std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml")));
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().is_live(), kPatience);
  QVERIFY(settle(session()));
}

void LiveWindow::the_table_keeps_the_row_at_the_cursor_in_sight() {
  open_hello();
  auto* messages = window_->view_as<MessagesView>("messages");
  auto* view = messages->findChild<QTableView*>();
  const MessageTable& table = messages->table();
  const auto is_in_sight = [&](int row) {
    return view->viewport()->rect().intersects(view->visualRect(view->model()->index(row, 0)));
  };
  for (const char* stop : {"00:10:00", "00:20:00", "00:30:00", "00:40:00", "00:50:00", "01:00:00", "01:10:00"}) {
    run_until(stop);
    // All that is recorded is before the cursor.
    QTRY_VERIFY(table.is_complete() && table.rowCount() > 0 && table.marked() == table.rowCount() - 1);
    QTRY_VERIFY2(is_in_sight(table.marked()), stop);
  }
  // Before the first row there is none to mark, and the first are what comes next.
  press(Qt::Key_Home);
  QTRY_COMPARE(table.marked(), -1);
  QTRY_VERIFY(is_in_sight(0));
  press(Qt::Key_End);
  QTRY_COMPARE(table.marked(), table.rowCount() - 1);
  QTRY_VERIFY(is_in_sight(table.marked()));
  // What was chosen there stays only as long as the cursor does.
  QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                    view->visualRect(view->model()->index(table.marked(), 0)).center());
  QVERIFY(view->hasFocus() && view->selectionModel()->hasSelection());
  session().set_cursor(at("00:10:00"));
  QTRY_VERIFY(table.marked() < table.rowCount() / 4);
  QTRY_VERIFY(is_in_sight(table.marked()));
}

// All that is listed may lie behind the cursor.
void LiveWindow::the_chain_goes_to_its_beginning() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  window_->show_table("chain");
  session().set_range({at("00:00:01"), at("03:00:00")});
  QVERIFY(settle(session()));
  auto* view = window_->view("chain")->findChild<QTableView*>();
  const auto first_is_in_sight = [&] {
    return view->viewport()->rect().intersects(view->visualRect(view->model()->index(0, 0)));
  };
  session().set_cursor(at("02:50:00"));
  QTRY_VERIFY(view->model()->rowCount() > 8 && !first_is_in_sight());
  press(Qt::Key_Home);
  QTRY_VERIFY(first_is_in_sight());
}

void LiveWindow::the_tree_marks_a_planned_fault_that_stands() {
  open_hello();
  auto* tree = window_->findChild<WorldTree*>();
  const auto fault = [&]() -> QTreeWidgetItem* {
    for (QTreeWidgetItemIterator it(tree); *it != nullptr; ++it)
      if ((*it)->text(0).startsWith("00:50:00  crash on eth-usd/node-2")) return *it;
    return nullptr;
  };
  QVERIFY(fault() != nullptr);
  QCOMPARE(fault()->foreground(0).color(), session().theme().text);
  run_until("01:00:00");
  QTRY_COMPARE(fault()->foreground(0).color(), session().theme().bad);
  tree->scrollToItem(fault());
  QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualItemRect(fault()).center());
  QCOMPARE(session().cursor(), at("00:50:00"));
  const auto standing = session().world().faults_at(session().cursor());
  QCOMPARE(standing.size(), std::size_t{1});
  QVERIFY(standing.front()->row != 0);
  QCOMPARE(session().selection().row, standing.front()->row);
  run_until("01:30:00");
  QTRY_COMPARE(fault()->foreground(0).color(), session().theme().text);
}

void LiveWindow::space_at_the_end_of_a_run_stays_there() {
  open_hello();
  press(Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFinished, kPatience);
  QVERIFY(settle(session()));
  QCOMPARE(session().cursor(), session().newest());
  press(Qt::Key_Space);
  QVERIFY(!session().is_playing());
  QCOMPARE(session().cursor(), session().newest());
  QVERIFY2(window_->problem().startsWith("the run is over here: Home"), qPrintable(window_->problem()));
  QVERIFY(window_->is_note());
  // Who goes back plays what is recorded.
  press(Qt::Key_Home);
  press(Qt::Key_Space);
  QVERIFY(session().is_playing());
  press(Qt::Key_Space);
  QVERIFY(!session().is_playing());

  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  press(Qt::Key_End);
  press(Qt::Key_Space);
  QVERIFY(!session().is_playing());
  QCOMPARE(session().cursor(), session().newest());
  QVERIFY2(window_->problem().startsWith("the recording ends here: Home"), qPrintable(window_->problem()));
}

void LiveWindow::space_after_a_crash_stays_at_the_last_moment() {
  open_hello();
  run_until("00:20:00");
  QCOMPARE(kill(static_cast<pid_t>(window_->futures().all().front()->process->process()), SIGKILL), 0);
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().contains("the run crashed"), kPatience);
  QVERIFY(settle(session()));
  const sim::Time last = session().cursor();
  press(Qt::Key_Space);
  QVERIFY(!session().is_playing());
  QCOMPARE(session().cursor(), last);
  QVERIFY2(window_->problem().startsWith("the run failed here: Home"), qPrintable(window_->problem()));
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::LiveWindow test;
  return QTest::qExec(&test, argc, argv);
}

#include "live_window.moc"
