#pragma once

#include "gui/tables/line_view.h"

namespace orrery::gui {

/// Notes, faults, machines that went down or up: what a person would have written into the day's log.
class LogView : public LineView {
  Q_OBJECT

 public:
  LogView(Session& session, QWidget* parent);

 private:
  void look();
};

}  // namespace orrery::gui
