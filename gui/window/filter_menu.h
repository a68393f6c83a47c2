#pragma once

#include <QPoint>
#include <QWidget>
#include <vector>

#include "gui/window/session.h"

namespace orrery::gui {

/// Shows a menu that keeps or leaves out one of some things, and one that clears the filter.
void run_filter_menu(Session& session, const std::vector<scenarios::FilterTerm>& things, QPoint global,
                     QWidget* parent);

/// What an entity is to a filter of messages: `node == ...` for a machine, `network`, `zone`; none for others.
std::optional<scenarios::FilterTerm> term_of_entity(const WorldModel& world, sim::EntityId entity, bool keep);

}  // namespace orrery::gui
