#include "gui/tables/expectations_view.h"

#include "gui/window/wording.h"

namespace orrery::gui {

ExpectationsView::ExpectationsView(Session& session, QWidget* parent)
    : LineView(session, "Expectations", {tr("outcome"), tr("time"), tr("what"), tr("found")},
               {"missed deadline", "00:00:00.000", "ETH/USD on the rollup misses no deviation update on a good day"},
               parent) {
  connect(&session, &Session::world_changed, this, &ExpectationsView::look);
  connect(&session, &Session::theme_changed, this, &ExpectationsView::look);
  look();
}

void ExpectationsView::look() {
  std::vector<TableLine> lines;
  const WorldModel& world = session().world();
  const bool over = world.state != sim::RunState::kRunning;
  for (const ExpectationResult& result : world.expectations) {
    TableLine line;
    const bool violated = result.violation != 0;
    line.row = violated ? result.violation : 0;
    line.time = violated ? result.time.unix_nanoseconds() : 0;
    line.cells = {violated ? tr("violated")
                  : over   ? tr("met")
                           : tr("open"),
                  violated ? clock_text(result.time, 3) : QString(), to_qt(result.name), to_qt(result.about)};
    line.colour = violated ? theme().bad : over ? theme().good : theme().quiet;
    lines.push_back(std::move(line));
  }
  for (const MissedDeadline& missed : world.missed) {
    lines.push_back({{tr("missed deadline"), clock_text(missed.time, 3),
                      to_qt(missed.kind + " of " + world.name_of(missed.feed)), to_qt(missed.about)},
                     missed.row,
                     missed.time.unix_nanoseconds(),
                     theme().warning});
  }
  set_lines(std::move(lines));
}

}  // namespace orrery::gui
