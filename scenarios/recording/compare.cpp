#include "scenarios/recording/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "scenarios/recording/phrase.h"
#include "sim/input_error.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using sim::RecordedTable;
using sim::RecordingReader;
using sim::Statement;

/// Columns that later events write.
bool is_set_later(const std::string& table, const std::string& column) {
  return (table == "fault" && (column == "end" || column == "hits" || column == "planned_end")) ||
         (table == "block" && column == "status");
}

/// One recording, opened for reading side by side with another.
struct Side {
  explicit Side(const std::string& path)
      : reader(path), database(sim::database_path(path), sim::Database::Mode::kReadOnly) {}
  RecordingReader reader;
  sim::Database database;
};

std::string columns_of(const RecordedTable& table) {
  std::string columns = "id, time, cause";
  for (const std::string& column : table.columns)
    if (!is_set_later(table.name, column)) columns += ", " + sim::quoted(column);
  return columns;
}

bool same_cell(const Statement& a, const Statement& b, int column) {
  if (a.type(column) != b.type(column)) return false;
  switch (a.type(column)) {
    case sim::Value::Type::kNull:
      return true;
    case sim::Value::Type::kInteger:
      return a.integer(column) == b.integer(column);
    case sim::Value::Type::kReal:
      return a.real(column) == b.real(column);
    case sim::Value::Type::kText:
      return a.text(column) == b.text(column);
    case sim::Value::Type::kBlob:
      return std::ranges::equal(a.blob(column), b.blob(column));
  }
  return false;
}

/// The id at which a table's rows part, below `bound`; or `bound`. Ids are one sequence over all tables, so the least
/// of all tables is where the histories part.
std::int64_t parting_id(Side& first, Side& second, const RecordedTable& table, std::int64_t bound,
                        const std::atomic<bool>* stop) {
  const std::string query = "SELECT " + columns_of(table) + " FROM " + sim::quoted(table.name) + " WHERE id < " +
                            std::to_string(bound) + " ORDER BY id";
  Statement a(first.database, query), b(second.database, query);
  while (true) {
    if (stop != nullptr && *stop) throw sim::InputError("", "the comparison was taken back");
    const bool more_a = a.step(), more_b = b.step();
    if (!more_a && !more_b) return bound;
    if (!more_a) return b.integer(0);
    if (!more_b) return a.integer(0);
    for (int column = 0; column < a.columns(); ++column)
      if (!same_cell(a, b, column)) return std::min(a.integer(0), b.integer(0));
  }
}

std::optional<ComparedRow> row_at(const RecordingReader& reader, std::int64_t from) {
  std::optional<sim::RecordedRow> earliest;
  for (const RecordedTable& table : reader.tables()) {
    auto row = reader.row(table, static_cast<std::uint64_t>(from));
    if (row) earliest = std::move(row);
  }
  if (!earliest) return std::nullopt;
  return ComparedRow{earliest->id, earliest->time, earliest->table->name, who(reader, *earliest),
                     phrase(reader, *earliest)};
}

/// Counts by which two runs are told apart, by name.
std::map<std::string, std::int64_t> counts_of(Side& side) {
  struct Count {
    const char* table;
    const char* query;
  };
  static constexpr Count kCounts[] = {
      {"message", "SELECT 'messages ' || kind, count(*) FROM message GROUP BY 1"},
      {"delivery", "SELECT 'copies ' || fate, count(*) FROM delivery GROUP BY 1"},
      {"span",
       // An epoch is one, though each of its nodes has a span of it.
       "SELECT s.kind || 's of ' || ifnull(e.name, '?') || ' ' || ifnull(outcome, ''), "
       "iif(s.kind = 'epoch', count(DISTINCT s.epoch), count(*)) FROM span s "
       "LEFT JOIN entity e ON e.id = s.network GROUP BY 1"},
      {"deadline",
       "SELECT d.kind || 's of ' || ifnull(e.name, '?') || ' ' || outcome, count(*) FROM deadline d LEFT "
       "JOIN entity e ON e.id = d.entity GROUP BY 1"},
      {"block",
       "SELECT 'blocks of ' || ifnull(e.name, '?') || ' ' || status, count(*) FROM block b LEFT JOIN entity e "
       "ON e.id = b.chain GROUP BY 1"},
      {"transaction",
       "SELECT 'transactions of ' || ifnull(e.name, '?') || iif(status, ' done', ' reverted'), count(*) "
       "FROM \"transaction\" t LEFT JOIN entity e ON e.id = t.chain GROUP BY 1"},
      {"transaction",
       "SELECT 'gas on ' || ifnull(e.name, '?'), sum(gas_used) FROM \"transaction\" t LEFT JOIN entity e "
       "ON e.id = t.chain GROUP BY 1"},
      {"fault", "SELECT 'hits of ' || kind || ' on ' || target, sum(hits) FROM fault GROUP BY 1"},
      {"violation", "SELECT 'violated: ' || expectation, count(*) FROM violation GROUP BY 1"},
  };
  std::map<std::string, std::int64_t> counts;
  for (const Count& count : kCounts) {
    if (side.reader.table(count.table) == nullptr) continue;
    Statement statement(side.database, count.query);
    while (statement.step()) counts[std::string(statement.text(0))] = statement.integer(1);
  }
  if (const auto events = side.reader.run(sim::run_key::kEvents)) counts["events"] = std::stoll(*events);
  return counts;
}

std::optional<double> relative_difference(const ResultFigure& first, const ResultFigure& second) {
  const auto a = number_of(first), b = number_of(second);
  if (!a || !b) return std::nullopt;
  const double larger = std::max(std::fabs(*a), std::fabs(*b));
  return larger == 0 ? 0 : std::fabs(*a - *b) / larger;
}

std::vector<ResultFigure> figures_of(const RecordingReader& reader) {
  std::vector<ResultFigure> figures;
  try {
    for (const sim::RecordedFigure& figure : reader.figures()) figures.push_back(result_figure(figure));
  } catch (const sim::InputError& error) {
    throw error.at(reader.path());
  }
  return figures;
}

void compare_figures(const RecordingReader& first, const RecordingReader& second, Comparison& comparison) {
  const auto a = figures_of(first), b = figures_of(second);
  comparison.first_has_figures = !a.empty();
  comparison.second_has_figures = !b.empty();
  std::map<std::string, DifferingFigure> both;
  for (const ResultFigure& figure : a) both[figure.path] = {figure.path, figure.unit, figure, {}, {}};
  for (const ResultFigure& figure : b) {
    DifferingFigure& known = both[figure.path];
    known.path = figure.path;
    known.unit = figure.unit;
    known.second = figure;
  }
  if (!comparison.first_has_figures || !comparison.second_has_figures) return;
  for (auto& [path, figure] : both) {
    if (figure.first && figure.second && figure.first->value == figure.second->value) continue;
    if (figure.first && figure.second) figure.relative = relative_difference(*figure.first, *figure.second);
    comparison.figures.push_back(std::move(figure));
  }
  // Those that only one run has say least: they come last.
  const auto place = [](const DifferingFigure& figure) {
    return std::pair(!figure.first || !figure.second, -figure.relative.value_or(0));
  };
  std::ranges::stable_sort(comparison.figures, {}, place);
}

void compare_counts(Side& first, Side& second, Comparison& comparison) {
  const auto a = counts_of(first), b = counts_of(second);
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> both;
  for (const auto& [name, value] : a) both[name].first = value;
  for (const auto& [name, value] : b) both[name].second = value;
  for (const auto& [name, values] : both)
    if (values.first != values.second) comparison.counts.push_back({name, values.first, values.second});
}

nlohmann::ordered_json json_of(const std::optional<ResultFigure>& figure) {
  if (!figure) return nullptr;
  return std::visit([](const auto& value) -> nlohmann::ordered_json { return value; }, figure->value);
}

nlohmann::ordered_json json_of(const std::optional<ComparedRow>& row) {
  if (!row) return nullptr;
  return {{"row", row->id},
          {"time", sim::to_text(row->time, 9)},
          {"table", row->table},
          {"who", row->who},
          {"what", row->what}};
}

std::string line_of(const char* name, const std::optional<ComparedRow>& row) {
  if (!row) return fmt::format("  {}  has no more rows\n", name);
  return fmt::format("  {}  {}  {} {} (row {} of {})\n", name, sim::to_text(row->time, 9), row->who, row->what, row->id,
                     row->table);
}

/// Names to the left, the rest to the right of their columns.
std::string table_of(const std::vector<std::array<std::string, 4>>& lines) {
  std::array<std::size_t, 4> widths{};
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  std::string text;
  for (const auto& [name, a, b, unit] : lines)
    text += fmt::format("{:<{}}  {:>{}}  {:>{}}{}{}\n", name, widths[0], a, widths[1], b, widths[2],
                        unit.empty() ? "" : "  ", unit);
  return text;
}

}  // namespace

std::pair<std::string, std::string> DifferingFigure::texts() const {
  const auto told = [](const std::optional<ResultFigure>& figure) { return figure ? to_text(*figure) : "-"; };
  const auto exact = [](const ResultFigure& figure) { return recorded_figure(figure).value + " " + figure.unit; };
  if (first && second && told(first) == told(second)) return {exact(*first), exact(*second)};
  return {told(first), told(second)};
}

Comparison compare_recordings(const std::string& first, const std::string& second, const std::atomic<bool>* stop) {
  Side a(first), b(second);
  const auto level = [](const Side& side) { return side.reader.run(sim::run_key::kLevel).value_or(""); };
  if (level(a) != level(b))
    throw sim::InputError(second, fmt::format("was recorded at level {}, {} at {}", level(b), first, level(a)),
                          "record both at one level");
  Comparison comparison{.first = first,
                        .second = second,
                        .first_digest = {},
                        .second_digest = {},
                        .first_row = {},
                        .second_row = {},
                        .rows_in_common = 0,
                        .figures = {},
                        .counts = {}};
  comparison.first_digest = a.reader.run(sim::run_key::kDigest).value_or("");
  comparison.second_digest = b.reader.run(sim::run_key::kDigest).value_or("");
  try {
    std::int64_t parting = INT64_MAX;
    for (const RecordedTable& table : a.reader.tables()) {
      const RecordedTable* other = b.reader.table(table.name);
      if (other == nullptr || columns_of(*other) != columns_of(table))
        throw sim::InputError(second, "was made by another version: its table " + table.name + " differs");
      parting = parting_id(a, b, table, parting, stop);
    }
    if (parting != INT64_MAX) {
      comparison.first_row = row_at(a.reader, parting);
      comparison.second_row = row_at(b.reader, parting);
      comparison.rows_in_common = static_cast<std::uint64_t>(parting - 1);
    }
    compare_figures(a.reader, b.reader, comparison);
    compare_counts(a, b, comparison);
  } catch (const sim::SqliteError& error) {
    throw sim::InputError(first + ", " + second, std::string("cannot be compared: ") + error.what());
  }
  return comparison;
}

std::string to_text(const Comparison& comparison) {
  std::string text = fmt::format("A  {}  {}\nB  {}  {}\n", comparison.first, comparison.first_digest, comparison.second,
                                 comparison.second_digest);
  if (comparison.same()) {
    text += "no row differs\n";
  } else {
    text += fmt::format("they part after {} rows, where\n", comparison.rows_in_common);
    text += line_of("A", comparison.first_row) + line_of("B", comparison.second_row);
  }
  for (const auto& [name, has_figures] :
       {std::pair{"A", comparison.first_has_figures}, std::pair{"B", comparison.second_has_figures}})
    if (!has_figures)
      text += fmt::format("{} holds no figures: its run goes on, failed, or was made by an older version\n", name);
  if (!comparison.figures.empty()) {
    std::vector<std::array<std::string, 4>> lines{{"figures", "A", "B", ""}};
    for (const DifferingFigure& figure : comparison.figures) {
      // Other units are in the values' own words.
      const bool has_unit = figure.unit == "count" || figure.unit == "price";
      const auto [first, second] = figure.texts();
      lines.push_back({figure.path, first, second, has_unit ? figure.unit : ""});
    }
    text += "\n" + table_of(lines);
  }
  if (!comparison.counts.empty()) {
    std::vector<std::array<std::string, 4>> lines{{"counts", "A", "B", ""}};
    for (const DifferingCount& count : comparison.counts)
      lines.push_back({count.name, std::to_string(count.first), std::to_string(count.second), ""});
    text += "\n" + table_of(lines);
  }
  return text;
}

std::string to_json(const Comparison& comparison) {
  nlohmann::ordered_json figures = nlohmann::ordered_json::array(), counts = nlohmann::ordered_json::array();
  for (const DifferingFigure& figure : comparison.figures)
    figures.push_back(
        {{"path", figure.path},
         {"unit", figure.unit},
         {"a", json_of(figure.first)},
         {"b", json_of(figure.second)},
         {"relative", figure.relative ? nlohmann::ordered_json(*figure.relative) : nlohmann::ordered_json()}});
  for (const DifferingCount& count : comparison.counts)
    counts.push_back({{"name", count.name}, {"a", count.first}, {"b", count.second}});
  const auto side = [](const std::string& recording, const std::string& digest, bool has_figures) {
    return nlohmann::ordered_json{{"recording", recording}, {"digest", digest}, {"has_figures", has_figures}};
  };
  const nlohmann::ordered_json json{
      {"a", side(comparison.first, comparison.first_digest, comparison.first_has_figures)},
      {"b", side(comparison.second, comparison.second_digest, comparison.second_has_figures)},
      {"same", comparison.same()},
      {"rows_in_common",
       comparison.same() ? nlohmann::ordered_json() : nlohmann::ordered_json(comparison.rows_in_common)},
      {"parts", {{"a", json_of(comparison.first_row)}, {"b", json_of(comparison.second_row)}}},
      {"figures", std::move(figures)},
      {"counts", std::move(counts)}};
  return json.dump(2);
}

}  // namespace orrery::scenarios
