#include "tests/gui/window/window_driver.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <nlohmann/json.hpp>

#include "gui/control/fault_palette.h"
#include "gui/model/stepping.h"
#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {

void WindowDriver::initTestCase() {
  QCoreApplication::setOrganizationName("orrery-test");
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
}

void WindowDriver::init() { open_window(); }

void WindowDriver::open_window() {
  window_.reset();
  window_ = std::make_unique<MainWindow>(dark_theme());
  window_->resize(1440, 900);
  window_->show();
  activate();
}

void WindowDriver::cleanup() { window_.reset(); }

// Keys go to the active window, which a form was that has just closed.
void WindowDriver::activate() {
  window_->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(window_.get(), kPatience));
}

// Here a form that closes leaves no window active, now or when it is deleted; elsewhere the one below it is.
void WindowDriver::press(Qt::Key key, Qt::KeyboardModifiers with) {
  if (QApplication::activeWindow() != window_.get()) activate();
  QTest::keyClick(window_.get(), key, with);
}

void WindowDriver::run_until(const QString& where) {
  auto* bar = window_->findChild<RunBar*>();
  const sim::Time goal = parse_moment(where.toStdString(), session().world().start);
  press(Qt::Key_U);
  bar->until().setText(where);
  QTest::keyClick(&bar->until(), Qt::Key_Return);
  QTRY_COMPARE_WITH_TIMEOUT(steering().state().time, goal, kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(!steering().is_running(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(session().cursor(), goal, kPatience);
  QVERIFY(settle(session()));
}

QDialog* WindowDriver::dialog(const char* name) {
  QDialog* found = nullptr;
  for (int i = 0; i < kPatience / 10 && found == nullptr; ++i) {
    for (auto* one : window_->findChildren<QDialog*>(name))
      if (one->isVisible()) found = one;
    if (found == nullptr) QTest::qWait(10);
  }
  return found;
}

// As the drag's end would, at the place where a person sees the target.
void WindowDriver::drop(const char* kind, const char* target) {
  auto* stage = window_->view_as<StageView>("stage");
  const sim::EntityId wanted = session().world().find(target);
  QPoint where;
  for (int y = 0; y < stage->height() && where.isNull(); y += 3)
    for (int x = 0; x < stage->width() && where.isNull(); x += 3)
      if (stage->entity_at(QPointF(x, y)) == wanted) where = QPoint(x, y);
  QVERIFY2(!where.isNull(), target);
  drop_at(*stage, where, kind);
}

void WindowDriver::drop_at(QWidget& pane, QPoint where, const char* kind) {
  QMimeData data;
  data.setData(kFaultMime, kind);
  QDragEnterEvent enter(where, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&pane, &enter);
  QVERIFY(enter.isAccepted());
  QDragMoveEvent move(where, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  move.accept();  // as Qt does once the drag was let in
  QApplication::sendEvent(&pane, &move);
  QVERIFY(move.isAccepted());
  QDropEvent event(where, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&pane, &event);
  QVERIFY(event.isAccepted());
}

void WindowDriver::put_on(QDialog* form, const QString& start, const QString& length) {
  QVERIFY(form != nullptr);
  const std::size_t before = steering().faults().size();
  for (auto* line : form->findChildren<QLineEdit*>()) {
    if (line->accessibleName() == "Start") line->setText(start);
    if (line->accessibleName() == "Length") line->setText(length);
  }
  QTest::mouseClick(form->findChildren<QPushButton*>().first(), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(steering().faults().size(), before + 1, kPatience);
  activate();
}

QString WindowDriver::digest_of(const QString& scenario) {
  QProcess headless;
  headless.start(orrery_program(), {"run", scenario, "--json", "--quiet"});
  if (!headless.waitForFinished(120'000)) return {};
  const auto report = nlohmann::json::parse(headless.readAllStandardOutput().toStdString(), nullptr, false);
  return report.is_object() ? QString::fromStdString(report.value("digest", "")) : QString();
}

// With ORRERY_PICTURES=FOLDER the moments worth a look are kept there, in both themes.
void WindowDriver::keep_picture(const QString& name, QWidget* of) {
  const QString folder = qEnvironmentVariable("ORRERY_PICTURES");
  if (folder.isEmpty()) return;
  for (const Theme* theme : {&light_theme(), &dark_theme()}) {
    window_->set_theme(*theme);
    settle(session());
    QTest::qWait(200);
    const QString path = QStringLiteral("%1/%2%3.png").arg(folder, name, theme->is_dark ? "" : "-light");
    QVERIFY((of != nullptr ? of : window_.get())->grab().save(path));
  }
}

void WindowDriver::save_as(const QString& path) {
  QTimer answering;
  connect(&answering, &QTimer::timeout, this, [&] {
    auto* files = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    if (files == nullptr) return;
    answering.stop();
    files->findChild<QLineEdit*>("fileNameEdit")->setText(path);
    QMetaObject::invokeMethod(files, "accept");
  });
  answering.start(50);
  press(Qt::Key_S, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().startsWith("saved "), kPatience);
}

}  // namespace orrery::gui
