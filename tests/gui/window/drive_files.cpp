// Drives the real window with files: what is let go over it is opened, or refused in one line that leaves it as it was;
// tables leave it as CSV, whole or not at all.
#include <sys/resource.h>

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QMimeData>
#include <QTest>
#include <QTreeWidget>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/line_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/wording.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {

class DriveFiles : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void a_recording_that_is_dropped_is_opened();
  void a_scenario_that_is_dropped_is_run();
  void a_file_means_the_window_wherever_it_is_dropped();
  void what_cannot_be_opened_leaves_the_window_as_it_was();
  void the_messages_leave_as_csv();
  void an_export_that_is_stopped_leaves_nothing();
  void a_disk_that_is_full_is_told_in_one_line();
  void the_other_tables_leave_as_csv();

 private:
  void open_hello();
  /// What Qt does with a drag that comes to a place: the widgets there are asked from the inmost on.
  bool let_go(const QList<QUrl>& links, QWidget* over);
  bool let_go(const QString& path, QWidget* over) { return let_go({QUrl::fromLocalFile(path)}, over); }
  /// Keeps every worker of the session busy until it is let go, so that what is asked next does not begin.
  void hold_workers(const std::atomic<bool>& release);
  QString told_at_last();
  QStringList files_of(const QString& folder);
};

void DriveFiles::open_hello() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
}

bool DriveFiles::let_go(const QList<QUrl>& links, QWidget* over) {
  QMimeData data;
  data.setUrls(links);
  for (QWidget* widget = over; widget != nullptr; widget = widget->parentWidget()) {
    if (!widget->acceptDrops()) continue;
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &enter);
    if (!enter.isAccepted()) continue;
    QDragMoveEvent move(QPoint(6, 6), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &move);
    QDropEvent drop(QPoint(6, 6), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &drop);
    return drop.isAccepted();
  }
  return false;
}

void DriveFiles::hold_workers(const std::atomic<bool>& release) {
  for (int i = 0; i < 3; ++i)
    session().questions().ask(session().questions().new_slot(),
                              [&release](scenarios::RecordingQuery&, const QuestionRunner::Stop& stop) {
                                while (!release && !stop) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                return std::function<void()>([] {});
                              });
}

// An export ends with a line of its own.
QString DriveFiles::told_at_last() {
  for (int i = 0; i < kPatience / 10 && window_->problem().startsWith("writing"); ++i) QTest::qWait(10);
  return window_->problem();
}

QStringList DriveFiles::files_of(const QString& folder) {
  return QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

void DriveFiles::a_recording_that_is_dropped_is_opened() {
  QVERIFY(window_->session() == nullptr);
  QVERIFY(let_go(QString::fromStdString(hello_recording()), window_->centralWidget()));
  QVERIFY(window_->session() != nullptr);
  QVERIFY(settle(session()));
  QCOMPARE(session().path(), hello_recording());
  QCOMPARE(window_->problem(), QString());
}

void DriveFiles::a_scenario_that_is_dropped_is_run() {
  open_hello();
  QVERIFY(let_go(QStringLiteral(ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml"), window_->centralWidget()));
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().is_live(), kPatience);
  QVERIFY(session().path() != hello_recording());
}

void DriveFiles::a_file_means_the_window_wherever_it_is_dropped() {
  open_hello();
  QFile::copy(QString::fromStdString(hello_recording()), folder_.filePath("other.sqlite"));
  QString next = folder_.filePath("other.sqlite"), then = QString::fromStdString(hello_recording());
  for (const char* place : {"filter", "stage", "timeline", "scenario"}) {
    QWidget* over = window_->view(place);
    if (QLatin1String(place) == QLatin1String("filter")) over = &window_->view_as<MessagesView>("messages")->filter();
    if (over == nullptr) over = window_->findChild<QTreeWidget*>();
    QVERIFY2(let_go(next, over), place);
    QVERIFY(settle(session()));
    QCOMPARE(session().path(), next.toStdString());
    QVERIFY(session().filter().empty());
    std::swap(next, then);
  }
}

void DriveFiles::what_cannot_be_opened_leaves_the_window_as_it_was() {
  open_hello();
  Session* before = window_->session();
  QFile foreign(folder_.filePath("prices.csv"));
  QVERIFY(foreign.open(QIODevice::WriteOnly));
  foreign.write("time,open,high,low,close\n");
  foreign.close();
  let_go(foreign.fileName(), window_->centralWidget());
  QVERIFY2(window_->problem().contains("not an Orrery recording"), qPrintable(window_->problem()));
  let_go(folder_.path(), window_->centralWidget());
  QVERIFY2(window_->problem().contains(folder_.path()), qPrintable(window_->problem()));
  let_go(folder_.filePath("missing.toml"), window_->centralWidget());
  QVERIFY2(window_->problem().endsWith("there is no such file"), qPrintable(window_->problem()));
  let_go({QUrl("https://example.com/day.sqlite")}, window_->centralWidget());
  QVERIFY2(window_->problem().contains("not a file on this machine"), qPrintable(window_->problem()));
  let_go({QUrl::fromLocalFile("/a.sqlite"), QUrl::fromLocalFile("/b.sqlite")}, window_->centralWidget());
  QVERIFY2(window_->problem().startsWith("2 files were dropped"), qPrintable(window_->problem()));
  let_go(QStringLiteral(ORRERY_SOURCE_DIR "/tests/scenarios/bad_input/unknown_zone.toml"), window_->centralWidget());
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().contains("unknown_zone.toml:"), kPatience);
  QVERIFY(!window_->problem().contains('\n'));
  QCOMPARE(window_->session(), before);
  QVERIFY(settle(session()));
}

void DriveFiles::the_messages_leave_as_csv() {
  open_hello();
  session().set_filter_text("kind == final-echo");
  QVERIFY(settle(session()));
  QTemporaryDir to;
  const QString path = to.filePath("messages.csv");
  window_->export_table(path);
  // The window has not waited for it: how it went comes as an event.
  QVERIFY(window_->problem().startsWith("writing "));
  QCOMPARE(told_at_last(), "wrote " + path);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray text = file.readAll();
  QCOMPARE(text.count('\n'), window_->view_as<MessagesView>("messages")->table().rowCount() + 1);
  QVERIFY(text.startsWith("row,time,kind,sender,receiver,epoch,round,bytes,detail\n"));
  QCOMPARE(text.count(",\"final-echo\","), text.count('\n') - 1);
  QCOMPARE(files_of(to.path()), QStringList{"messages.csv"});
}

void DriveFiles::an_export_that_is_stopped_leaves_nothing() {
  open_hello();
  QTemporaryDir to;
  QFile old(to.filePath("messages.csv"));
  QVERIFY(old.open(QIODevice::WriteOnly));
  old.write("what stood there");
  old.close();
  std::atomic<bool> release{false};
  hold_workers(release);
  window_->export_table(old.fileName());
  press(Qt::Key_Escape);
  release = true;
  QVERIFY2(window_->problem().endsWith("is not written: it was stopped"), qPrintable(window_->problem()));
  QVERIFY(settle(session()));
  QTRY_COMPARE_WITH_TIMEOUT(files_of(to.path()), QStringList{"messages.csv"}, kPatience);
  QVERIFY(old.open(QIODevice::ReadOnly));
  QCOMPARE(old.readAll(), QByteArray("what stood there"));
  // A session that closes takes its export along.
  release = false;
  hold_workers(release);
  window_->export_table(to.filePath("gone.csv"));
  window_->close_session();
  QCOMPARE(files_of(to.path()), QStringList{"messages.csv"});
}

// A limit on the size of files stands for a disk that is full.
void DriveFiles::a_disk_that_is_full_is_told_in_one_line() {
  open_hello();
  QTemporaryDir to;
  rlimit before{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, before.rlim_max};
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
  window_->export_table(to.filePath("messages.csv"));
  const QString told = told_at_last();
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  QVERIFY2(told.contains("messages.csv cannot be written: "), qPrintable(told));
  QVERIFY(!told.contains('\n'));
  QVERIFY(files_of(to.path()).isEmpty());
  window_->export_table(to.filePath("no/such/folder.csv"));
  QVERIFY2(told_at_last().contains("folder.csv cannot be written: "), qPrintable(window_->problem()));
}

void DriveFiles::the_other_tables_leave_as_csv() {
  open_hello();
  for (const char* name : {"chain", "log", "expectations"}) {
    window_->show_table(name);
    QVERIFY(settle(session()));
    const QString path = folder_.filePath(QStringLiteral("%1.csv").arg(name));
    window_->export_table(path);
    QCOMPARE(window_->problem(), "wrote " + path);
    QFile table(path);
    QVERIFY(table.open(QIODevice::ReadOnly));
    const QByteArray head = table.readLine();
    QVERIFY(head.startsWith("row,\""));
    QCOMPARE(head.contains(",\"hash\","), QByteArray(name) == "chain");
    const QByteArray lines = table.readAll();
    for (const QByteArray& line : lines.trimmed().split('\n'))
      QVERIFY2(line.count("\",\"") >= head.count("\",\""), line.constData());
    QCOMPARE(lines.count('\n'), window_->view_as<LineView>(name)->table().rowCount());
    QVERIFY(!QString::fromUtf8(lines).contains(QChar(0x2009)));  // numbers as programs read them
  }
  window_->export_table(folder_.filePath("no/such/folder.csv"));
  QVERIFY2(window_->problem().contains("folder.csv cannot be written: "), qPrintable(window_->problem()));
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::DriveFiles test;
  return QTest::qExec(&test, argc, argv);
}

#include "drive_files.moc"
