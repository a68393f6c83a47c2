#pragma once

#include <QTreeWidget>

#include "gui/window/session.h"

namespace orrery::gui {

/// The scenario as a tree: networks and other feeds with their nodes, chains, zones, faults. What is down or stands at
/// the cursor is red; a click selects.
class WorldTree : public QTreeWidget {
  Q_OBJECT

 public:
  WorldTree(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {210, 500}; }

 private:
  void fill();
  void colour();
  Session& session_;
};

}  // namespace orrery::gui
