#include "scenarios/sweep/sweep_schema.h"

#include <fmt/format.h>

#include <algorithm>

namespace orrery::scenarios {

namespace {

constexpr std::size_t kMostColumns = 1900;

/// A text as SQL quotes it.
std::string sql_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

/// A member of a JSON object; its name may hold dots, but JSON paths know no way to write a quote inside one.
std::string member(const std::string& column, const std::string& name) {
  return fmt::format("json_extract(run.{}, {})", column, sql_text("$.\"" + name + "\""));
}

}  // namespace

const std::vector<SweepTable>& sweep_tables() {
  static const std::vector<SweepTable> tables = {
      {"sweep", {"key TEXT", "value TEXT"}, "key"},
      {"parameter", {"number INTEGER", "key TEXT", "unit TEXT"}, "number"},
      {"parameter_value", {"number INTEGER", "text TEXT", "value REAL"}, "number, text"},
      {"figure", {"path TEXT", "unit TEXT", "about TEXT"}, "path"},
      {"run",
       {"run INTEGER", "seed INTEGER", "parameters TEXT", "outcome TEXT", "error TEXT", "digest TEXT", "events INTEGER",
        "violations INTEGER", "figures TEXT"},
       "run"},
      {"violation", {"run INTEGER", "number INTEGER", "expectation TEXT", "about TEXT"}, "run, number"},
      {"failure", {"run INTEGER", "attempt INTEGER", "error TEXT"}, "run, attempt"},
      {"cost",
       {"run INTEGER", "wall_seconds REAL", "cpu_seconds REAL", "peak_bytes INTEGER", "attempts INTEGER"},
       "run"}};
  return tables;
}

std::string create_statement(const SweepTable& table) {
  std::string columns;
  for (const std::string& column : table.columns) columns += column + ", ";
  return fmt::format("CREATE TABLE {} ({}PRIMARY KEY ({}))", table.name, columns, table.key);
}

std::string runs_view_statement(sim::Database& database) {
  std::string columns = "run.run, run.seed";
  std::size_t count = 0;
  sim::Statement keys(database, "SELECT number, key, unit FROM parameter ORDER BY number");
  while (keys.step()) {
    const std::string key(keys.text(1));
    const bool numeric = keys.text(2) != "text";
    const std::string text = member("parameters", key);
    const std::string value =
        numeric
            ? fmt::format("(SELECT value FROM parameter_value WHERE number = {} AND text = {})", keys.integer(0), text)
            : text;
    columns += fmt::format(", {} AS {}", value, sim::quoted(key));
  }
  columns += ", run.outcome, run.error, run.violations, run.events, run.digest";
  sim::Statement figures(database, "SELECT path, unit FROM figure ORDER BY path");
  while (figures.step() && ++count <= kMostColumns) {
    const std::string path(figures.text(0)), unit(figures.text(1));
    std::string value = member("figures", path);
    if (unit == "price") value = fmt::format("CAST({} AS REAL)", value);
    if (unit == "wei" || unit == "juels") value = fmt::format("CAST({} AS REAL) / 1e18", value);
    columns += fmt::format(", {} AS {}", value, sim::quoted(path));
  }
  return "CREATE VIEW runs AS SELECT " + columns + " FROM run";
}

}  // namespace orrery::scenarios
