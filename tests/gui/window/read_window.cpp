// Proves that what the window says can be read: in both themes and at several sizes no label lies on another or is cut
// off, and every text has a contrast of 4.5:1 on what is painted behind it, also in forms whose fields cannot be used
// now. Looks at the dense hour before and after the outage of 20 October 2025.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/charts/banded_chart.h"
#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/messages_view.h"
#include "gui/window/main_window.h"
#include "gui/window/wording.h"
#include "scenarios/world/runner.h"
#include "tests/gui/crowd_recording.h"
#include "tests/gui/window/drawn_text.h"

namespace orrery::gui {

constexpr double kType = 9;  // points

class ReadWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();
  void labels_lie_beside_each_other_and_are_whole_data();
  void labels_lie_beside_each_other_and_are_whole();
  void a_long_headline_is_read_whole_data() { labels_lie_beside_each_other_and_are_whole_data(); }
  void a_long_headline_is_read_whole();
  void a_change_of_leader_is_told();
  void a_crowd_is_drawn_in_numbers();
  void charts_name_their_values_in_narrow_panes();
  void every_text_of_the_window_has_contrast();
  void what_cannot_be_used_can_be_read();
  void all_keys_fit_on_the_screen();
  void boxes_can_be_seen_ticked_or_not();

 private:
  Session& session() { return *window_->session(); }
  static void set_type(double points);
  void at_moment(const char* clock);
  static void check_labels(QWidget& widget, const QString& where);
  static void check_contrast(QWidget& widget, const QString& where);

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void ReadWindow::initTestCase() {
  QCoreApplication::setOrganizationName("orrery-test");
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
  set_type(kType);
  scenarios::RunRequest request;
  request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/aws-us-east-1-2025.toml";
  request.recording_path = folder_.filePath("hour.sqlite").toStdString();
  request.assignments = {"signatures=modelled"};
  request.until = "52min";
  scenarios::Files files;
  const std::atomic<bool> stop{false};
  scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
}

void ReadWindow::init() {
  window_ = std::make_unique<MainWindow>(dark_theme());
  window_->set_remembers(false);
  window_->resize(1440, 900);
  window_->show();
  QVERIFY(window_->open(folder_.filePath("hour.sqlite")));
  QVERIFY(settle(session()));
}

void ReadWindow::cleanup() {
  window_.reset();
  set_type(kType);
}

void ReadWindow::set_type(double points) {
  QFont font = QApplication::font();
  font.setPointSizeF(points);
  QApplication::setFont(font);
}

void ReadWindow::at_moment(const char* clock) {
  session().set_cursor(sim::parse_time(std::string("2025-10-20T") + clock + "Z"));
  QVERIFY(settle(session()));
}

void ReadWindow::check_labels(QWidget& widget, const QString& where) {
  const std::vector<DrawnText> texts = texts_of(widget);
  QVERIFY2(!texts.empty(), qPrintable(where));
  const QRectF whole = QRectF(widget.rect()).adjusted(-1, -1, 1, 1);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    QVERIFY2(whole.contains(texts[i].ink), qPrintable(where + ": \"" + texts[i].text + "\" is cut off"));
    for (std::size_t j = i + 1; j < texts.size(); ++j) {
      // A pixel of smoothing may be shared.
      const bool apart = !texts[i].ink.adjusted(1, 1, -1, -1).intersects(texts[j].ink.adjusted(1, 1, -1, -1));
      QVERIFY2(apart, qPrintable(where + ": \"" + texts[i].text + "\" lies on \"" + texts[j].text + "\""));
    }
  }
}

void ReadWindow::check_contrast(QWidget& widget, const QString& where) {
  const QImage picture = widget.grab().toImage();
  for (const DrawnText& text : texts_of(widget)) {
    if (!QRectF(picture.rect()).contains(text.ink)) continue;  // rolled out of sight
    const QColor ground = ground_of(text, picture);
    const double reached = contrast(over(text.colour, ground), ground);
    QVERIFY2(reached >= 4.5, qPrintable(QStringLiteral("%1: \"%2\" is %3 on %4, %5:1, at %6, %7")
                                            .arg(where, text.text, text.colour.name(), ground.name())
                                            .arg(reached, 0, 'f', 2)
                                            .arg(text.ink.x())
                                            .arg(text.ink.y())));
  }
}

void ReadWindow::labels_lie_beside_each_other_and_are_whole_data() {
  QTest::addColumn<double>("points");
  for (const double points : {kType, 11.0, 14.0}) QTest::addRow("%g pt", points) << points;
}

void ReadWindow::labels_lie_beside_each_other_and_are_whole() {
  QFETCH(double, points);
  window_.reset();
  set_type(points);
  init();
  auto* stage = window_->view_as<StageView>("stage");
  for (const QSize size : {QSize(1440, 900), QSize(1100, 760), QSize(1920, 1080)}) {
    window_->resize(size);
    for (const char* clock : {"06:30:00", "06:48:01.6", "06:50:00"}) {
      at_moment(clock);
      for (const auto& [name, level] :
           {std::pair("world", StageView::Level::kWorld), std::pair("ring", StageView::Level::kNetwork),
            std::pair("node", StageView::Level::kNode)}) {
        stage->set_level(level);
        QVERIFY(settle(session()));
        check_labels(*stage, QStringLiteral("%1, %2 at %3").arg(name, clock).arg(size.width()));
      }
      for (const char* view : {"sequence", "round", "timeline"})
        check_labels(*window_->view(view), QStringLiteral("%1, %2 at %3").arg(view, clock).arg(size.width()));
    }
  }
}

// What is wrong, in the type of the pane: it is broken, not made small, and the line below it leads to the round.
void ReadWindow::a_long_headline_is_read_whole() {
  QFETCH(double, points);
  StageView stage(session(), nullptr);
  QFont type = stage.font();
  type.setPointSizeF(points * 1.6);
  stage.setFont(type);
  stage.resize(1440, 900);
  stage.show();
  at_moment("06:48:31");
  const StageMoment moment =
      StageMoment::of(session().world(), session().states(), session().rounds(), {}, session().cursor());
  const QString trouble = to_qt(trouble_text(session().world(), moment));
  QVERIFY(trouble.endsWith("committee-5-of-9"));
  QStringList red;
  QFont bold = type;
  bold.setBold(true);
  const double height = QFontMetricsF(bold).tightBoundingRect(trouble).height();
  double bottom = 0;
  for (const DrawnText& text : texts_of(stage)) {
    if (text.colour != session().theme().bad || !trouble.contains(text.text) || text.ink.top() > 4 * height) continue;
    red << text.text;
    bottom = std::max(bottom, text.ink.bottom());
    QVERIFY2(text.ink.height() > height * 0.65, qPrintable(text.text));
  }
  QCOMPARE(red.join(' '), trouble);
  QTest::mouseClick(&stage, Qt::LeftButton, {}, {20, static_cast<int>(bottom) - 4});
  QCOMPARE(session().selection().row, moment.faults.front()->row);
  QTest::mouseClick(&stage, Qt::LeftButton, {}, {20, static_cast<int>(bottom + stage.fontMetrics().height())});
  QCOMPARE(session().selection().row, session().rounds().at(session().network(), session().cursor())->row);
}

void ReadWindow::a_change_of_leader_is_told() {
  auto* stage = window_->view_as<StageView>("stage");
  at_moment("06:50:01.657");
  QVERIFY2(stage->as_text().contains("node-26 in azure/westeurope has just taken over from node-21"),
           qPrintable(stage->as_text()));
  at_moment("06:50:06");
  QVERIFY2(stage->as_text().contains("node-26 in azure/westeurope leads"), qPrintable(stage->as_text()));
}

// What the numbers on the stage say adds up to what is recorded, no number covers another or a label, and pointing at
// one leads to its rows. With ORRERY_PICTURES=FOLDER the crowd is kept there.
void ReadWindow::a_crowd_is_drawn_in_numbers() {
  const QString path = folder_.filePath("crowd.sqlite");
  write_crowd_recording(path.toStdString());
  QVERIFY(window_->open(path));
  auto* stage = window_->view_as<StageView>("stage");
  session().set_cursor(session().world().start + kCrowdedAfter);
  for (const Theme* theme : {&light_theme(), &dark_theme()}) {
    window_->set_theme(*theme);
    for (const auto& [name, level] :
         {std::pair("world", StageView::Level::kWorld), std::pair("ring", StageView::Level::kNetwork)}) {
      stage->set_level(level);
      QVERIFY(settle(session()));
      check_labels(*stage, QStringLiteral("crowd, %1").arg(name));
      check_contrast(*stage, QStringLiteral("crowd, %1").arg(name));
      std::size_t copies = 0, lost = 0;
      for (const BundleGlyph& glyph : stage->bundles()) copies += glyph.bundle.count(), lost += glyph.bundle.lost;
      QCOMPARE(copies, kCrowdCopies);
      QCOMPARE(lost, kCrowdCopies / 20);
      if (const QString folder = qEnvironmentVariable("ORRERY_PICTURES"); !folder.isEmpty())
        window_->grab().save(QStringLiteral("%1/crowd-%2%3.png").arg(folder, name, theme->is_dark ? "" : "-light"));
    }
  }
  stage->grab();
  const BundleGlyph glyph = stage->bundles().front();
  QTest::mouseClick(stage, Qt::LeftButton, {}, glyph.at.toPoint());
  const sim::RecordingReader reader(session().path());
  const auto row = reader.row(session().selection().row);
  QVERIFY(row.has_value() && row->table->name == "message");
  QTest::mouseDClick(stage, Qt::LeftButton, {}, glyph.at.toPoint());
  QVERIFY(settle(session()));
  auto* messages = window_->view_as<MessagesView>("messages");
  QVERIFY(session().filter().applied().starts_with("id "));
  QVERIFY(messages->table().counted() > 0 && messages->table().counted() < 80);
}

void ReadWindow::charts_name_their_values_in_narrow_panes() {
  window_->show_table("charts");
  QVERIFY(settle(session()));
  for (const QSize size : {QSize(1440, 900), QSize(1100, 760)}) {
    window_->resize(size);
    QVERIFY(settle(session()));
    for (auto* chart : window_->view("charts")->findChildren<BandedChart*>()) {
      const QString where = QStringLiteral("%1 at %2").arg(chart->accessibleName()).arg(size.width());
      check_labels(*chart->viewport(), where);
      std::vector<QString> texts;
      for (const DrawnText& text : texts_of(*chart->viewport())) texts.push_back(text.text);
      for (std::size_t i = 0; i < chart->values().ticks.size(); ++i)
        QVERIFY2(std::find(texts.begin(), texts.end(), chart->values().label(i)) != texts.end(), qPrintable(where));
    }
  }
}

void ReadWindow::every_text_of_the_window_has_contrast() {
  at_moment("06:48:01.6");
  session().select_entity(session().world().find("eth-usd/node-0"));
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    window_->set_theme(*theme);
    for (const ViewEntry& entry : view_entries()) {
      if (entry.area == Area::kTables) window_->show_table(entry.name);
      QVERIFY(settle(session()));
      check_contrast(*window_, QStringLiteral("%1, %2").arg(theme->is_dark ? "dark" : "light", entry.name));
    }
  }
}

void ReadWindow::what_cannot_be_used_can_be_read() {
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    window_->set_theme(*theme);
    QWidget form(window_.get(), Qt::Window);
    auto* layout = new QVBoxLayout(&form);
    auto* button = new QPushButton("Branch");
    auto* tool = new QToolButton;
    tool->setText("+ round");
    auto* line = new QLineEdit("10min");
    auto* empty = new QLineEdit;
    empty->setPlaceholderText("until 01:00");
    auto* choice = new QComboBox;
    choice->addItem("crash");
    auto* box = new QCheckBox("run it to its end");
    auto* label = new QLabel("from");
    for (QWidget* widget : std::initializer_list<QWidget*>{button, tool, line, empty, choice, box, label}) {
      layout->addWidget(widget);
      widget->setEnabled(false);
    }
    form.show();
    QVERIFY(QTest::qWaitForWindowExposed(&form));
    QVERIFY(texts_of(form).size() >= 7);
    check_contrast(form, theme->is_dark ? "dark form" : "light form");
  }
}

void ReadWindow::all_keys_fit_on_the_screen() {
  QSize size;
  QString text;
  QTimer looking;
  connect(&looking, &QTimer::timeout, this, [&] {
    QWidget* keys = QApplication::activeModalWidget();
    if (keys == nullptr) return;
    size = keys->sizeHint().expandedTo(keys->size());
    text = keys->findChild<QLabel*>()->text();
    if (qEnvironmentVariableIsSet("ORRERY_PICTURES"))
      keys->grab().save(qEnvironmentVariable("ORRERY_PICTURES") + "/keys.png");
    keys->close();
  });
  looking.start(20);
  QTest::keyClick(window_.get(), Qt::Key_Question);
  QVERIFY(text.contains("Bookmark the cursor") && text.contains("Next on this line of the sequence"));
  QVERIFY2(size.height() < 900 && size.width() < 1440,
           qPrintable(QStringLiteral("%1 x %2").arg(size.width()).arg(size.height())));
}

// Marks need 3:1 (WCAG 2.1, 1.4.11).
void ReadWindow::boxes_can_be_seen_ticked_or_not() {
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    window_->set_theme(*theme);
    QCheckBox box(window_.get());
    box.show();
    std::vector<int> visible;
    for (const bool ticked : {false, true}) {
      box.setChecked(ticked);
      const QImage picture = box.grab().toImage();
      int seen = 0;
      for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) seen += contrast(picture.pixelColor(x, y), theme->panel) >= 3 ? 1 : 0;
      visible.push_back(seen);
    }
    QVERIFY2(visible[0] >= 30, qPrintable(QString::number(visible[0])));
    QVERIFY2(visible[1] >= visible[0] + 8, qPrintable(QString::number(visible[1])));
  }
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  orrery::gui::ReadWindow test;
  return QTest::qExec(&test, argc, argv);
}

#include "read_window.moc"
