#include "gui/tables/log_view.h"

#include <algorithm>

#include "gui/window/wording.h"
#include "scenarios/recording/phrase.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kMostOfATable = 3000;

}  // namespace

LogView::LogView(Session& session, QWidget* parent)
    : LineView(session, "Log", {tr("time"), tr("about"), tr("what")}, {"00:00:00.000", "committee-5-of-9/node-0"},
               parent) {
  connect(&session, &Session::range_changed, this, &LogView::look);
  connect(&session, &Session::histories_changed, this, &LogView::look);
  look();
}

void LogView::look() {
  ask([range = session().range(), theme = &theme()](sim::RecordingReader& reader, const QuestionRunner::Stop& stop) {
    std::vector<TableLine> lines;
    const sim::RowFilter span{.from = range.from, .until = range.until + sim::Duration::nanoseconds(1), .about = {}};
    const auto add = [&](const sim::RecordedRow& row, const QColor& colour) {
      lines.push_back(
          {{clock_text(row.time, 3), to_qt(scenarios::who(reader, row)), to_qt(scenarios::phrase(reader, row))},
           row.id,
           row.time.unix_nanoseconds(),
           colour});
    };
    for (const char* table : {"fault", "note", "deadline", "violation"}) {
      std::size_t count = 0;
      const bool grave = std::string_view(table) != "note";
      reader.rows(table, span, [&](const sim::RecordedRow& row) {
        add(row, grave ? theme->bad : row.text("severity") == "info" ? QColor() : theme->warning);
        return ++count < kMostOfATable && !stop;
      });
    }
    std::size_t count = 0;
    reader.rows("state", span, [&](const sim::RecordedRow& row) {
      if (row.text("field") != "status" || row.time <= range.from) return !stop.load();
      add(row, row.text("value") == "up" ? theme->good : theme->bad);
      return ++count < kMostOfATable && !stop;
    });
    std::sort(lines.begin(), lines.end(), [](const TableLine& a, const TableLine& b) { return a.row < b.row; });
    return lines;
  });
}

}  // namespace orrery::gui
