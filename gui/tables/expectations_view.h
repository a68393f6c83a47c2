#pragma once

#include <optional>
#include <set>

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

/// Which rows a filter lets through; of a table that it says nothing about, all. What was met or is open has no row,
/// and goes with the violations.
struct ExpectationRows {
  std::optional<std::set<std::uint64_t>> violations, deadlines;
};
/// The lines of that table. By their outcome what was violated comes first, then missed deadlines, then what is open.
std::vector<TableLine> expectation_lines(const WorldModel& world, const Theme& theme, bool dated,
                                         const ExpectationRows& wanted = {});

}  // namespace orrery::gui
