#include "gui/tables/chain_view.h"

#include <algorithm>

#include "chains/encoding/abi_error.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kMostLines = 4000;

QString whole_hex(const sim::Cell& cell) {
  const auto* bytes = std::get_if<sim::Bytes>(&cell);
  if (bytes == nullptr || bytes->empty()) return {};
  return "0x" +
         QString::fromLatin1(
             QByteArray(reinterpret_cast<const char*>(bytes->data()), static_cast<qsizetype>(bytes->size())).toHex());
}

QString short_hex(const sim::Cell& cell) {
  const QString whole = whole_hex(cell);
  return whole.isEmpty() ? whole : whole.left(10) + "…";
}

const sim::Bytes& bytes_of(const sim::Cell& cell) {
  static const sim::Bytes kNone;
  const auto* bytes = std::get_if<sim::Bytes>(&cell);
  return bytes == nullptr ? kNone : *bytes;
}

constexpr int kTime = 0, kBlock = 2, kGas = 5;

QString call_words(const AbiBook& book, const sim::RecordedRow& row, AbiBook::Values values) {
  std::string call = book.call_text(bytes_of(row.cell("input")), values);
  if (call.empty() && std::holds_alternative<std::monostate>(row.cell("to_address"))) call = "creates a contract";
  if (row.integer("status") != 1)
    call += " reverted: " + chains::to_text(chains::decode_revert(bytes_of(row.cell("output"))));
  return to_qt(call);
}

QString status_word(const sim::RecordedRow& transaction) {
  return transaction.integer("status") == 1 ? QStringLiteral("ok") : QStringLiteral("reverted");
}

TableLine transaction_line(const sim::RecordingReader& reader, const AbiBook& book, const sim::RecordedRow& row,
                           const QColor& bad, bool dated) {
  TableLine line;
  line.row = row.id;
  line.time = row.time.unix_nanoseconds();
  const bool ok = row.integer("status") == 1;
  const std::int64_t block = row.integer("number").value_or(0), gas = row.integer("gas_used").value_or(0);
  line.cells = {moment_text(row.time, 3, dated),
                to_qt(reader.name_of(row.entity("chain"))),
                QString::number(block),
                QObject::tr("transaction"),
                short_hex(row.cell("sender")),
                count_text(static_cast<std::uint64_t>(gas)),
                call_words(book, row, AbiBook::Values::kShort)};
  line.file = {QString::number(line.time),
               line.cells[1],
               QString::number(block),
               QStringLiteral("transaction"),
               status_word(row),
               whole_hex(row.cell("hash")),
               whole_hex(row.cell("sender")),
               whole_hex(row.cell("to_address")),
               QString::number(gas),
               call_words(book, row, AbiBook::Values::kWhole)};
  line.orders = {{kTime, line.time}, {kBlock, block}, {kGas, gas}};
  if (!ok) line.colour = bad;
  return line;
}

TableLine log_line(const sim::RecordingReader& reader, const AbiBook& book, const sim::RecordedRow& row, bool dated) {
  TableLine line;
  line.row = row.id;
  line.time = row.time.unix_nanoseconds();
  std::vector<sim::Bytes> topics;
  for (const char* column : {"topic0", "topic1", "topic2", "topic3"}) {
    if (!bytes_of(row.cell(column)).empty()) topics.push_back(bytes_of(row.cell(column)));
  }
  line.orders = {{kTime, line.time}};
  line.cells = {moment_text(row.time, 3, dated),
                to_qt(reader.name_of(row.entity("chain"))),
                QString(),
                QObject::tr("  event"),
                short_hex(row.cell("address")),
                QString(),
                to_qt(book.log_text(topics, bytes_of(row.cell("data"))))};
  const auto transaction =
      reader.row(*reader.table("transaction"), static_cast<std::uint64_t>(row.integer("transaction_row").value_or(0)));
  line.file = {QString::number(line.time),
               line.cells[1],
               transaction ? QString::number(transaction->integer("number").value_or(0)) : QString(),
               QStringLiteral("event"),
               transaction ? status_word(*transaction) : QString(),
               transaction ? whole_hex(transaction->cell("hash")) : QString(),
               whole_hex(row.cell("address")),
               QString(),
               QString(),
               to_qt(book.log_text(topics, bytes_of(row.cell("data")), AbiBook::Values::kWhole))};
  return line;
}

}  // namespace

std::vector<TableLine> chain_lines(scenarios::RecordingQuery& query, const AbiBook& book, const ChainSpan& span,
                                   const QColor& bad) {
  std::vector<TableLine> lines;
  const sim::RecordingReader& reader = query.reader();
  if (reader.table("transaction") == nullptr || reader.table("log") == nullptr) return lines;
  // Of more than can be shown those around the cursor.
  const sim::Time middle = std::clamp(span.around + sim::Duration::nanoseconds(1), span.from, span.until);
  const scenarios::PageRequest until_it{
      .limit = span.most / 2, .newest_first = true, .from = span.from, .until = middle};
  const scenarios::PageRequest after_it{.limit = span.most / 2, .from = middle, .until = span.until};
  for (const auto& page : {until_it, after_it}) {
    for (const sim::RecordedRow& row : query.rows(*span.transactions, page))
      lines.push_back(transaction_line(reader, book, row, bad, span.dated));
    for (const sim::RecordedRow& row : query.rows(*span.logs, page))
      lines.push_back(log_line(reader, book, row, span.dated));
  }
  std::sort(lines.begin(), lines.end(), [](const TableLine& a, const TableLine& b) { return a.row < b.row; });
  return lines;
}

ChainView::ChainView(Session& session, QWidget* parent)
    : LineView(session, "Chain", {tr("time"), tr("chain"), tr("block"), tr("what"), tr("by"), tr("gas"), tr("decoded")},
               {moment_text(session.world().start, 3, is_dated(session)), "ethereum", "99 999 999", "transaction",
                "0x00000000…", "9 999 999"},
               parent) {
  connect(&session, &Session::range_changed, this, &ChainView::look);
  connect(&session, &Session::histories_changed, this, &ChainView::look);
  connect(&session, &Session::filter_changed, this, &ChainView::look);
  connect(&session, &Session::theme_changed, this, &ChainView::look);  // lines carry colours
  connect(&session, &Session::cursor_changed, this, &ChainView::look_around_cursor);
  set_file_columns({"time", "chain", "block", "what", "status", "hash", "by", "to", "gas", "decoded"});
  keep_at_cursor();
  look();
}

// Only a table that could not hold all looks again.
void ChainView::look_around_cursor() {
  const std::vector<TableLine>& lines = table().lines();
  if (lines.size() < kMostLines / 2) return;
  const std::int64_t cursor = session().cursor().unix_nanoseconds();
  if (cursor < lines.front().time || cursor > lines.back().time) look();
}

// A filter of transactions leaves logs as they are, and the other way round; one of neither leaves both.
void ChainView::look() {
  const TimeRange range = session().range();
  ChainSpan span{range.from,
                 range.until + sim::Duration::nanoseconds(1),
                 session().cursor(),
                 session().filter().of("transaction"),
                 session().filter().of("log"),
                 kMostLines,
                 is_dated(session())};
  ask([book = book_, span, bad = theme().bad](scenarios::RecordingQuery& query, const QuestionRunner::Stop&) {
    return chain_lines(query, *book, span, bad);
  });
}

}  // namespace orrery::gui
