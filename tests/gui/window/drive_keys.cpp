// Proves that keys do what they say wherever the window's keys are heard: on the start page, on a pane that is
// presented; and that what was violated or missed is explained when it is looked at.
#include <QApplication>
#include <QDialog>
#include <QListWidget>
#include <QSet>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include "gui/inspector/inspector_view.h"
#include "gui/pictures/render.h"
#include "gui/sequence/sequence_view.h"
#include "gui/tables/line_view.h"
#include "scenarios/world/runner.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {

class DriveKeys : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void the_start_page_knows_the_keys_that_need_no_recording();
  void a_presented_pane_knows_the_windows_keys();
  void what_was_violated_is_explained();

 private:
  /// Presses a key, and answers the title of the dialog that it opened, which is closed again; "" when none came.
  QString dialog_of(QWidget& pane, Qt::Key key, Qt::KeyboardModifiers with, int* entries = nullptr);
  QString inspector_tab();
};

QString DriveKeys::dialog_of(QWidget& pane, Qt::Key key, Qt::KeyboardModifiers with, int* entries) {
  QString title;
  QTimer answering;
  connect(&answering, &QTimer::timeout, this, [&] {
    auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
    if (dialog == nullptr) return;
    answering.stop();
    title = dialog->windowTitle();
    if (const auto* list = dialog->findChild<QListWidget*>(); list != nullptr && entries != nullptr)
      *entries = list->count();
    dialog->reject();
  });
  answering.start(20);
  QTest::keyClick(&pane, key, with);
  pane.activateWindow();
  if (!QTest::qWaitForWindowActive(&pane, kPatience)) return "no window is active";
  return title;
}

QString DriveKeys::inspector_tab() {
  const auto* tabs = window_->view("inspector")->findChild<QTabWidget*>();
  return tabs->tabText(tabs->currentIndex());
}

void DriveKeys::the_start_page_knows_the_keys_that_need_no_recording() {
  QVERIFY(window_->session() == nullptr);
  QCOMPARE(dialog_of(*window_, Qt::Key_Question, Qt::NoModifier), QString("Keys"));
  int commands = 0, all = 0;
  QCOMPARE(dialog_of(*window_, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier, &commands),
           QString("Run a command"));
  const QString dark = window_->styleSheet();
  press(Qt::Key_T, Qt::ControlModifier);
  QVERIFY(window_->styleSheet() != dark);
  // What needs a recording does nothing, and is not offered.
  press(Qt::Key_G);
  press(Qt::Key_BracketRight);
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  QCOMPARE(dialog_of(*window_, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier, &all), QString("Run a command"));
  QVERIFY2(commands >= 3 && all > 30 && commands < all, qPrintable(QString::number(commands)));
}

void DriveKeys::a_presented_pane_knows_the_windows_keys() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  window_->present("sequence");
  View* pane = window_->presented();
  QVERIFY(pane != nullptr);
  pane->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(pane, kPatience));
  const auto on_pane = [pane](Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier) {
    QTest::keyClick(pane, key, with);
  };
  on_pane(Qt::Key_End);
  QCOMPARE(session().cursor(), session().newest());
  on_pane(Qt::Key_Home);
  QCOMPARE(session().cursor(), session().world().start);
  on_pane(Qt::Key_Right, Qt::ControlModifier);
  const sim::Time first = session().cursor();
  QVERIFY(first > session().world().start);
  on_pane(Qt::Key_Right, Qt::ControlModifier);
  QVERIFY(session().cursor() > first);
  on_pane(Qt::Key_Left, Qt::ControlModifier);
  QCOMPARE(session().cursor(), first);
  on_pane(Qt::Key_Right);
  QTRY_VERIFY_WITH_TIMEOUT(session().cursor() > first || session().selection().row != 0, kPatience);
  const sim::Duration length = session().range().length();
  on_pane(Qt::Key_W);
  QVERIFY(session().range().length() < length);
  on_pane(Qt::Key_S);
  on_pane(Qt::Key_5);
  QCOMPARE(session().speed(), 4.0);
  // What is meant for a pane is meant for the one that is presented.
  auto* presented = qobject_cast<SequenceView*>(pane);
  const TimeMode mode = window_->view_as<SequenceView>("sequence")->mode();
  on_pane(Qt::Key_L);
  QVERIFY(presented->mode() != mode);
  QCOMPARE(window_->view_as<SequenceView>("sequence")->mode(), mode);
  on_pane(Qt::Key_Space);
  QVERIFY(session().is_playing());
  on_pane(Qt::Key_Space);
  QCOMPARE(dialog_of(*pane, Qt::Key_G, Qt::NoModifier), QString("Go to"));
  QVERIFY(window_->presented() == pane);
  on_pane(Qt::Key_Escape);
  QTRY_VERIFY_WITH_TIMEOUT(window_->presented() == nullptr, kPatience);
}

void DriveKeys::what_was_violated_is_explained() {
  // Two of four lost for longer than the heartbeat.
  QFile hello(ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml");
  QVERIFY(hello.open(QIODevice::ReadOnly));
  const QByteArray two = hello.readAll() +
                         "\n[[fault]]\nkind = \"crash\"\ntarget = \"eth-usd/node-1\"\n"
                         "start = \"2025-01-01T00:50:00Z\"\nlasts = \"100min\"\n"
                         "\n[[fault]]\nkind = \"crash\"\ntarget = \"eth-usd/node-3\"\n"
                         "start = \"2025-01-01T00:50:00Z\"\nlasts = \"100min\"\n";
  QFile scenario(folder_.filePath("two.toml"));
  QVERIFY(scenario.open(QIODevice::WriteOnly));
  scenario.write(two);
  scenario.close();
  scenarios::RunRequest request;
  request.scenario_path = scenario.fileName().toStdString();
  request.recording_path = folder_.filePath("two.sqlite").toStdString();
  request.assignments = {"signatures=modelled"};
  scenarios::Files files;
  const std::atomic<bool> stop{false};
  scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
  QVERIFY(window_->open(QString::fromStdString(request.recording_path)));
  QVERIFY(settle(session()));
  QVERIFY(session().world().expectations[0].violation != 0);
  QVERIFY(!session().world().missed.empty());

  window_->show_table("expectations");
  QVERIFY(settle(session()));
  auto* table = window_->view("expectations")->findChild<QTableView*>();
  auto* inspector = window_->view_as<InspectorView>("inspector");
  QSet<QString> outcomes;
  for (int row = 0; row < table->model()->rowCount(); ++row) {
    inspector->findChild<QTabWidget*>()->setCurrentIndex(0);
    const QModelIndex index = table->model()->index(row, 0);
    outcomes << index.data().toString();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
    QCOMPARE(inspector_tab(), QString("Why"));
    QVERIFY(settle(session()));
    QVERIFY2(inspector->as_text().contains("because"), qPrintable(inspector->as_text()));
  }
  QVERIFY(outcomes.contains("violated") && outcomes.contains("missed deadline"));
  // A filter of violations leaves them and what is no violation's, one of messages leaves all.
  const int all = table->model()->rowCount();
  const auto rows_with = [&](const char* filter) {
    session().set_filter_text(filter);
    return settle(session()) ? table->model()->rowCount() : -1;
  };
  QCOMPARE(rows_with("bytes > 100"), all);
  QCOMPARE(rows_with("expectation == nobody"), all - static_cast<int>(session().world().expectations.size()));
  QCOMPARE(rows_with("outcome == met"), all - static_cast<int>(session().world().missed.size()));
  session().clear_filter();
  QVERIFY(settle(session()));
  // So do the keys that go from one to the next.
  inspector->findChild<QTabWidget*>()->setCurrentIndex(0);
  press(Qt::Key_Home);
  press(Qt::Key_BracketRight);
  QCOMPARE(inspector_tab(), QString("Why"));
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::DriveKeys test;
  return QTest::qExec(&test, argc, argv);
}

#include "drive_keys.moc"
