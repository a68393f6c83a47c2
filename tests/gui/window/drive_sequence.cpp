// Drives the sequence of the real window: dots and commas go along its lines, it follows the round, lines are grouped,
// folded and measured, and chains have lines of their own.
#include <QMenu>
#include <QMouseEvent>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "gui/pictures/render.h"
#include "gui/sequence/sequence_view.h"
#include "gui/window/main_window.h"
#include "gui/window/wording.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {

class DriveSequence : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup() { window_.reset(); }
  void dots_and_commas_go_along_a_line_of_the_sequence();
  void the_sequence_follows_the_round();
  void the_sequence_groups_folds_and_measures();
  void the_sequence_has_lines_of_chains();
  void nodes_are_hidden_and_shown();
  void a_leaders_phase_is_drawn_while_it_lasts();

 private:
  Session& session() { return *window_->session(); }
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void DriveSequence::initTestCase() {
  QCoreApplication::setOrganizationName("orrery-test");
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
}

void DriveSequence::init() {
  window_ = std::make_unique<MainWindow>(dark_theme());
  window_->resize(1440, 900);
  window_->show();
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
}

// In order, forth and back over the same moments; at each the node sent a message or one came to it.
void DriveSequence::dots_and_commas_go_along_a_line_of_the_sequence() {
  const sim::RecordingReader reader(session().path());
  QVERIFY(window_->go_to("round 3.2"));
  const sim::EntityId leader = session().rounds().at(session().network(), session().cursor())->leader;
  bool sent = false, received = false;
  for (const sim::EntityId node : {session().world().find("eth-usd/node-1"), leader}) {
    session().select_entity(node);
    QVERIFY(window_->go_to("round 3.2"));
    QVERIFY(settle(session()));
    std::vector<sim::Time> forth{session().cursor()}, back;
    for (int i = 0; i < 12; ++i) {
      QTest::keyClick(window_.get(), Qt::Key_Period);
      QVERIFY(settle(session()));
      QVERIFY(session().cursor() > forth.back());
      forth.push_back(session().cursor());
      QCOMPARE(session().selection().entity, node);
      const auto row = reader.row(session().selection().row);
      QVERIFY(row.has_value());
      const bool its_own = row->table->name == "message" && row->entity("sender") == node;
      if (row->table->name == "message" && !its_own)
        QVERIFY(row->entity("receiver") == node || row->entity("receiver").is_none());
      sent = sent || its_own;
      received = received || !its_own;
    }
    while (back.size() < 12) {
      QTest::keyClick(window_.get(), Qt::Key_Comma);
      QVERIFY(settle(session()));
      back.push_back(session().cursor());
    }
    // The round's beginning need not be a message of this node; what lies before it may be.
    QVERIFY(std::equal(forth.rbegin() + 1, forth.rend() - 1, back.begin()));
    QVERIFY(back.back() < forth[1]);
  }
  QVERIFY(sent && received);
  // Without a chosen node the leader's line is gone along.
  session().select({});
  QVERIFY(window_->go_to("round 3.2"));
  QVERIFY(settle(session()));
  QTest::keyClick(window_.get(), Qt::Key_Period);
  QVERIFY(settle(session()));
  QCOMPARE(session().selection().entity, leader);
}

void DriveSequence::the_sequence_follows_the_round() {
  auto* sequence = window_->view_as<SequenceView>("sequence");
  session().set_cursor(at("00:30:00"));
  QTest::keyClick(window_.get(), Qt::Key_Right, Qt::ControlModifier);
  QVERIFY(settle(session()));
  const TimeRange shown = sequence->shown();
  QVERIFY(shown.from < session().cursor() && session().cursor() < shown.until);
  QVERIFY(sequence->as_text().contains("observe-req"));
  QTest::keyClick(window_.get(), Qt::Key_L);
  QCOMPARE(sequence->mode(), TimeMode::kLinear);
  sequence->grab();
  sequence->show_range({shown.from, shown.from + sim::Duration::seconds(1)});
  QTest::keyClick(window_.get(), Qt::Key_F);
  QVERIFY(settle(session()));
  QCOMPARE(sequence->shown().from, shown.from);
}

void DriveSequence::the_sequence_groups_folds_and_measures() {
  auto* sequence = window_->view_as<SequenceView>("sequence");
  session().set_cursor(at("01:00:00"));
  QVERIFY(settle(session()));
  QCOMPARE(sequence->grouping(), AxisGrouping::kNone);
  QCOMPARE(sequence->axes().axes().size(), std::size_t{5});  // and the chain
  QTest::keyClick(window_.get(), Qt::Key_O);
  QCOMPARE(sequence->grouping(), AxisGrouping::kZone);
  QTest::keyClick(window_.get(), Qt::Key_O, Qt::ShiftModifier);
  QVERIFY(settle(session()));
  const std::size_t folded = sequence->axes().axes().size();
  QVERIFY(folded < 5);
  for (const SequenceAxis& axis : sequence->axes().axes())
    QCOMPARE(axis.kind, axis.has_chains ? SequenceAxis::Kind::kChain : SequenceAxis::Kind::kFolded);
  sequence->grab();
  QTest::mouseClick(sequence, Qt::LeftButton, {}, QPoint(10, sequence->height() / 4));
  QVERIFY(sequence->axes().axes().size() > folded);
  const int y = sequence->height() / 2;
  QTest::mousePress(sequence, Qt::LeftButton, Qt::ShiftModifier, QPoint(sequence->width() / 2, y));
  QTest::mouseMove(sequence, QPoint(sequence->width() - 40, y));
  QMouseEvent move(QEvent::MouseMove, QPointF(sequence->width() - 40, y), sequence->mapToGlobal(QPointF(0, 0)),
                   Qt::NoButton, Qt::LeftButton, Qt::ShiftModifier);
  QApplication::sendEvent(sequence, &move);
  QTest::mouseRelease(sequence, Qt::LeftButton, Qt::ShiftModifier, QPoint(sequence->width() - 40, y));
  const auto measured = sequence->measured();
  QVERIFY(measured.has_value());
  QVERIFY(measured->length() > sim::Duration::zero() && measured->length() < sequence->shown().length());
  sequence->grab();
}

// A click on a block selects its row; dots and commas then go from block to block; the line can be taken out.
void DriveSequence::the_sequence_has_lines_of_chains() {
  auto* sequence = window_->view_as<SequenceView>("sequence");
  const sim::RecordingReader reader(session().path());
  const sim::EntityId chain = session().world().find("ethereum");
  session().set_cursor(at("00:55:00"));
  sequence->show_range({at("00:55:00"), at("00:56:00")});
  QVERIFY(settle(session()));
  sequence->grab();
  const auto is_block = [](const SequenceMark& mark) { return mark.kind == SequenceMark::Kind::kBlock; };
  const auto block = std::find_if(sequence->marks().begin(), sequence->marks().end(), is_block);
  QVERIFY(block != sequence->marks().end());
  const auto place = sequence->place_of(*block);
  QVERIFY(place.has_value());
  const std::uint64_t row = block->row;
  QTest::mouseClick(sequence, Qt::LeftButton, {}, place->toPoint());
  QCOMPARE(session().selection().row, row);
  QCOMPARE(session().selection().entity, chain);
  const auto texts = sequence->key();
  QVERIFY(std::any_of(texts.begin(), texts.end(), [](const KeyEntry& entry) { return entry.text == "block"; }));
  const auto first = reader.row(row);
  session().set_cursor(first->time);
  for (const int key : {Qt::Key_Period, Qt::Key_Period, Qt::Key_Comma}) {
    QTest::keyClick(window_.get(), static_cast<Qt::Key>(key));
    QVERIFY(settle(session()));
    QCOMPARE(session().selection().entity, chain);
  }
  const auto next = reader.row(session().selection().row);
  QVERIFY(next.has_value() && next->table->name == "block");
  QCOMPARE(*next->integer("number"), *first->integer("number") + 1);
  QCOMPARE(session().cursor(), next->time);
  sequence->show_chain(chain, false);
  QVERIFY(settle(session()));
  QVERIFY(!sequence->axes().axis_of(chain).has_value());
  QVERIFY(std::none_of(sequence->marks().begin(), sequence->marks().end(), is_block));
}

// By the menu of the names: one line goes, only one stays, all come back, each by itself.
void DriveSequence::nodes_are_hidden_and_shown() {
  auto* sequence = window_->view_as<SequenceView>("sequence");
  QVERIFY(window_->go_to("round 3.2"));
  QVERIFY(settle(session()));
  const auto choose = [&](const QString& text, std::optional<std::size_t> axis) {
    QMenu menu;
    sequence->fill_lines_menu(menu, axis);
    for (QAction* action : menu.findChildren<QAction*>())
      if (action->text() == text && action->isEnabled()) return action->trigger(), true;
    return false;
  };
  const auto labels = [&] {
    QStringList all;
    for (const SequenceAxis& axis : sequence->axes().axes()) all << to_qt(axis.label);
    return all;
  };
  const QStringList all = labels();
  QVERIFY(sequence->as_text().contains("  eth-usd/node-1  "));
  QVERIFY(!choose("Show all nodes", {}));
  QVERIFY(choose("Hide node-1", 1));
  QCOMPARE(labels(), (QStringList{"node-0", "node-2", "node-3", "ethereum"}));
  QVERIFY(!sequence->as_text().contains("  eth-usd/node-1  "));
  QVERIFY(choose("Only node-2", 1));
  QCOMPARE(labels(), (QStringList{"node-2", "ethereum"}));
  session().select_entity(session().world().find("eth-usd/node-0"));
  QVERIFY(choose("Only what is selected: eth-usd/node-0", {}));
  QCOMPARE(labels(), (QStringList{"node-0", "ethereum"}));
  QVERIFY(choose("node-3", {}));
  QCOMPARE(labels(), (QStringList{"node-0", "node-3", "ethereum"}));
  sequence->grab();
  QVERIFY(choose("Show all nodes", {}));
  QCOMPARE(labels(), all);
  QVERIFY(choose("Hide ethereum", 4));
  QVERIFY(!sequence->axes().axis_of(session().world().find("ethereum")).has_value());
}

// The key names what is drawn: inside a phase nothing changes, and after its leader was replaced it is over.
void DriveSequence::a_leaders_phase_is_drawn_while_it_lasts() {
  auto* sequence = window_->view_as<SequenceView>("sequence");
  const auto phases = [&](std::int64_t from, std::int64_t until) {
    sequence->show_range({sim::Time::from_unix_nanoseconds(from), sim::Time::from_unix_nanoseconds(until)});
    if (!settle(session())) return QStringList{"never read"};
    sequence->grab();
    QStringList texts;
    for (const KeyEntry& entry : sequence->key())
      if (entry.sign == KeyEntry::Sign::kPhase) texts << to_qt(entry.text);
    return texts;
  };
  const RoundSpan* round = session().rounds().find(session().network(), 3, 2);
  QVERIFY(round != nullptr);
  const auto& changes = session().states().changes(round->leader, StateHistory::Field::kPhase);
  const auto grace = std::find_if(changes.begin(), changes.end(), [&](const StateHistory::Change& change) {
    return change.time >= round->begin && session().states().text(change.value) == "grace";
  });
  QVERIFY(grace != changes.end());
  const std::int64_t long_of_it = (grace + 1)->time - grace->time;
  QCOMPARE(phases(grace->time + long_of_it / 3, grace->time + long_of_it / 2), QStringList{"grace period"});
  // A leader's last phase of an epoch, which nothing of its own ends for minutes.
  const RoundSpan* last = session().rounds().find(session().network(), 4, 1);
  QVERIFY(last != nullptr);
  const std::int64_t after = last->end + 2'000'000'000;
  QCOMPARE(phases(after, after + 1'000'000'000), QStringList{});
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::DriveSequence test;
  return QTest::qExec(&test, argc, argv);
}

#include "drive_sequence.moc"
