// Drives the real window through the shipped lesson, as someone would who teaches: the steps are there, the one at the
// cursor is told, going on lets the run go on until the next, an answer is shown when it is asked for. Also through a
// layout that was made by hand, which is there again at the next start until it is reset.
#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QMouseEvent>
#include <QTest>

#include "gui/lesson/lesson_view.h"
#include "gui/pictures/render.h"
#include "gui/window/wording.h"
#include "scenarios/world/runner.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {

class DriveLesson : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void the_lesson_leads_through_its_run();
  void a_recording_is_taught_from_as_well();
  void a_scenario_without_a_lesson_shows_none();
  void a_layout_made_by_hand_is_there_again_until_it_is_reset();
  void the_theme_is_there_again();

 private:
  LessonView& lesson() { return *window_->view_as<LessonView>("lesson"); }
  void open_lesson();
  QDockWidget* dock_of(const char* view);
  void drag_separator_above(QWidget* widget, int pixels);
  void start_anew();
};

void DriveLesson::open_lesson() {
  QVERIFY(window_->open(QStringLiteral(ORRERY_SOURCE_DIR "/scenarios/lesson-quorum.toml")));
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().is_live(), kPatience);
  QVERIFY(settle(session()));
}

void DriveLesson::the_lesson_leads_through_its_run() {
  open_lesson();
  QVERIFY(lesson().isVisible() && !lesson().visibleRegion().isEmpty());
  auto* list = lesson().findChild<QListWidget*>();
  auto* text = lesson().findChild<QTextBrowser*>();
  const int steps = list->count();
  QVERIFY(steps >= 5);
  for (int i = 0; i < steps; ++i) {
    press(Qt::Key_N);
    QTRY_COMPARE_WITH_TIMEOUT(list->currentRow(), i, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!steering().is_running(), kPatience);
    QVERIFY(settle(session()));
    const scenarios::LessonEntry& step = session().world().scenario->text().lessons[static_cast<std::size_t>(i)];
    QCOMPARE(session().cursor(), step.at);
    QCOMPARE(steering().state().time, step.at);
    QVERIFY(text->toPlainText().contains(to_qt(step.title)));
    QVERIFY(lesson().as_text().contains("> " + clock_text(step.at)));
    keep_picture(QStringLiteral("lesson-%1").arg(i + 1));
  }
  press(Qt::Key_N);
  QCOMPARE(list->currentRow(), steps - 1);
  press(Qt::Key_N, Qt::ShiftModifier);
  QTRY_COMPARE_WITH_TIMEOUT(list->currentRow(), steps - 2, kPatience);

  // The answer is hidden until someone asks for it, and again at another step.
  std::size_t asking = 0;
  const auto& lessons = session().world().scenario->text().lessons;
  while (asking < lessons.size() && lessons[asking].answer.empty()) ++asking;
  QVERIFY(asking < lessons.size());
  lesson().go_to(asking);
  QVERIFY(!text->toPlainText().contains(to_qt(lessons[asking].answer)));
  QVERIFY(text->toPlainText().contains(to_qt(lessons[asking].question)));
  for (auto* button : lesson().findChildren<QPushButton*>())
    if (button->text() == "show the answer") QTest::mouseClick(button, Qt::LeftButton);
  QVERIFY(text->toPlainText().contains(to_qt(lessons[asking].answer)));
  lesson().step(true);
  lesson().go_to(asking);
  QVERIFY(!text->toPlainText().contains(to_qt(lessons[asking].answer)));

  // Every part has a name for those who do not see it, and can be reached by keys.
  for (QWidget* part : lesson().findChildren<QWidget*>()) {
    if (qobject_cast<QListWidget*>(part) == nullptr && qobject_cast<QTextBrowser*>(part) == nullptr &&
        qobject_cast<QPushButton*>(part) == nullptr)
      continue;
    QVERIFY(!part->accessibleName().isEmpty());
    QVERIFY(part->focusPolicy() != Qt::NoFocus);
  }
}

void DriveLesson::a_recording_is_taught_from_as_well() {
  scenarios::RunRequest request;
  request.scenario_path = ORRERY_SOURCE_DIR "/scenarios/lesson-quorum.toml";
  request.recording_path = folder_.filePath("lesson.sqlite").toStdString();
  request.assignments = {"signatures=modelled"};
  request.until = "20min";
  scenarios::Files files;
  const std::atomic<bool> stop{false};
  scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
  QVERIFY(window_->open(folder_.filePath("lesson.sqlite")));
  QVERIFY(settle(session()));
  const auto& lessons = session().world().scenario->text().lessons;
  lesson().go_to(0);
  QCOMPARE(session().cursor(), lessons.front().at);
  lesson().go_to(lessons.size() - 1);
  QCOMPARE(session().cursor(), lessons.front().at);
  QVERIFY2(window_->problem().contains("before that step"), qPrintable(window_->problem()));

  // Large, with the same keys.
  window_->present("lesson");
  LessonView* large = nullptr;
  for (QWidget* widget : QApplication::topLevelWidgets())
    if (auto* one = qobject_cast<LessonView*>(widget); one != nullptr) large = one;
  QVERIFY(large != nullptr);
  QVERIFY(large->font().pointSizeF() > window_->font().pointSizeF() * 1.5);
  large->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(large, kPatience));
  QTest::keyClick(large, Qt::Key_N);
  QCOMPARE(session().cursor(), lessons[1].at);
}

void DriveLesson::a_scenario_without_a_lesson_shows_none() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  QVERIFY(!lesson().has_steps());
  QVERIFY(!lesson().isVisible());
  const sim::Time before = session().cursor();
  press(Qt::Key_N);
  QCOMPARE(session().cursor(), before);
}

QDockWidget* DriveLesson::dock_of(const char* view) {
  for (auto* dock : window_->findChildren<QDockWidget*>())
    if (dock->widget() == window_->view(view)) return dock;
  return nullptr;
}

void DriveLesson::drag_separator_above(QWidget* widget, int pixels) {
  QPoint at = widget->mapTo(window_.get(), QPoint(widget->width() / 2, 0));
  while (at.y() > 0 && !window_->isSeparator(at)) at.ry() -= 1;
  QVERIFY(at.y() > 0);
  const auto send = [&](QEvent::Type type, QPoint where, Qt::MouseButton button, Qt::MouseButtons held) {
    QMouseEvent event(type, where, window_->mapToGlobal(where), button, held, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &event);
  };
  send(QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
  send(QEvent::MouseMove, at + QPoint(0, pixels), Qt::NoButton, Qt::LeftButton);
  QTest::qWait(100);
  send(QEvent::MouseButtonRelease, at + QPoint(0, pixels), Qt::LeftButton, Qt::NoButton);
  QTest::qWait(100);
}

void DriveLesson::start_anew() {
  open_window();
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
}

void DriveLesson::a_layout_made_by_hand_is_there_again_until_it_is_reset() {
  start_anew();
  const int plain = dock_of("messages")->height();
  drag_separator_above(dock_of("messages"), -80);
  QTRY_VERIFY_WITH_TIMEOUT(dock_of("messages")->height() > plain + 40, kPatience);
  dock_of("inspector")->toggleViewAction()->trigger();
  QVERIFY(!dock_of("inspector")->isVisible());
  const int by_hand = dock_of("messages")->height();
  start_anew();
  QTRY_VERIFY_WITH_TIMEOUT(std::abs(dock_of("messages")->height() - by_hand) <= 2, kPatience);
  QVERIFY(!dock_of("inspector")->isVisible());
  // Another recording in the same window is laid out alike.
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QTRY_VERIFY_WITH_TIMEOUT(std::abs(dock_of("messages")->height() - by_hand) <= 2, kPatience);

  press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(dock_of("inspector")->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(std::abs(dock_of("messages")->height() - plain) <= 2, kPatience);
  start_anew();
  QTRY_VERIFY_WITH_TIMEOUT(std::abs(dock_of("messages")->height() - plain) <= 2, kPatience);
  QVERIFY(dock_of("inspector")->isVisible());
}

void DriveLesson::the_theme_is_there_again() {
  start_anew();
  QVERIFY(MainWindow::remembered_theme().is_dark);
  press(Qt::Key_T, Qt::ControlModifier);
  window_.reset();
  QVERIFY(!MainWindow::remembered_theme().is_dark);
  // Who draws pictures leaves it alone.
  {
    MainWindow drawing(dark_theme());
    drawing.set_remembers(false);
  }
  QVERIFY(!MainWindow::remembered_theme().is_dark);
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::DriveLesson test;
  return QTest::qExec(&test, argc, argv);
}

#include "drive_lesson.moc"
