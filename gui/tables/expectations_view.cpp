#include "gui/tables/expectations_view.h"

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr int kOutcome = 0, kTime = 1;
enum class Rank : std::int64_t { kViolated, kMissed, kOpen, kMet };

TableLine result_line(const ExpectationResult& result, bool is_over, const Theme& theme, bool dated) {
  TableLine line;
  if (result.violation == 0) {
    line.cells = {is_over ? QObject::tr("met") : QObject::tr("open"), QString(), to_qt(result.name),
                  to_qt(result.about)};
    line.colour = is_over ? theme.good : theme.quiet;
    line.orders = {{kOutcome, static_cast<std::int64_t>(is_over ? Rank::kMet : Rank::kOpen)}};
    return line;
  }
  line.row = result.violation;
  line.time = result.time.unix_nanoseconds();
  line.cells = {QObject::tr("violated"), moment_text(result.time, 3, dated), to_qt(result.name), to_qt(result.about)};
  line.colour = theme.bad;
  line.orders = {{kOutcome, static_cast<std::int64_t>(Rank::kViolated)}, {kTime, line.time}};
  return line;
}

}  // namespace

std::vector<TableLine> expectation_lines(const WorldModel& world, const Theme& theme, bool dated) {
  std::vector<TableLine> lines;
  const bool is_over = world.state != sim::RunState::kRunning;
  for (const ExpectationResult& result : world.expectations)
    lines.push_back(result_line(result, is_over, theme, dated));
  for (const MissedDeadline& missed : world.missed) {
    const std::int64_t time = missed.time.unix_nanoseconds();
    lines.push_back({{QObject::tr("missed deadline"), moment_text(missed.time, 3, dated),
                      to_qt(missed.kind + " of " + world.name_of(missed.feed)), to_qt(missed.about)},
                     missed.row,
                     time,
                     theme.warning,
                     {{kOutcome, static_cast<std::int64_t>(Rank::kMissed)}, {kTime, time}}});
  }
  return lines;
}

ExpectationsView::ExpectationsView(Session& session, QWidget* parent)
    : LineView(session, "Expectations", {tr("outcome"), tr("time"), tr("what"), tr("found")},
               {"missed deadline", moment_text(session.world().start, 3, is_dated(session)),
                "ETH/USD on the rollup misses no deviation update on a good day"},
               parent) {
  connect(&session, &Session::world_changed, this, &ExpectationsView::look);
  connect(&session, &Session::theme_changed, this, &ExpectationsView::look);
  look();
}

void ExpectationsView::look() { set_lines(expectation_lines(session().world(), theme(), is_dated(session()))); }

}  // namespace orrery::gui
