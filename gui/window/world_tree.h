#pragma once

#include <QTreeWidget>

#include "gui/timeline/fault_bars.h"
#include "gui/window/session.h"

namespace orrery::gui {

/// The scenario as a tree: networks and other feeds with their nodes, chains, zones, faults. Faults of the palette
/// are dropped on them. What is down or stands at the cursor is red; a click selects.
class WorldTree : public QTreeWidget {
  Q_OBJECT

 public:
  WorldTree(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {210, 500}; }

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  std::string target_of_drop(const QDropEvent& event) const;
  std::vector<TimelineBar> faults() const;
  void fill();
  void give_rows(const std::vector<TimelineBar>& faults);
  void colour();
  Session& session_;
  QTreeWidgetItem* folder_of_faults_ = nullptr;
};

}  // namespace orrery::gui
