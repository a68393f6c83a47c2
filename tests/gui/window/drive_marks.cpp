// Proves that whatever is drawn leads to the recorded rows behind it: copies on their way and blocks on the stage, the
// values of charts, flags and bars of the timeline; that who is cut off is shown; and that panes can be lifted off the
// window, put back, and are found again where they were left.
#include <QChart>
#include <QFile>
#include <QHelpEvent>
#include <QSettings>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <algorithm>

#include "gui/charts/banded_chart.h"
#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/main_window.h"
#include "scenarios/world/runner.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/drawn_text.h"

namespace orrery::gui {

class DriveMarks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup() { window_.reset(); }
  void a_copy_on_its_way_leads_to_its_row();
  void a_block_leads_to_its_row();
  void the_headline_and_the_quorum_lead_to_their_rows();
  void charts_lead_to_answers_and_blocks();
  void flags_and_bars_lead_to_their_rows();
  void the_strip_names_its_colours();
  void who_is_cut_off_is_shown();
  void panes_float_and_come_back();
  void a_tab_can_be_dragged_off();
  void a_floating_pane_is_found_again();

 private:
  Session& session() { return *window_->session(); }
  StageView& stage() { return *window_->view_as<StageView>("stage"); }
  std::string table_of(std::uint64_t row);
  QString tip(QWidget& of, QPoint at);
  void open();
  QTabBar* tabs_with(const QString& title, int& index);

  QTemporaryDir folder_;
  std::string path_;
  std::unique_ptr<MainWindow> window_;
};

// The shipped scenario with all oracles down for longer than its heartbeat, and with partitions.
void DriveMarks::initTestCase() {
  QCoreApplication::setOrganizationName("orrery-test");
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
  QFile shipped(ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml");
  QVERIFY(shipped.open(QIODevice::ReadOnly));
  QByteArray text = shipped.readAll();
  text.replace("target = \"eth-usd/node-2\"", "target = \"eth-usd\"").replace("lasts = \"30min\"", "lasts = \"80min\"");
  text +=
      "\n[[fault]]\nkind = \"partition\"\ntarget = \"eth-usd/node-0 <-> eth-usd/node-1\"\n"
      "start = \"2025-01-01T02:30:00Z\"\nlasts = \"5min\"\n"
      "\n[[fault]]\nkind = \"partition\"\ntarget = \"cloud/west -> cloud/east\"\n"
      "start = \"2025-01-01T02:40:00Z\"\nlasts = \"5min\"\n";
  const QString scenario = folder_.filePath("broken.toml");
  QFile file(scenario);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
  file.close();
  path_ = folder_.filePath("broken.sqlite").toStdString();
  scenarios::RunRequest request;
  request.scenario_path = scenario.toStdString();
  request.recording_path = path_;
  request.assignments = {"signatures=modelled"};
  scenarios::Files files;
  const std::atomic<bool> stop{false};
  scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
}

void DriveMarks::init() {
  window_ = std::make_unique<MainWindow>(dark_theme());
  window_->set_remembers(false);
  open();
}

void DriveMarks::open() {
  window_->resize(1440, 900);
  window_->show();
  QVERIFY(window_->open(QString::fromStdString(path_)));
  QVERIFY(settle(session()));
}

std::string DriveMarks::table_of(std::uint64_t row) {
  const sim::RecordingReader reader(path_);
  const auto found = reader.row(row);
  return found.has_value() ? found->table->name : "";
}

QString DriveMarks::tip(QWidget& of, QPoint at) {
  QToolTip::hideText();
  QHelpEvent event(QEvent::ToolTip, at, of.mapToGlobal(at));
  QCoreApplication::sendEvent(&of, &event);
  return QToolTip::text();
}

void DriveMarks::a_copy_on_its_way_leads_to_its_row() {
  stage().set_level(StageView::Level::kNetwork);
  const RoundSpan& round = session().rounds().of(session().network())[5];
  session().set_cursor(sim::Time::from_unix_nanoseconds(round.begin));
  QVERIFY(settle(session()));
  int found = 0;
  for (int step = 1; step < 400 && found < 3; ++step) {
    session().set_cursor(sim::Time::from_unix_nanoseconds(round.begin) + sim::Duration::microseconds(step * 500));
    for (const FlightPlace& flight : stage().flights_on_stage()) {
      const auto hit = stage().hit_at(flight.at.toPoint());
      if (!hit.has_value() || hit->terms.empty()) continue;
      session().select({});
      QTest::mouseClick(&stage(), Qt::LeftButton, {}, flight.at.toPoint());
      const std::string table = table_of(session().selection().row);
      QVERIFY2(table == "message" || table == "delivery", table.c_str());
      const QString text = tip(stage(), flight.at.toPoint());
      QVERIFY2(text.contains(" from eth-usd/node-") && text.contains("sent "), qPrintable(text));
      ++found;
      break;
    }
  }
  QCOMPARE(found, 3);
}

void DriveMarks::a_block_leads_to_its_row() {
  session().set_cursor(at("00:30:00"));
  QVERIFY(settle(session()));
  stage().grab();
  const int y = stage().height() - 14;
  int blocks = 0;
  for (int x = stage().width() - 20; x > 0; x -= 10) {
    const auto hit = stage().hit_at(QPointF(x, y));
    QVERIFY(hit.has_value());
    QTest::mouseClick(&stage(), Qt::LeftButton, {}, {x, y});
    QCOMPARE(session().selection().row, hit->selection.row);
    QCOMPARE(table_of(session().selection().row), std::string("block"));
    blocks += tip(stage(), {x, y}).startsWith("Block ") ? 1 : 0;
  }
  QVERIFY(blocks > 5);
}

void DriveMarks::the_headline_and_the_quorum_lead_to_their_rows() {
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  QTest::mouseClick(&stage(), Qt::LeftButton, {}, {20, 8});
  QCOMPARE(table_of(session().selection().row), std::string("fault"));
  session().set_cursor(at("00:30:00"));
  stage().set_level(StageView::Level::kNetwork);
  QVERIFY(settle(session()));
  const std::uint64_t round = session().rounds().at(session().network(), session().cursor())->row;
  session().select({});
  QTest::mouseClick(&stage(), Qt::LeftButton, {}, {20, stage().fontMetrics().height() + 14});
  QCOMPARE(session().selection().row, round);
}

void DriveMarks::charts_lead_to_answers_and_blocks() {
  window_->show_table("charts");
  QVERIFY(settle(session()));
  std::map<std::string, int> tables;
  for (auto* chart : window_->view("charts")->findChildren<BandedChart*>()) {
    const QPoint middle = chart->chart()->plotArea().center().toPoint();
    session().select({});
    session().set_cursor(session().world().start);
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, middle);
    QVERIFY(session().cursor() > at("01:00:00") && session().cursor() < at("02:00:00"));
    QVERIFY2(session().selection().row != 0, qPrintable(chart->accessibleName()));
    ++tables[table_of(session().selection().row)];
    const auto behind = chart->behind(middle);
    QVERIFY(behind.has_value() && behind->time <= session().cursor());
    QVERIFY(tip(*chart->viewport(), middle).contains("a click selects it"));
  }
  QCOMPARE(tables["block"], 1);
  QCOMPARE(tables["log"], 3);
}

void DriveMarks::flags_and_bars_lead_to_their_rows() {
  auto* timeline = window_->view_as<TimelineView>("timeline");
  timeline->grab();
  QVERIFY(!timeline->flags().empty());
  for (const FlagGroup& group : timeline->flags()) {
    for (std::size_t i = 0; i < group.flags.size(); ++i) {
      QTest::mouseClick(timeline, Qt::LeftButton, {}, QPointF(group.left + 4, 5).toPoint());
      QCOMPARE(session().selection().row, group.flags[i].row);
      QCOMPARE(session().cursor(), group.flags[i].time);
      const std::string table = table_of(group.flags[i].row);
      QVERIFY2(table == "deadline" || table == "violation", table.c_str());
    }
    const QString text = tip(*timeline, QPointF(group.left + 4, 5).toPoint());
    QVERIFY2(text.contains("missed") || text.contains("violated"), qPrintable(text));
  }
  const QRectF bar = timeline->bar_box(timeline->bars()[0]);
  QTest::mouseClick(timeline, Qt::LeftButton, {}, bar.center().toPoint());
  QCOMPARE(session().selection().row, timeline->bars()[0].fault.row);
}

void DriveMarks::the_strip_names_its_colours() {
  auto* timeline = window_->view_as<TimelineView>("timeline");
  const std::vector<DrawnText> texts = texts_of(*timeline);
  for (const char* name : {"lost", "chain", "messages", "states", "other"})
    QVERIFY2(std::any_of(texts.begin(), texts.end(), [&](const DrawnText& text) { return text.text == name; }), name);
  for (const FlagGroup& group : timeline->flags())
    QVERIFY(!timeline->key_box().intersects(QRectF(group.left, 0, group.width, 10)));
}

void DriveMarks::who_is_cut_off_is_shown() {
  session().set_cursor(at("02:29:00"));
  QVERIFY(settle(session()));
  const QImage whole = stage().grab().toImage();
  QVERIFY(stage().cuts().empty());
  for (const auto& [clock, level] :
       {std::pair("02:32:00", StageView::Level::kNetwork), std::pair("02:32:00", StageView::Level::kWorld),
        std::pair("02:42:00", StageView::Level::kWorld)}) {
    stage().set_level(level);
    session().set_cursor(at(clock));
    QVERIFY(settle(session()));
    const QImage cut = stage().grab().toImage();
    QCOMPARE(stage().cuts().size(), std::size_t{1});
    // The dashes, beside the headline.
    int red = 0;
    for (int y = 60; y < cut.height() - 60; ++y)
      for (int x = 0; x < cut.width(); ++x) red += cut.pixelColor(x, y) == dark_theme().bad ? 1 : 0;
    QVERIFY2(red > 60, qPrintable(QString::number(red)));
    const std::vector<DrawnText> texts = texts_of(stage());
    QVERIFY(std::any_of(texts.begin(), texts.end(), [](const DrawnText& text) { return text.text == "cut off"; }));
  }
}

void DriveMarks::panes_float_and_come_back() {
  for (const char* name : {"charts", "inspector", "timeline", "scenario"}) {
    QDockWidget* pane = window_->pane(name);
    const QRect before = pane->geometry();
    QVERIFY(pane->titleBarWidget() != nullptr);
    window_->float_pane(name, true);
    QVERIFY(pane->isFloating() && pane->isWindow() && pane->isVisible());
    QVERIFY2(pane->titleBarWidget() == nullptr, name);  // a real one, to be moved and closed by
    window_->float_pane(name, false);
    QCoreApplication::processEvents();
    QVERIFY(!pane->isFloating() && pane->titleBarWidget() != nullptr);
    QVERIFY(pane->window() == window_.get());
    const QString place = QStringLiteral("%1: %2 before %3").arg(name).arg(pane->y()).arg(before.top());
    // One behind others of its tabs stands beyond the window's edge.
    QVERIFY2(before.top() < 0 || std::abs(pane->y() - before.top()) < 60, qPrintable(place));
  }
  window_->float_pane("charts", true);
  window_->reset_layout();
  QVERIFY(!window_->pane("charts")->isFloating());
  QVERIFY(window_->tabifiedDockWidgets(window_->pane("messages")).contains(window_->pane("charts")));
}

QTabBar* DriveMarks::tabs_with(const QString& title, int& index) {
  for (QTabBar* bar : window_->findChildren<QTabBar*>()) {
    for (index = 0; index < bar->count(); ++index)
      if (bar->tabText(index) == title && bar->isVisible()) return bar;
  }
  return nullptr;
}

void DriveMarks::a_tab_can_be_dragged_off() {
  int index = 0;
  QTabBar* bar = tabs_with("Charts", index);
  QVERIFY(bar != nullptr);
  const QPoint from = bar->tabRect(index).center();
  QTest::mousePress(bar, Qt::LeftButton, {}, from);
  for (const QPoint by : {QPoint(0, -20), QPoint(-10, -80), QPoint(-20, -300), QPoint(-20, -310)})
    QTest::mouseMove(bar, from + by);
  QVERIFY(window_->pane("charts")->isFloating());
  QTest::mouseRelease(bar, Qt::LeftButton, {}, from + QPoint(-20, -310));
}

void DriveMarks::a_floating_pane_is_found_again() {
  window_ = std::make_unique<MainWindow>(dark_theme());
  open();
  window_->float_pane("inspector", true);
  window_.reset();
  window_ = std::make_unique<MainWindow>(dark_theme());
  open();
  QVERIFY(window_->pane("inspector")->isFloating());
  QVERIFY(window_->pane("inspector")->titleBarWidget() == nullptr);
  window_->reset_layout();
  QVERIFY(!window_->pane("inspector")->isFloating());
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QFont font = QApplication::font();
  font.setPointSizeF(9);
  QApplication::setFont(font);
  orrery::gui::DriveMarks test;
  return QTest::qExec(&test, argc, argv);
}

#include "drive_marks.moc"
