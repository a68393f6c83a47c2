#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

#include "gui/window/session.h"

namespace orrery::gui {

/// Every kind of fault that the run knows, on shelves by what it strikes. A kind is dragged onto a machine, a zone, a
/// chain, an edge of the stage, the tree or the timeline; Return or a double click puts it on what is selected.
class FaultPalette : public QWidget {
  Q_OBJECT

 public:
  FaultPalette(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {210, 300}; }
  QTreeWidget& kinds() { return *tree_; }
  /// Where the keyboard starts.
  void focus_filter();

 Q_SIGNALS:
  /// There is no run to put faults on, and one is wanted.
  void run_wanted();

 private:
  void fill();
  void narrow(const QString& text);
  void choose(QTreeWidgetItem* item);

  Session& session_;
  QLineEdit* filter_;
  QTreeWidget* tree_;
  QLabel* hint_;
  QPushButton* again_;
};

}  // namespace orrery::gui
