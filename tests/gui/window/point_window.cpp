// Proves that what the panes mark, select and tell is the same thing: rows at the cursor are marked and not selected,
// tables follow the cursor, faults are named with their targets, and everything drawn can be asked what it is.
#include <QAbstractProxyModel>
#include <QHelpEvent>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolTip>
#include <QTreeWidget>
#include <algorithm>

#include "gui/charts/banded_chart.h"
#include "gui/inspector/inspector_view.h"
#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/line_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/main_window.h"
#include "gui/window/world_tree.h"
#include "scenarios/world/runner.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/drawn_text.h"

namespace orrery::gui {

class PointWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup() { window_.reset(); }
  void the_row_at_the_cursor_is_not_selected();
  void a_row_that_is_clicked_tells_why();
  void the_chain_follows_the_cursor();
  void a_table_with_the_focus_stands_at_the_cursor();
  void the_tree_names_what_faults_strike();
  void a_chain_tells_its_state();
  void a_node_tells_its_messages();
  void the_chain_is_sorted_by_amounts();
  void one_crashed_machine_leaves_its_zone_quiet();
  void machines_have_names();
  void inside_a_node_without_a_selection();
  void blocks_and_the_density_tell_what_they_are();
  void charts_without_answers_say_so();
  void branches_leave_the_density_its_room();
  void three_faults_at_once_keep_their_bars_beside_a_branch();

 private:
  Session& session() { return *window_->session(); }
  QString tip(QWidget& of, QPoint at);
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void PointWindow::initTestCase() {
  QCoreApplication::setOrganizationName("orrery-test");
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
}

void PointWindow::init() {
  window_ = std::make_unique<MainWindow>(dark_theme());
  window_->set_remembers(false);
  window_->resize(1440, 900);
  window_->show();
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
}

QString PointWindow::tip(QWidget& of, QPoint at) {
  QToolTip::hideText();
  QHelpEvent event(QEvent::ToolTip, at, of.mapToGlobal(at));
  QCoreApplication::sendEvent(&of, &event);
  return QToolTip::text();
}

void PointWindow::the_row_at_the_cursor_is_not_selected() {
  auto* messages = window_->view_as<MessagesView>("messages");
  auto* table = messages->findChild<QTableView*>();
  window_->show_table("messages");
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  QTRY_VERIFY(messages->table().marked() > 0);
  QVERIFY(table->selectionModel()->selectedRows().isEmpty());
  const std::string before = session().filter().applied();
  messages->filter_out_selected();
  QCOMPARE(session().filter().applied(), before);
}

void PointWindow::a_row_that_is_clicked_tells_why() {
  auto* messages = window_->view_as<MessagesView>("messages");
  auto* table = messages->findChild<QTableView*>();
  window_->show_table("messages");
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  QTRY_VERIFY(messages->table().marked() > 0);
  const QModelIndex row = table->model()->index(messages->table().marked(), 0);
  QTRY_VERIFY(messages->table().line(row.row()) != nullptr);
  QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(row).center());
  QVERIFY(settle(session()));
  QCOMPARE(session().selection().row, messages->table().row_id(row.row()));
  auto* inspector = window_->view_as<InspectorView>("inspector");
  inspector->show_why();
  QVERIFY(!inspector->as_text().contains("Select a row"));
  session().select({});
  QVERIFY(settle(session()));
  QVERIFY(table->selectionModel()->selectedRows().isEmpty());
}

void PointWindow::the_chain_follows_the_cursor() {
  window_->show_table("chain");
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  const LineTable& table = window_->view_as<LineView>("chain")->table();
  QTRY_VERIFY(table.marked() > 0);
  const auto marked = static_cast<std::size_t>(table.marked());
  QVERIFY(table.lines()[marked].time <= session().cursor().unix_nanoseconds());
  if (marked + 1 < table.lines().size())
    QVERIFY(table.lines()[marked + 1].time > session().cursor().unix_nanoseconds());
}

// A tab that is opened gives the focus to its table before the lines are there.
void PointWindow::a_table_with_the_focus_stands_at_the_cursor() {
  session().set_cursor(at("02:30:00"));
  window_->show_table("chain");
  auto* chain = window_->view_as<LineView>("chain");
  auto* table = chain->findChild<QTableView*>();
  window_->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  table->setFocus();
  QVERIFY(table->hasFocus());
  QVERIFY(settle(session()));
  QTRY_VERIFY(chain->table().marked() > 0);
  const auto* sorted = qobject_cast<QAbstractProxyModel*>(table->model());
  const auto marked = [&] { return sorted->mapFromSource(chain->table().index(chain->table().marked(), 0)); };
  QTRY_VERIFY(table->viewport()->rect().intersects(table->visualRect(marked())));
}

void PointWindow::the_tree_names_what_faults_strike() {
  auto* tree = window_->findChild<WorldTree*>();
  QVERIFY(!tree->findItems("00:50:00  crash on eth-usd/node-2", Qt::MatchExactly | Qt::MatchRecursive).isEmpty());
}

void PointWindow::a_chain_tells_its_state() {
  session().set_cursor(at("01:00:00"));
  session().select_entity(session().world().chains[0]);
  QVERIFY(settle(session()));
  const QString text = window_->view("inspector")->as_text();
  for (const char* fact : {"newest block", "base fee", "finalized", "behind the newest", "written to by"})
    QVERIFY2(text.contains(fact), qPrintable(text));
}

// Each leads to its row; none is newer than the cursor.
void PointWindow::a_node_tells_its_messages() {
  session().set_cursor(at("01:00:05"));
  session().select_entity(session().world().find("eth-usd/node-0"));
  QVERIFY(settle(session()));
  const auto pages = window_->view("inspector")->findChildren<QTextBrowser*>();
  const auto is_state = [](const QTextBrowser* one) { return one->accessibleName() == "Inspector: State"; };
  const auto found = std::find_if(pages.begin(), pages.end(), is_state);
  QVERIFY(found != pages.end());
  const QTextBrowser* page = *found;
  const QString text = page->toPlainText();
  QVERIFY2(text.contains("Messages") && text.contains("→ ") && text.contains("← "), qPrintable(text));
  const QString html = page->toHtml();
  QVERIFY(html.count("href=\"row:") >= 20);
  session().set_cursor(session().world().start);
  QVERIFY(settle(session()));
  QVERIFY2(page->toPlainText().contains("none until now"), qPrintable(page->toPlainText()));
}

// What is written with spaces and without a date is sorted by what it means.
void PointWindow::the_chain_is_sorted_by_amounts() {
  window_->show_table("chain");
  QVERIFY(settle(session()));
  auto* table = window_->view_as<LineView>("chain")->findChild<QTableView*>();
  constexpr int kGas = 5;
  table->sortByColumn(kGas, Qt::DescendingOrder);
  std::vector<qlonglong> gas;
  for (int i = 0; i < table->model()->rowCount(); ++i) {
    const QString cell = table->model()->index(i, kGas).data().toString().remove(QChar(0x2009));
    if (!cell.isEmpty()) gas.push_back(cell.toLongLong());
  }
  QVERIFY(gas.size() > 3 && gas.front() > gas.back());
  QVERIFY(std::is_sorted(gas.rbegin(), gas.rend()));
}

void PointWindow::one_crashed_machine_leaves_its_zone_quiet() {
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  auto* stage = window_->view_as<StageView>("stage");
  stage->set_level(StageView::Level::kWorld);
  bool named = false, counted = false;
  for (const DrawnText& text : texts_of(*stage)) {
    named |= text.text == "cloud/west" && text.colour == dark_theme().text;
    counted |= text.text.endsWith(" down") && text.colour == dark_theme().quiet;
  }
  QVERIFY(named);
  QVERIFY(counted);
}

void PointWindow::machines_have_names() {
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  auto* stage = window_->view_as<StageView>("stage");
  for (const auto level : {StageView::Level::kWorld, StageView::Level::kNetwork}) {
    stage->set_level(level);
    for (const char* name : {"node-0", "node-1", "node-2", "node-3"}) {
      const std::vector<DrawnText> texts = texts_of(*stage);
      QVERIFY2(std::any_of(texts.begin(), texts.end(), [&](const DrawnText& text) { return text.text == name; }), name);
    }
  }
  stage->set_level(StageView::Level::kWorld);
  const std::vector<DrawnText> texts = texts_of(*stage);
  QVERIFY(std::any_of(texts.begin(), texts.end(), [](const DrawnText& text) {
    return text.text.startsWith("node-") && text.text.contains(" leads eth-usd, epoch ");
  }));
}

void PointWindow::inside_a_node_without_a_selection() {
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  auto* stage = window_->view_as<StageView>("stage");
  stage->set_level(StageView::Level::kNode);
  QCOMPARE(stage->level(), StageView::Level::kNode);
  const sim::EntityId leader = session().rounds().at(session().network(), session().cursor())->leader;
  QCOMPARE(session().selection().entity, leader);
}

void PointWindow::blocks_and_the_density_tell_what_they_are() {
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  auto* stage = window_->view_as<StageView>("stage");
  stage->grab();
  QString block;
  for (int x = stage->width() - 10; x > 0 && !block.startsWith("Block "); x -= 8)
    block = tip(*stage, {x, stage->height() - 14});
  QVERIFY2(block.contains("% of its gas limit") && block.contains("frame"), qPrintable(block));
  auto* timeline = window_->view_as<TimelineView>("timeline");
  QVERIFY(timeline->density_tip({timeline->width() / 2.0, 30}).contains("copies lost"));
  QVERIFY(tip(*timeline, {timeline->width() / 2, 30}).contains("copies lost"));
}

void PointWindow::charts_without_answers_say_so() {
  window_->show_table("charts");
  session().set_range({session().world().start, session().world().start + sim::Duration::seconds(20)});
  QVERIFY(settle(session()));
  int silent = 0;
  for (const auto* chart : window_->view("charts")->findChildren<BandedChart*>()) {
    if (chart->reason().contains("No answer of this feed")) {
      ++silent;
      QVERIFY(chart->values().ticks.empty());
    }
  }
  QCOMPARE(silent, 2);  // off the market, age of the answer
}

void PointWindow::branches_leave_the_density_its_room() {
  auto* timeline = window_->view_as<TimelineView>("timeline");
  window_->resize(1024, 700);
  session().set_branches({{"branch 1", at("00:20:00"), at("01:00:00"), false, 0}});
  QCoreApplication::processEvents();
  QVERIFY(timeline->height() >= timeline->minimumSizeHint().height());
  const QRectF branch = timeline->branch_box(0), fault = timeline->bar_box(timeline->bars()[0]);
  QVERIFY2(fault.top() - branch.bottom() >= 22, qPrintable(QString::number(fault.top() - branch.bottom())));
}

void PointWindow::three_faults_at_once_keep_their_bars_beside_a_branch() {
  scenarios::RunRequest request;
  request.scenario_path = ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml";
  request.recording_path = folder_.filePath("three.sqlite").toStdString();
  request.assignments = {"signatures=modelled", "duration=80min"};
  std::string faults;
  for (const std::string number : {"1", "2", "3"})
    faults += (faults.empty() ? "" : ", ") + std::string("{ kind = \"crash\", target = \"eth-usd/node-") + number +
              "\", start = \"2025-01-01T00:0" + number + ":00Z\", lasts = \"30min\" }";
  request.assignments.push_back("fault=[" + faults + "]");
  scenarios::Files files;
  const std::atomic<bool> stop{false};
  scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
  QVERIFY(window_->open(QString::fromStdString(request.recording_path)));
  QVERIFY(settle(session()));
  session().set_branches({{"branch 1", at("00:20:00"), at("01:00:00"), false, 0}});
  QCoreApplication::processEvents();
  auto* timeline = window_->view_as<TimelineView>("timeline");
  QCOMPARE(timeline->bars().size(), std::size_t{3});
  for (const TimelineBar& bar : timeline->bars()) {
    const QRectF box = timeline->bar_box(bar);
    QVERIFY(box.bottom() < timeline->height() - timeline->fontMetrics().height());
    QVERIFY(box.top() - timeline->branch_box(0).bottom() >= 22);
  }
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  orrery::gui::PointWindow test;
  return QTest::qExec(&test, argc, argv);
}

#include "point_window.moc"
