#include "gui/tables/log_view.h"

#include <algorithm>
#include <functional>
#include <map>

#include "gui/window/wording.h"
#include "scenarios/recording/phrase.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kMostOfATable = 3000;
constexpr const char* kTables[] = {"fault", "note", "deadline", "violation", "state"};

// Machines that went down or up later than at the very beginning.
void status_changes(scenarios::RecordingQuery& query, const scenarios::Filter& filter, scenarios::PageRequest page,
                    const std::function<void(const sim::RecordedRow&)>& visit) {
  const sim::RecordedTable& table = *query.reader().table("state");
  if (page.from.has_value()) page.from = *page.from + sim::Duration::nanoseconds(1);
  query.select(filter, {.columns = "t.id", .and_where = "t.field IS 'status'"}, page, [&](const sim::Statement& row) {
    if (const auto change = query.reader().row(table, static_cast<std::uint64_t>(row.integer(0)))) visit(*change);
    return true;
  });
}

}  // namespace

LogView::LogView(Session& session, QWidget* parent)
    : LineView(session, "Log", {tr("time"), tr("about"), tr("what")},
               {moment_text(session.world().start, 3, is_dated(session)), "committee-5-of-9/node-0"}, parent) {
  connect(&session, &Session::range_changed, this, &LogView::look);
  connect(&session, &Session::histories_changed, this, &LogView::look);
  connect(&session, &Session::filter_changed, this, &LogView::look);
  connect(&session, &Session::theme_changed, this, &LogView::look);  // lines carry colours
  keep_at_cursor();
  look();
}

void LogView::look() {
  std::map<std::string, SharedFilter> filters;
  for (const char* table : kTables) filters[table] = session().filter().of(table);
  ask([range = session().range(), theme = &theme(), dated = is_dated(session()), filters](
          scenarios::RecordingQuery& query, const QuestionRunner::Stop& stop) {
    std::vector<TableLine> lines;
    const sim::RecordingReader& reader = query.reader();
    const scenarios::PageRequest page{
        .limit = kMostOfATable, .from = range.from, .until = range.until + sim::Duration::nanoseconds(1)};
    const auto add = [&](const sim::RecordedRow& row, const QColor& colour) {
      lines.push_back(
          {{moment_text(row.time, 3, dated), to_qt(scenarios::who(reader, row)), to_qt(scenarios::phrase(reader, row))},
           row.id,
           row.time.unix_nanoseconds(),
           colour,
           {{0, row.time.unix_nanoseconds()}}});
    };
    for (const auto& [table, filter] : filters) {
      if (stop || reader.table(table) == nullptr) continue;
      if (table == "state") {
        status_changes(query, *filter, page, [&](const sim::RecordedRow& row) {
          add(row, row.text("value") == "up" ? theme->good : theme->bad);
        });
        continue;
      }
      for (const sim::RecordedRow& row : query.rows(*filter, page)) {
        const bool note = table == "note";
        add(row, !note ? theme->bad : row.text("severity") == "info" ? QColor() : theme->warning);
      }
    }
    std::sort(lines.begin(), lines.end(), [](const TableLine& a, const TableLine& b) { return a.row < b.row; });
    return lines;
  });
}

}  // namespace orrery::gui
