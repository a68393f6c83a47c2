// Drives the real window on the offscreen platform, as a person would: opens, plays, steps, scrubs, filters, selects,
// asks why, zooms, presents, exports, runs a scenario, and sees files refused that are no recordings.
#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QDockWidget>
#include <QImage>
#include <QListWidget>
#include <QMouseEvent>
#include <QPainter>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>
#include <algorithm>

#include "gui/inspector/inspector_view.h"
#include "gui/pictures/render.h"
#include "gui/round/round_view.h"
#include "gui/sequence/sequence_view.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/line_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/main_window.h"
#include "gui/window/wording.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {

class DriveWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();
  void the_start_page_lists_the_shipped_scenarios();
  void opening_fills_every_view();
  void what_is_no_recording_is_refused();
  void playing_moves_the_cursor();
  void steps_go_forward_and_back();
  void scrubbing_on_the_timeline();
  void the_wheel_zooms_the_timeline();
  void filters_narrow_the_messages();
  void the_filter_line_offers_and_remembers();
  void return_leaves_the_filter_as_it_is();
  void the_same_filter_holds_on_stage_and_in_tables();
  void x_leaves_out_what_is_selected();
  void the_table_follows_the_stretch_of_the_timeline();
  void a_click_on_the_stage_selects();
  void a_cell_of_the_round_tells_why();
  void going_to_places();
  void presenting_and_leaving();
  void both_themes_and_all_sizes_paint();
  void pictures();
  void a_scenario_runs_beside_the_window();
  void a_wrong_scenario_is_told_and_changes_nothing();

 private:
  Session& session() { return *window_->session(); }
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void DriveWindow::initTestCase() {
  QCoreApplication::setOrganizationName("orrery-test");
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
}

void DriveWindow::init() {
  window_ = std::make_unique<MainWindow>(dark_theme());
  window_->resize(1440, 900);
  window_->show();
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
}

void DriveWindow::cleanup() { window_.reset(); }

void DriveWindow::the_start_page_lists_the_shipped_scenarios() {
  MainWindow fresh(dark_theme());
  fresh.show();
  auto* list = fresh.findChild<QListWidget*>();
  QVERIFY(list != nullptr);
  QVERIFY(!list->findItems("Hello, feed", Qt::MatchContains).isEmpty());
}

void DriveWindow::opening_fills_every_view() {
  for (const ViewEntry& entry : view_entries()) {
    QVERIFY2(window_->view(entry.name) != nullptr, entry.name);
    QVERIFY2(!window_->view(entry.name)->accessibleName().isEmpty(), entry.name);
  }
  QCOMPARE(window_->view_as<MessagesView>("messages")->table().rowCount(),
           static_cast<int>(session().density().total(DensityProfile::kMessages)));
  // Tables behind others ask when they come to the front.
  for (const char* table : {"chain", "log", "expectations"}) {
    QCOMPARE(window_->view_as<LineView>(table)->table().rowCount(), 0);
    window_->show_table(table);
    QVERIFY(settle(session()));
  }
  QVERIFY(window_->view_as<LineView>("chain")->table().rowCount() > 10);
  QVERIFY(window_->view_as<LineView>("log")->table().rowCount() >= 3);
  QCOMPARE(window_->view_as<LineView>("expectations")->table().rowCount(), 1);
  QCOMPARE(window_->problem(), QString());
}

void DriveWindow::what_is_no_recording_is_refused() {
  const QString path = folder_.filePath("no.sqlite");
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("this is no recording");
  file.close();
  Session* before = window_->session();
  QVERIFY(!window_->open(path));
  QVERIFY(window_->problem().contains("not an Orrery recording"));
  QCOMPARE(window_->session(), before);
  QVERIFY(!window_->open(folder_.filePath("missing.toml")));
}

void DriveWindow::playing_moves_the_cursor() {
  const sim::Time before = session().cursor();
  QTest::keyClick(window_.get(), Qt::Key_7);
  QTest::keyClick(window_.get(), Qt::Key_Space);
  QVERIFY(session().is_playing());
  QTRY_VERIFY(session().cursor() > before);
  QTest::keyClick(window_.get(), Qt::Key_Space);
  QVERIFY(!session().is_playing());
}

void DriveWindow::steps_go_forward_and_back() {
  session().set_cursor(at("01:00:00"));
  QTest::keyClick(window_.get(), Qt::Key_Right);
  QVERIFY(settle(session()));
  const sim::Time first = session().cursor();
  QVERIFY(first > at("01:00:00"));
  QVERIFY(session().selection().row != 0);
  QTest::keyClick(window_.get(), Qt::Key_Right, Qt::ControlModifier);
  const RoundSpan* round = session().rounds().at(session().network(), session().cursor());
  QCOMPARE(sim::Time::from_unix_nanoseconds(round->begin), session().cursor());
  QTest::keyClick(window_.get(), Qt::Key_PageDown);
  QVERIFY(settle(session()));
  QVERIFY(session().cursor() > sim::Time::from_unix_nanoseconds(round->begin));
  QTest::keyClick(window_.get(), Qt::Key_Home);
  QCOMPARE(session().cursor(), session().world().start);
  QTest::keyClick(window_.get(), Qt::Key_End);
  QCOMPARE(session().cursor(), session().world().end);
}

void DriveWindow::scrubbing_on_the_timeline() {
  View* timeline = window_->view("timeline");
  const QPoint middle(timeline->width() / 2, 30);
  QTest::mouseClick(timeline, Qt::LeftButton, {}, middle);
  const double share = static_cast<double>((session().cursor() - session().world().start).count_nanoseconds()) /
                       static_cast<double>((session().world().end - session().world().start).count_nanoseconds());
  QVERIFY(std::abs(share - 0.5) < 0.01);
  QVERIFY(settle(session()));
}

void DriveWindow::the_wheel_zooms_the_timeline() {
  const sim::Duration before = session().range().length();
  QTest::keyClick(window_.get(), Qt::Key_W);
  QVERIFY(session().range().length() < before);
  QTest::keyClick(window_.get(), Qt::Key_S);
  QTest::keyClick(window_.get(), Qt::Key_S);
  QCOMPARE(session().range().length(), before);
}

void DriveWindow::filters_narrow_the_messages() {
  auto* messages = window_->view_as<MessagesView>("messages");
  const int all = messages->table().rowCount();
  QTest::keyClick(window_.get(), Qt::Key_Slash);
  FilterEdit* line = &messages->filter();
  QTest::keyClicks(line, "kind == report-req");
  QVERIFY(settle(session()));
  const int some = messages->table().rowCount();
  QVERIFY(some > 0 && some < all);
  session().narrow_filter({"sender", "eth-usd/node-0", false});
  QCOMPARE(line->text(), QString("kind == report-req && sender != eth-usd/node-0"));
  QVERIFY(settle(session()));
  const int fewer = messages->table().rowCount();
  QVERIFY(fewer < some);
  QTest::keyClicks(line, " && knd");
  QVERIFY(settle(session()));
  QCOMPARE(messages->table().rowCount(), fewer);
  QVERIFY2(line->problem().startsWith("column 51"), qPrintable(line->problem()));
  session().clear_filter();
  QVERIFY(settle(session()));
  QCOMPARE(messages->table().rowCount(), all);
  QCOMPARE(line->text(), QString());
  QCOMPARE(line->problem(), QString());
}

void DriveWindow::the_filter_line_offers_and_remembers() {
  auto* messages = window_->view_as<MessagesView>("messages");
  FilterEdit* line = &messages->filter();
  messages->focus_filter();
  QTest::keyClicks(line, "ki");
  QVERIFY(settle(session()));
  const auto& offered = line->completion().items;
  QVERIFY(!offered.empty());
  QCOMPARE(offered.front().text, std::string("kind"));
  line->take(0);
  QCOMPARE(line->text(), QString("kind "));
  QTest::keyClicks(line, "== repo");
  QVERIFY(settle(session()));
  std::vector<std::string> values;
  for (const auto& item : line->completion().items) values.push_back(item.text);
  QVERIFY(std::find(values.begin(), values.end(), "report") != values.end());
  QVERIFY(std::find(values.begin(), values.end(), "report-req") != values.end());
  line->take(static_cast<int>(std::find(values.begin(), values.end(), "report") - values.begin()));
  QCOMPARE(session().filter().applied(), std::string("kind == report "));
  line->remember();
  line->clear();
  QTest::keyClick(line, Qt::Key_Up);
  QCOMPARE(line->text(), QString("kind == report"));
  QTest::keyClick(line, Qt::Key_Down);
  QCOMPARE(line->text(), QString());
}

// What is offered is taken by who goes to it, or by Tab; a finished filter by nobody.
void DriveWindow::return_leaves_the_filter_as_it_is() {
  FilterEdit* line = &window_->view_as<MessagesView>("messages")->filter();
  const auto* offer = line->findChild<QCompleter*>()->popup();
  const auto write = [&](const char* text) {
    QTest::keyClick(window_.get(), Qt::Key_Escape);
    QTest::keyClick(window_.get(), Qt::Key_Slash);
    QVERIFY(line->hasFocus());
    QTest::keyClicks(line, text);
    QTRY_VERIFY(offer->isVisible());
  };
  // As a person's keys: to the popup, which has them while it is open.
  const auto type = [&](Qt::Key key) {
    QTest::keyClick(offer->isVisible() ? const_cast<QAbstractItemView*>(offer) : static_cast<QWidget*>(line), key);
  };
  for (const char* text : {"kind == repor", "kind == report"}) {
    write(text);
    type(Qt::Key_Return);
    QCOMPARE(line->text(), QString(text));
    QVERIFY(!offer->isVisible());
    QVERIFY(!line->hasFocus());
  }
  write("kind == repor");
  type(Qt::Key_Down);
  type(Qt::Key_Return);
  QCOMPARE(line->text(), QString("kind == report "));
  QVERIFY(line->hasFocus());
  QTRY_VERIFY(offer->isVisible());
  type(Qt::Key_Return);
  QCOMPARE(line->text(), QString("kind == report "));
  QVERIFY(!line->hasFocus());
  write("kin");
  type(Qt::Key_Tab);
  QCOMPARE(line->text(), QString("kind "));
  QVERIFY(line->hasFocus());
  QTRY_VERIFY(offer->isVisible());
  type(Qt::Key_Escape);
  QCOMPARE(line->text(), QString());
  QVERIFY(!offer->isVisible());
  QVERIFY(!line->hasFocus());
}

void DriveWindow::the_same_filter_holds_on_stage_and_in_tables() {
  auto* messages = window_->view_as<MessagesView>("messages");
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  const QString before = window_->view_as<StageView>("stage")->as_text();
  session().set_filter_text("kind == report");
  QVERIFY(settle(session()));
  // What the stage counts is what happened; only what it draws is filtered.
  QCOMPARE(window_->view_as<StageView>("stage")->as_text(), before);
  const QStringList lines = window_->view("sequence")->as_text().split('\n', Qt::SkipEmptyParts);
  for (const QString& text : lines) QVERIFY2(text.contains("  report  "), qPrintable(text));
  const int reports = messages->table().rowCount();
  window_->show_table("chain");
  QVERIFY(settle(session()));
  const int all = window_->view_as<LineView>("chain")->table().rowCount();
  session().set_filter_text("gas_used > 999999999");
  QVERIFY(settle(session()));
  QVERIFY(window_->view_as<LineView>("chain")->table().rowCount() < all);
  QVERIFY(messages->table().rowCount() > reports);
  session().clear_filter();
}

void DriveWindow::x_leaves_out_what_is_selected() {
  session().select_entity(session().world().find("eth-usd/node-3"));
  QTest::keyClick(window_.get(), Qt::Key_X);
  QCOMPARE(session().filter().applied(), std::string("node != eth-usd/node-3"));
  QTest::keyClick(window_.get(), Qt::Key_Escape);
  QVERIFY(session().filter().empty());
}

void DriveWindow::the_table_follows_the_stretch_of_the_timeline() {
  auto* messages = window_->view_as<MessagesView>("messages");
  const int all = messages->table().rowCount();
  session().set_range({at("01:00:00"), at("01:10:00")});
  QVERIFY(settle(session()));
  QVERIFY(messages->table().rowCount() > 0 && messages->table().rowCount() < all / 10);
}

void DriveWindow::a_click_on_the_stage_selects() {
  auto* stage = window_->view_as<StageView>("stage");
  sim::EntityId found;
  QPoint where;
  for (int y = 0; y < stage->height() && found.is_none(); y += 3) {
    for (int x = 0; x < stage->width() && found.is_none(); x += 3) {
      const sim::EntityId at_point = stage->entity_at(QPointF(x, y));
      if (session().world().name_of(at_point) == "eth-usd/node-2") found = at_point, where = QPoint(x, y);
    }
  }
  QVERIFY(!found.is_none());
  QTest::mouseClick(stage, Qt::LeftButton, {}, where);
  QCOMPARE(session().selection().entity, found);
  QVERIFY(window_->view("inspector")->as_text().contains("eth-usd/node-2"));
  stage->set_level(StageView::Level::kNode);
  QCOMPARE(stage->level(), StageView::Level::kNode);
  stage->grab();
  stage->set_level(StageView::Level::kNetwork);
  stage->grab();
}

void DriveWindow::a_cell_of_the_round_tells_why() {
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  auto* round = window_->view_as<RoundView>("round");
  QVERIFY(round->sheet() != nullptr);
  QCOMPARE(round->sheet()->faulty_now, 1);
  session().select({session().world().find("eth-usd/node-2"), round->sheet()->cell(2, 1).row});
  QVERIFY(settle(session()));
  auto* inspector = window_->view_as<InspectorView>("inspector");
  inspector->show_why();
  QVERIFY(inspector->as_text().contains("because"));
  QVERIFY(inspector->as_text().contains("fault crash"));
}

void DriveWindow::going_to_places() {
  QVERIFY(window_->go_to("00:50:00"));
  QCOMPARE(session().cursor(), at("00:50:00"));
  QVERIFY(window_->go_to("+30s"));
  QCOMPARE(session().cursor(), at("00:50:30"));
  QVERIFY(window_->go_to("eth-usd/node-1"));
  QCOMPARE(session().world().name_of(session().selection().entity), std::string("eth-usd/node-1"));
  QVERIFY(window_->go_to("round 3.2"));
  QVERIFY(window_->go_to("round 3"));
  QCOMPARE(session().cursor().unix_nanoseconds(), session().rounds().of(session().network())[2].begin);
  QVERIFY(window_->go_to("block 17"));
  QVERIFY(settle(session()));
  const sim::RecordingReader reader(session().path());
  const auto block = reader.row(session().selection().row);
  QVERIFY(block.has_value() && block->integer("number") == 17);
  QVERIFY(window_->go_to("block 1000000"));
  QVERIFY(settle(session()));
  QVERIFY(window_->problem().contains("there is no block 1000000"));
  QVERIFY(!window_->go_to("round 999.1"));
  QVERIFY(!window_->go_to("round 99999"));
  QVERIFY(!window_->go_to("yesterday"));
  QVERIFY(!window_->go_to("event 1000"));
  QVERIFY(window_->problem().contains("Ctrl+R"));
  QVERIFY(!window_->go_to("event 99999999"));
  QVERIFY(window_->problem().startsWith("there is no event 99999999: this run had "));
  QVERIFY(!window_->go_to("event nine"));
  QVERIFY(window_->problem().contains("the number of an event"));
  QVERIFY(!window_->problem().isEmpty());
}

void DriveWindow::presenting_and_leaving() {
  const auto before = QApplication::topLevelWidgets().size();
  window_->present("stage");
  QVERIFY(QApplication::topLevelWidgets().size() > before);
  window_->present({});
  QTRY_COMPARE(QApplication::topLevelWidgets().size(), before);
}

void DriveWindow::both_themes_and_all_sizes_paint() {
  session().set_cursor(at("01:00:00"));
  for (const Theme* theme : {&light_theme(), &dark_theme()}) {
    window_->set_theme(*theme);
    for (const QSize size : {QSize(1024, 700), QSize(1440, 900), QSize(2560, 1440)}) {
      window_->resize(size);
      QVERIFY(settle(session()));
      QVERIFY(!window_->grab().isNull());
    }
  }
}

void DriveWindow::pictures() {
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  for (const char* name : {"stage", "sequence", "round", "timeline"}) {
    const QString png = folder_.filePath(QStringLiteral("%1.png").arg(name)),
                  svg = folder_.filePath(QStringLiteral("%1.svg").arg(name));
    QVERIFY(window_->export_picture(*window_->view(name), png));
    QVERIFY(window_->export_picture(*window_->view(name), svg));
    QVERIFY(QImage(png).width() > 100);
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("<svg"));
  }
  QVERIFY(!window_->export_picture(*window_->view("stage"), folder_.filePath("no/such/folder.png")));
  RenderRequest request;
  request.recording = QString::fromStdString(hello_recording());
  request.view = "round";
  request.output = folder_.filePath("render.svg");
  request.round = "3.2";
  QCOMPARE(render(request), 0);
  request.view = "no-such-view";
  QCOMPARE(render(request), 2);
}

void DriveWindow::a_scenario_runs_beside_the_window() {
  QVERIFY(window_->open(QString::fromStdString(std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml")));
  const QString before = QString::fromStdString(hello_recording());
  QTRY_VERIFY_WITH_TIMEOUT(QString::fromStdString(session().path()) != before, 60'000);
  QTest::keyClick(window_.get(), Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(session().world().state == sim::RunState::kFinished, 60'000);
  QVERIFY(!session().world().digest.empty());
}

void DriveWindow::a_wrong_scenario_is_told_and_changes_nothing() {
  Session* before = window_->session();
  const std::string wrong = std::string(ORRERY_SOURCE_DIR) + "/tests/scenarios/bad_input/unknown_zone.toml";
  QVERIFY(window_->open(QString::fromStdString(wrong)));
  QTRY_VERIFY_WITH_TIMEOUT(window_->problem().contains("unknown_zone.toml:"), 60'000);
  QCOMPARE(window_->session(), before);
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::DriveWindow test;
  return QTest::qExec(&test, argc, argv);
}

#include "drive_window.moc"
