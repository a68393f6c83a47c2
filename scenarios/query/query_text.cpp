#include "scenarios/query/query_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace orrery::scenarios {

namespace {

constexpr std::size_t kTextLimit = 100;
constexpr std::size_t kPage = 10'000;
constexpr std::size_t kWidestCell = 60;
constexpr std::size_t kValuesLookedAt = 1'000;

using Print = std::function<bool(std::string_view)>;

std::string cut(const std::string& text) {
  std::string line = text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (line.size() <= kWidestCell) return line;
  std::size_t end = kWidestCell - 1;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;  // not inside a character
  return line.substr(0, end) + "…";
}

bool write_text(const FilterSchema& schema, const sim::RecordedTable& table, const std::vector<sim::RecordedRow>& rows,
                const Print& print) {
  if (rows.empty()) return true;
  std::vector<std::vector<std::string>> lines{shown_columns(table)};
  std::vector<std::size_t> widths(lines[0].size(), 0);
  for (const sim::RecordedRow& row : rows) {
    lines.push_back(shown_cells(schema, row));
    for (std::size_t i = 0; i < widths.size(); ++i) {
      lines.back()[i] = cut(lines.back()[i]);
      widths[i] = std::max(widths[i], lines.back()[i].size());
    }
  }
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (widths[i] != 0) widths[i] = std::max(widths[i], lines[0][i].size());
  for (const auto& cells : lines) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i] != 0) line += fmt::format("{:<{}}  ", cells[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    if (!print(line + "\n")) return false;
  }
  return true;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) line += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += cells[i];
      continue;
    }
    line += '"';
    for (const char c : cells[i]) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\r\n";
}

nlohmann::ordered_json json_row(const FilterSchema& schema, const sim::RecordedRow& row) {
  const std::vector<std::string> cells = shown_cells(schema, row);
  nlohmann::ordered_json object{{"time", cells[0]}, {"id", row.id}};
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    nlohmann::ordered_json& value = object[row.table->columns[i]];
    const auto* integer = std::get_if<std::int64_t>(&row.cells[i]);
    const auto* real = std::get_if<double>(&row.cells[i]);
    const bool number = row.table->roles[i] == sim::ColumnRole::kPlain || row.table->roles[i] == sim::ColumnRole::kRow;
    if (integer != nullptr && number) {
      value = *integer;
    } else if (real != nullptr) {
      value = *real;
    } else if (!std::holds_alternative<std::monostate>(row.cells[i])) {
      value = cells[i + 2];
    }
  }
  object["cause"] = row.cause.row == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(row.cause.row);
  return object;
}

bool write_rows(const FilterSchema& schema, const sim::RecordedTable& table, QueryFormat format, bool first,
                const std::vector<sim::RecordedRow>& rows, const Print& print) {
  if (format == QueryFormat::kText) return write_text(schema, table, rows, print);
  for (const sim::RecordedRow& row : rows) {
    const bool written =
        format == QueryFormat::kCsv
            ? print(csv_line(shown_cells(schema, row)))
            : print((first ? "\n  " : ",\n  ") +
                    json_row(schema, row).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (!written) return false;
    first = false;
  }
  return true;
}

/// Texts that a filter asks for and that stand nowhere: the likely reason for an empty answer.
void remark_strange_values(RecordingQuery& query, const sim::RecordedTable& table, const FilterExpression& expression,
                           std::string& remarks) {
  for (const FilterExpression& part : expression.parts) remark_strange_values(query, table, part, remarks);
  const bool equality =
      expression.kind == FilterExpression::Kind::kIn ||
      (expression.kind == FilterExpression::Kind::kCompare && expression.op == FilterOperator::kEqual);
  if (!equality) return;
  for (const FilterField& field : fields_of(query.schema(), table)) {
    if (field.name != expression.field || field.type != FieldType::kText) continue;
    const std::vector<std::string> known = query.values(table, field, kValuesLookedAt);
    for (const FilterValue& value : expression.values)
      if (value.text != "null" && std::find(known.begin(), known.end(), value.text) == known.end())
        remarks +=
            fmt::format("; \"{}\" was not seen as {}{}", value.text, field.name, sim::did_you_mean(value.text, known));
  }
}

}  // namespace

QueryRemarks write_query(RecordingQuery& query, const QueryRequest& request, const Print& print) {
  const sim::RecordedTable& table =
      request.table.empty() ? table_of_filter(request.filter, query.schema()) : query.schema().require(request.table);
  const Filter filter(request.filter, query.schema(), table);
  if (request.count_only) {
    print(fmt::format("{}\n", query.count(filter)));
    return {};
  }
  const bool text = request.format == QueryFormat::kText;
  const std::size_t limit = request.limit.value_or(text ? kTextLimit : SIZE_MAX);
  if (request.format == QueryFormat::kCsv && !print(csv_line(shown_columns(table)))) return {};
  if (request.format == QueryFormat::kJson && !print("[")) return {};
  PageRequest page{.after = {}, .before = {}, .limit = 0, .newest_first = request.newest_first};
  std::size_t written = 0;
  bool more = false;
  while (true) {
    // One more than is shown tells whether there are more.
    const std::size_t room = std::min(kPage, limit - written);
    page.limit = room == SIZE_MAX ? room : room + 1;
    std::vector<sim::RecordedRow> rows = query.rows(filter, page);
    more = rows.size() > room;
    if (more) rows.pop_back();
    if (!write_rows(query.schema(), table, request.format, written == 0, rows, print)) return {};
    written += rows.size();
    if (!more || written >= limit) break;
    (request.newest_first ? page.before : page.after) = rows.back().id;
  }
  if (request.format == QueryFormat::kJson) print(written == 0 ? "]\n" : "\n]\n");
  if (more && text) return {fmt::format("{} shown, more match: --limit N shows more, --count counts them", written)};
  if (written != 0) return {};
  QueryRemarks remarks{fmt::format("no row of {} matches", table.name)};
  remark_strange_values(query, table, parse_filter(request.filter), remarks.text);
  return remarks;
}

}  // namespace orrery::scenarios
