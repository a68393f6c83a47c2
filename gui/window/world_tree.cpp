#include "gui/window/world_tree.h"

#include <QDropEvent>
#include <QHeaderView>
#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <algorithm>

#include "gui/control/fault_targets.h"
#include "gui/control/steering.h"
#include "gui/window/signs.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

enum Role { kEntity = Qt::UserRole, kRow, kTime };

QString line_of(const TimelineBar& bar) {
  return clock_text(bar.fault.begin) + "  " + to_qt(bar.text()) + (bar.is_to_come ? QObject::tr(", to come") : "");
}

// As its oracles are drawn on the stage.
QIcon icon_of(int network, const Theme& theme) {
  constexpr int kSize = 28;  // large enough for any screen; drawn as large as text
  QPixmap picture(kSize, kSize);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme.network(network));
  const QPointF middle(kSize / 2.0, kSize / 2.0);
  painter.drawEllipse(middle, kSize / 2.0 - 2, kSize / 2.0 - 2);
  paint_network_sign(painter, network, middle, kSize / 2.0 - 2, theme.ground);
  return QIcon(picture);
}

QTreeWidgetItem* add(QTreeWidgetItem* parent, const std::string& text, sim::EntityId entity) {
  auto* item = new QTreeWidgetItem(parent, {to_qt(text)});
  item->setData(0, kEntity, entity.index);
  item->setToolTip(0, to_qt(text));
  return item;
}

}  // namespace

WorldTree::WorldTree(Session& session, QWidget* parent) : QTreeWidget(parent), session_(session) {
  setAccessibleName(tr("Scenario"));
  setHeaderHidden(true);
  setIndentation(14);
  setIconSize({fontMetrics().height() - 2, fontMetrics().height() - 2});
  setUniformRowHeights(true);
  setAcceptDrops(true);
  setDragDropMode(QAbstractItemView::DropOnly);
  fill();
  connect(&session, &Session::world_changed, this, &WorldTree::fill);
  connect(&session, &Session::steering_changed, this, &WorldTree::fill);
  connect(&session, &Session::cursor_changed, this, &WorldTree::colour);
  connect(&session, &Session::histories_changed, this, &WorldTree::colour);
  connect(&session, &Session::theme_changed, this, [this] {
    const WorldModel& world = session_.world();
    for (QTreeWidgetItemIterator it(this); *it != nullptr; ++it) {
      if ((*it)->icon(0).isNull()) continue;
      const Group* group = world.group(sim::EntityId{(*it)->data(0, kEntity).toUInt()});
      if (group != nullptr) (*it)->setIcon(0, icon_of(static_cast<int>(group - world.groups.data()), session_.theme()));
    }
    colour();
  });
  connect(this, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
    if (item->data(0, kTime).isValid()) {
      session_.set_cursor(sim::Time::from_unix_nanoseconds(item->data(0, kTime).toLongLong()));
    }
    const sim::EntityId entity{item->data(0, kEntity).isValid() ? item->data(0, kEntity).toUInt()
                                                                : sim::EntityId::kNone};
    const std::uint64_t row = item->data(0, kRow).toULongLong();
    if (!entity.is_none() || row != 0) session_.select({entity, row});
  });
}

std::vector<TimelineBar> WorldTree::faults() const {
  const Steering* steering = session_.steering();
  return timeline_bars(session_.world(), steering != nullptr && steering->is_live() ? &steering->faults() : nullptr);
}

void WorldTree::fill() {
  const WorldModel& world = session_.world();
  // A recording that grows tells of new faults; the tree keeps its shape otherwise.
  const std::vector<TimelineBar> faults_now = faults();
  QStringList now{QString::number(world.machines.size()), QString::number(world.groups.size())};
  for (const TimelineBar& bar : faults_now) now << line_of(bar);
  const QStringList known = invisibleRootItem()->data(0, kRow).toStringList();
  if (known == now) {
    give_rows(faults_now);
    return colour();
  }
  clear();
  invisibleRootItem()->setData(0, kRow, now);
  const auto folder = [this](const QString& name, std::size_t count) {
    auto* item = new QTreeWidgetItem(this, {QStringLiteral("%1  %2").arg(name).arg(count)});
    item->setExpanded(true);
    return item;
  };
  auto* feeds = folder(tr("Feeds"), world.groups.size());
  for (const Group& group : world.groups) {
    auto* item = add(feeds, group.name, group.id);
    item->setIcon(0, icon_of(static_cast<int>(&group - world.groups.data()), session_.theme()));
    for (const sim::EntityId member : group.members) add(item, world.machine(member)->label, member);
  }
  folder_of_faults_ = folder(tr("Faults"), faults_now.size());
  for (const TimelineBar& bar : faults_now) {
    const FaultBar& fault = bar.fault;
    auto* item = new QTreeWidgetItem(folder_of_faults_, {line_of(bar)});
    item->setToolTip(0, to_qt(bar.text() + (fault.about.empty() ? "" : ": " + fault.about)));
    item->setData(0, kTime, static_cast<qlonglong>(fault.begin.unix_nanoseconds()));
  }
  give_rows(faults_now);
  auto* chains = folder(tr("Chains"), world.chains.size());
  for (const sim::EntityId chain : world.chains) {
    auto* item = add(chains, world.name_of(chain), chain);
    for (const Machine& machine : world.machines) {
      if (machine.group == chain) add(item, machine.label, machine.id);
    }
  }
  // What is no machine and still can fail.
  for (const auto& [kind, name] : {std::pair("venue", tr("Venues")), std::pair("service", tr("Services"))}) {
    const auto is_one = [&](const sim::Entity& entity) { return entity.kind == kind; };
    const auto count = std::count_if(world.entities.begin(), world.entities.end(), is_one);
    if (count == 0) continue;
    auto* top = folder(name, static_cast<std::size_t>(count));
    for (const sim::Entity& entity : world.entities)
      if (is_one(entity)) add(top, entity.name, entity.id);
  }
  auto* zones = folder(tr("Zones"), world.zones.size());
  for (const Zone& zone : world.zones) {
    auto* item = add(zones, zone.name, zone.id);
    for (const sim::EntityId machine : zone.machines) add(item, world.name_of(machine), machine);
  }
  colour();
}

// A planned fault has no row until it is recorded, and its line stays the same.
void WorldTree::give_rows(const std::vector<TimelineBar>& faults) {
  for (std::size_t i = 0; i < faults.size(); ++i)
    folder_of_faults_->child(static_cast<int>(i))->setData(0, kRow, static_cast<qulonglong>(faults[i].fault.row));
}

std::string WorldTree::target_of_drop(const QDropEvent& event) const {
  const QTreeWidgetItem* item = itemAt(event.position().toPoint());
  const Steering* steering = session_.steering();
  if (item == nullptr || !item->data(0, kEntity).isValid() || steering == nullptr) return "";
  const sim::EntityId entity{item->data(0, kEntity).toUInt()};
  for (const FaultKindInfo& kind : steering->kinds())
    if (kind.name == dropped_kind(event.mimeData())) return target_at(session_.world(), kind.target, entity);
  return "";
}

void WorldTree::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasFormat(kFaultMime)) event->acceptProposedAction();
}

void WorldTree::dragMoveEvent(QDragMoveEvent* event) { event->setAccepted(!target_of_drop(*event).empty()); }

void WorldTree::dropEvent(QDropEvent* event) {
  const std::string target = target_of_drop(*event);
  if (target.empty()) return;
  event->acceptProposedAction();
  session_.ask_for_fault({dropped_kind(event->mimeData()), target, std::nullopt});
}

// Only what changed since is coloured: this runs with every step of the cursor.
void WorldTree::colour() {
  const WorldModel& world = session_.world();
  const Theme& theme = session_.theme();
  const std::vector<const FaultBar*> standing = world.faults_at(session_.cursor());
  const auto is_bad = [&](const QTreeWidgetItem& item) {
    if (item.data(0, kTime).isValid()) {
      const auto row = item.data(0, kRow).toULongLong();
      const auto begin = item.data(0, kTime).toLongLong();
      return std::any_of(standing.begin(), standing.end(), [&](const FaultBar* fault) {
        return row != 0 ? fault->row == row : fault->begin.unix_nanoseconds() == begin;
      });
    }
    if (!item.data(0, kEntity).isValid()) return false;
    const sim::EntityId id{item.data(0, kEntity).toUInt()};
    if (world.machine(id) != nullptr) return !session_.states().is_up(id, session_.cursor());
    return world.zone(id) != nullptr && std::any_of(standing.begin(), standing.end(), [&](const FaultBar* fault) {
             return world.strikes_zone(*fault, id);
           });
  };
  for (QTreeWidgetItemIterator it(this); *it != nullptr; ++it) {
    QTreeWidgetItem* item = *it;
    const QColor colour = item->parent() == nullptr ? theme.quiet : is_bad(*item) ? theme.bad : theme.text;
    if (item->foreground(0).color() == colour && item->foreground(0).style() != Qt::NoBrush) continue;
    item->setForeground(0, colour);
  }
}

}  // namespace orrery::gui
