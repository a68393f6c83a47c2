#include "gui/tables/expectations_view.h"

#include "gui/window/wording.h"
#include "sim/recording/sqlite_database.h"

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

// What a filter lets through; nothing for a table that it says nothing about.
std::optional<std::set<std::uint64_t>> rows_of(scenarios::RecordingQuery& query, const SharedFilter& filter) {
  if (filter == nullptr || query.reader().table(filter->table()) == nullptr) return std::nullopt;
  std::set<std::uint64_t> rows;
  query.select(*filter, {.columns = "t.id"}, {.limit = SIZE_MAX}, [&](const sim::Statement& row) {
    rows.insert(static_cast<std::uint64_t>(row.integer(0)));
    return true;
  });
  return rows;
}

}  // namespace

std::vector<TableLine> expectation_lines(const WorldModel& world, const Theme& theme, bool dated,
                                         const ExpectationRows& wanted) {
  std::vector<TableLine> lines;
  const bool is_over = world.state != sim::RunState::kRunning;
  for (const ExpectationResult& result : world.expectations) {
    if (!wanted.violations.has_value() || wanted.violations->contains(result.violation))
      lines.push_back(result_line(result, is_over, theme, dated));
  }
  for (const MissedDeadline& missed : world.missed) {
    if (wanted.deadlines.has_value() && !wanted.deadlines->contains(missed.row)) continue;
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
  connect(&session, &Session::filter_changed, this, &ExpectationsView::look);
  look();
}

void ExpectationsView::look() {
  const FilterLine& filter = session().filter();
  const auto of = [&filter](const char* table) {
    return !filter.empty() && filter.is_about(table) ? filter.of(table) : nullptr;
  };
  ask([world = session().shared_world(), theme = &theme(), dated = is_dated(session()), violations = of("violation"),
       deadlines = of("deadline")](scenarios::RecordingQuery& query, const QuestionRunner::Stop&) {
    return expectation_lines(*world, *theme, dated, {rows_of(query, violations), rows_of(query, deadlines)});
  });
}

}  // namespace orrery::gui
