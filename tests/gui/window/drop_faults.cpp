// Drives the real window as someone who drops faults on a run: on zones, chains, what stands in the tree only, lines
// between machines, and the timeline; and who writes a wrong one. Machines are struck in steer_window.cpp.
#include <QApplication>
#include <QPushButton>
#include <QTest>
#include <QTreeWidgetItemIterator>
#include <nlohmann/json.hpp>

#include "gui/control/fault_dialog.h"
#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/world_tree.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {

class DropFaults : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void faults_are_dropped_on_whatever_they_strike();
  void a_name_on_the_stage_is_its_machine();
  void a_wrong_fault_is_told_in_its_form();

 private:
  void open_hello();
};

void DropFaults::open_hello() {
  QVERIFY(window_->open(QString::fromStdString(std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml")));
  QTRY_VERIFY_WITH_TIMEOUT(window_->steering() != nullptr && steering().is_live(), kPatience);
  QVERIFY(settle(session()));
  QCOMPARE(steering().state().events, 0u);
  QVERIFY(!steering().is_running());
}

void DropFaults::faults_are_dropped_on_whatever_they_strike() {
  open_hello();
  run_until("00:20:00");
  const auto newest = [this] { return steering().faults().back(); };
  drop("zone-outage", "cloud/west");
  put_on(dialog("fault dialog"), "02:00:00", "1min");
  QCOMPARE(newest().kind, std::string("zone-outage"));
  QCOMPARE(newest().target, std::string("cloud/west"));
  // A chain is its band of blocks.
  auto* stage = window_->view_as<StageView>("stage");
  const sim::EntityId chain = session().world().find("ethereum");
  std::optional<QPoint> block;
  for (int y = stage->height() - 1; y > 0 && !block.has_value(); y -= 2)
    for (int x = 0; x < stage->width() && !block.has_value(); x += 3)
      if (const auto hit = stage->hit_at(QPointF(x, y)); hit.has_value() && hit->selection.entity == chain)
        block = QPoint(x, y);
  QVERIFY(block.has_value());
  drop_at(*stage, *block, "reorg");
  put_on(dialog("fault dialog"), "02:10:00", "");
  QCOMPARE(newest().kind, std::string("reorg"));
  QCOMPARE(newest().target, std::string("ethereum"));

  // What stands on no map is in the tree.
  auto* tree = window_->findChild<WorldTree*>();
  QTreeWidgetItem* venue = nullptr;
  for (QTreeWidgetItemIterator it(tree); *it != nullptr; ++it)
    if ((*it)->text(0) == "exchange") venue = *it;
  QVERIFY(venue != nullptr);
  tree->scrollToItem(venue);
  drop_at(*tree->viewport(), tree->visualItemRect(venue).center(), "venue-outage");
  put_on(dialog("fault dialog"), "02:20:00", "1min");
  QCOMPARE(newest().kind, std::string("venue-outage"));
  QCOMPARE(newest().target, std::string("exchange"));

  // On the timeline the place says when.
  session().select_entity(session().world().find("eth-usd/node-1"));
  auto* timeline = window_->view_as<TimelineView>("timeline");
  drop_at(*timeline, QPoint(timeline->width() * 3 / 4, timeline->height() / 2), "crash");
  QDialog* form = dialog("fault dialog");
  QVERIFY(form != nullptr);
  QTest::mouseClick(form->findChildren<QPushButton*>().first(), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(steering().faults().size(), std::size_t{5}, kPatience);
  activate();
  QCOMPARE(newest().target, std::string("eth-usd/node-1"));
  QVERIFY(newest().begin > at("01:40:00") && newest().begin < at("02:30:00"));

  // A line between two machines is there while something flies along it.
  session().set_range({at("00:10:00"), at("00:20:00")});
  session().set_cursor(at("00:12:00"));
  std::optional<QPoint> place;
  for (int i = 0; i < 200 && !place.has_value(); ++i) {
    press(Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(settle(session()));
    for (int y = 0; y < stage->height() && !place.has_value(); y += 3)
      for (int x = 0; x < stage->width() && !place.has_value(); x += 3) {
        const QPoint point(x, y);
        if (stage->edge_at(point).has_value() && session().world().machine(stage->entity_at(point)) == nullptr)
          place = point;
      }
  }
  QVERIFY(place.has_value());
  const auto edge = *stage->edge_at(*place);
  drop_at(*stage, *place, "partition");
  // The moment is past: only another future can have it.
  auto* branch = qobject_cast<BranchDialog*>(dialog("branch dialog"));
  QVERIFY(branch != nullptr);
  QCOMPARE(branch->form().kind()->name, std::string("partition"));
  QCOMPARE(branch->form().entry(session().cursor())["target"].get<std::string>(),
           session().world().name_of(edge.first) + " <-> " + session().world().name_of(edge.second));
}

void DropFaults::a_name_on_the_stage_is_its_machine() {
  open_hello();
  auto* stage = window_->view_as<StageView>("stage");
  const WorldModel& world = session().world();
  std::size_t names = 0;
  for (std::size_t zone = 0; zone < world.zones.size(); ++zone) {
    for (std::size_t i = 0; i < world.zones[zone].machines.size(); ++i) {
      const QRectF box = stage->machine_name_box(zone, i);
      for (const QPointF& point : {box.center(), box.topLeft() + QPointF(1, 1), box.bottomRight() - QPointF(1, 1)})
        QCOMPARE(stage->entity_at(point), world.zones[zone].machines[i]);
      ++names;
    }
  }
  QCOMPARE(names, std::size_t{6});
  const Zone& zone = *world.zone(world.find("cloud/west"));
  const auto node = static_cast<std::size_t>(
      std::find(zone.machines.begin(), zone.machines.end(), world.find("eth-usd/node-3")) - zone.machines.begin());
  const auto place = static_cast<std::size_t>(&zone - world.zones.data());
  const std::size_t last_of_zone = zone.machines.size() - 1;
  drop_at(*stage, stage->machine_name_box(place, node).center().toPoint(), "crash");
  put_on(dialog("fault dialog"), "02:00:00", "1min");
  QCOMPARE(steering().faults().back().target, std::string("eth-usd/node-3"));

  // Who leads is named below the card as well. The world is another one as soon as more of it is read.
  run_until("00:20:00");
  QVERIFY(!stage->grab().isNull());
  const QRectF last = stage->machine_name_box(place, last_of_zone);
  sim::EntityId below;
  for (double y = last.bottom() + last.height(); y < last.bottom() + 3 * last.height() && below.is_none(); y += 2)
    below = stage->entity_at({last.center().x(), y});
  QCOMPARE(below, session().rounds().at(session().network(), session().cursor())->leader);

  session().set_network(session().world().find("eth-usd"));
  stage->set_level(StageView::Level::kNetwork);
  QVERIFY(!stage->grab().isNull());
  for (std::size_t i = 0; i < 4; ++i) {
    const QRectF box = stage->ring_name_box(i);
    QVERIFY(!box.isEmpty());
    QVERIFY(session().world().machine(stage->entity_at(box.center())) != nullptr);
    QCOMPARE(stage->entity_at(box.bottomRight() - QPointF(1, 1)), stage->entity_at(box.center()));
  }
}

void DropFaults::a_wrong_fault_is_told_in_its_form() {
  open_hello();
  window_->ask_for_fault({"crash", "eth-usd/node-9", std::nullopt});
  auto* form = qobject_cast<FaultDialog*>(dialog("fault dialog"));
  QVERIFY(form != nullptr);
  form->form().set_target("eth-usd/node-9");
  QTest::mouseClick(form->findChildren<QPushButton*>().first(), Qt::LeftButton);
  const auto told = [&] {
    for (auto* label : form->findChildren<QLabel*>())
      if (label->isVisible() && label->text().contains("there is no entity \"eth-usd/node-9\"")) return true;
    return false;
  };
  QTRY_VERIFY_WITH_TIMEOUT(told(), kPatience);
  QCOMPARE(steering().faults().size(), 1u);
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::DropFaults test;
  return QTest::qExec(&test, argc, argv);
}

#include "drop_faults.moc"
