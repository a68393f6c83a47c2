#include "gui/window/filter_menu.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

#include "gui/window/wording.h"

namespace orrery::gui {

void run_filter_menu(Session& session, const std::vector<scenarios::FilterTerm>& things, QPoint global,
                     QWidget* parent) {
  QMenu menu(parent);
  for (const bool keep : {true, false}) {
    for (scenarios::FilterTerm term : things) {
      term.keep = keep;
      // What is shown is what the line then says.
      const QString text = to_qt(scenarios::FilterTerm{term.field, term.value, true}.text());
      menu.addAction((keep ? QObject::tr("Show only %1") : QObject::tr("Leave out %1")).arg(text), &session,
                     [&session, term] { session.narrow_filter(term); });
    }
    menu.addSeparator();
  }
  QAction* copy = menu.addAction(QObject::tr("Copy the filter"), &session,
                                 [&session] { QApplication::clipboard()->setText(to_qt(session.filter().applied())); });
  QAction* clear = menu.addAction(QObject::tr("Clear the filter"), &session, [&session] { session.clear_filter(); });
  copy->setEnabled(!session.filter().empty());
  clear->setEnabled(!session.filter().empty());
  menu.exec(global);
}

std::optional<scenarios::FilterTerm> term_of_entity(const WorldModel& world, sim::EntityId entity, bool keep) {
  const std::string name = world.name_of(entity);
  if (world.machine(entity) != nullptr) return scenarios::FilterTerm{"node", name, keep};
  if (world.zone(entity) != nullptr) return scenarios::FilterTerm{"zone", name, keep};
  if (world.group(entity) != nullptr) return scenarios::FilterTerm{"network", name, keep};
  return std::nullopt;
}

}  // namespace orrery::gui
