#pragma once

#include "gui/tables/line_view.h"

namespace orrery::gui {

/// What the scenario expected and what came of it, and every deadline that was missed. A click goes to the moment and
/// the cause.
class ExpectationsView : public LineView {
  Q_OBJECT

 public:
  ExpectationsView(Session& session, QWidget* parent);

 private:
  void look();
};

}  // namespace orrery::gui
