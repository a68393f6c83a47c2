#include "gui/tables/message_export.h"

#include <algorithm>

#include "gui/tables/csv_file.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

// Lines that are read and written at once: what a stop waits for, and what is told of.
constexpr std::size_t kLinesAtOnce = 4096;

QByteArray csv_number(std::int64_t number) {
  return number < 0 ? QByteArray() : QByteArray::number(static_cast<qlonglong>(number));
}

QByteArray csv_line(const MessageLine& line) {
  const auto text = [](const std::string& cell) { return CsvFile::quoted(to_qt(cell)); };
  return QByteArray::number(static_cast<qulonglong>(line.row)) + "," +
         QByteArray::number(static_cast<qlonglong>(line.time)) + "," + text(line.kind) + "," + text(line.sender) + "," +
         text(line.receiver) + "," + csv_number(line.epoch) + "," + csv_number(line.round) + "," +
         QByteArray::number(static_cast<qlonglong>(line.bytes)) + "," + text(line.detail) + "\n";
}

}  // namespace

QString write_messages(scenarios::RecordingQuery& query, const MessageSearch& search, const QString& path,
                       const std::function<void(std::uint64_t)>& told, const std::atomic<bool>& stop) {
  CsvFile file(path);
  bool goes_on = file.write("row,time,kind,sender,receiver,epoch,round,bytes,detail\n");
  std::uint64_t written = 0;
  // Found first: what is read meanwhile would hold the search up.
  std::vector<std::uint32_t> ids;
  if (goes_on)
    find_messages(
        query, search, [&](const FoundMessages& piece) { ids.insert(ids.end(), piece.ids.begin(), piece.ids.end()); },
        stop);
  for (std::size_t at = 0; at < ids.size() && goes_on && !stop; at += kLinesAtOnce) {
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = static_cast<std::ptrdiff_t>(std::min(kLinesAtOnce, ids.size() - at));
    QByteArray out;
    for (const MessageLine& line : message_lines(query.reader(), {first, first + count})) out += csv_line(line);
    goes_on = file.write(out);
    written += static_cast<std::uint64_t>(count);
    told(written);
  }
  if (!stop && goes_on) file.finish();
  return file.problem();
}

}  // namespace orrery::gui
