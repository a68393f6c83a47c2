#include "scenarios/page/sweep_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "scenarios/language/scenario.h"
#include "scenarios/page/markup.h"
#include "scenarios/sweep/manifest.h"
#include "scenarios/sweep/quantity.h"
#include "sim/input_error.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using sim::Database;
using sim::Statement;

constexpr std::size_t kMostSweepFigures = 1900;  // as the view has
constexpr const char* kEnded = " WHERE outcome IN ('held', 'violated') ORDER BY run";

std::size_t count(Database& database, const std::string& where) {
  return std::stoull(database.value("SELECT count(*) FROM run WHERE " + where));
}

/// Groups of a key that is a number: its values, or equal parts of their order.
void group_numbers(SweptKey& key) {
  const std::set<double> distinct(key.numbers.begin(), key.numbers.end());
  std::vector<double> edges(distinct.begin(), distinct.end());  // the largest value of each group
  if (edges.size() > kMostGroups) {
    std::vector<double> ascending = key.numbers;
    std::sort(ascending.begin(), ascending.end());
    edges.clear();
    constexpr std::size_t kParts = 6;
    for (std::size_t part = 1; part <= kParts; ++part)
      edges.push_back(ascending[std::max<std::size_t>(1, ascending.size() * part / kParts) - 1]);
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    for (const double edge : edges) key.group_names.push_back("≤ " + brief(edge, key.unit));
  } else {
    for (const double edge : edges) key.group_names.push_back(brief(edge, key.unit));
  }
  for (const double number : key.numbers)
    key.groups.push_back(
        static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), number) - edges.begin()));
}

void group_texts(SweptKey& key, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const auto known = std::find(key.group_names.begin(), key.group_names.end(), text);
    key.groups.push_back(static_cast<std::size_t>(known - key.group_names.begin()));
    if (known == key.group_names.end()) key.group_names.push_back(text);
  }
}

/// Leaves out what all keys begin with, up to a dot: it tells none from another.
void shorten_names(std::vector<SweptKey>& keys) {
  if (keys.size() < 2) return;
  std::string shared = keys.front().name;
  for (const SweptKey& key : keys) {
    const auto apart = std::mismatch(shared.begin(), shared.end(), key.name.begin(), key.name.end()).first;
    shared.erase(apart, shared.end());
  }
  const std::size_t length = shared.rfind('.') == shared.npos ? 0 : shared.rfind('.') + 1;
  for (SweptKey& key : keys) key.short_name = key.name.substr(length);
}

std::vector<SweptKey> read_keys(Database& database) {
  std::vector<SweptKey> keys;
  Statement listed(database, "SELECT key, unit FROM parameter ORDER BY number");
  while (listed.step()) {
    SweptKey key;
    key.name = key.short_name = listed.text(0);
    key.unit = listed.text(1);
    key.numeric = key.unit != "text";
    std::vector<std::string> texts;
    Statement values(database, "SELECT " + sim::quoted(key.name) + " FROM runs" + kEnded);
    while (values.step()) {
      key.numbers.push_back(values.real(0));
      texts.emplace_back(values.text(0));
    }
    if (key.numeric) {
      group_numbers(key);
    } else {
      group_texts(key, texts);
    }
    keys.push_back(std::move(key));
  }
  shorten_names(keys);
  return keys;
}

/// Groups of runs that have the same values of all keys.
std::vector<std::size_t> variants(const std::vector<SweptKey>& keys, std::size_t runs) {
  std::map<std::vector<std::size_t>, std::size_t> numbers;
  std::vector<std::size_t> result;
  for (std::size_t run = 0; run < runs; ++run) {
    std::vector<std::size_t> variant;
    for (const SweptKey& key : keys) variant.push_back(key.groups[run]);
    result.push_back(numbers.try_emplace(variant, numbers.size()).first->second);
  }
  return result;
}

double variation(const std::vector<double>& values) {
  double total = 0, squares = 0;
  for (const double value : values) {
    total += value;
    squares += value * value;
  }
  const double n = static_cast<double>(values.size()), mean = total / n;
  const double deviation = std::sqrt(std::max(0.0, squares / n - mean * mean));
  return deviation / (std::fabs(mean) + deviation);
}

std::vector<SweptFigure> read_figures(Database& database, const std::set<std::string>& expected,
                                      const std::vector<std::size_t>& groups, bool varied) {
  std::vector<SweptFigure> all, figures;
  std::string columns = "run";
  Statement listed(database, "SELECT path, unit, coalesce(about, '') FROM figure WHERE unit <> 'text' ORDER BY path");
  while (listed.step() && all.size() < kMostSweepFigures) {
    all.push_back({std::string(listed.text(0)), std::string(listed.text(1)), std::string(listed.text(2)), {}});
    columns += ", " + sim::quoted(all.back().path);
  }
  std::vector<bool> whole(all.size(), true);
  Statement values(database, "SELECT " + columns + " FROM runs" + kEnded);
  while (values.step()) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const int column = static_cast<int>(i) + 1;
      whole[i] = whole[i] && values.type(column) != sim::Value::Type::kNull;
      all[i].values.push_back(values.real(column));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    SweptFigure& figure = all[i];
    if (!whole[i] || figure.values.empty()) continue;
    const auto [least, most] = std::minmax_element(figure.values.begin(), figure.values.end());
    if (*least == *most) continue;
    figure.expected = expected.contains(figure.path);
    figure.weight = variation(figure.values) * (varied ? explained_share(figure.values, groups) : 1);
    figures.push_back(std::move(figure));
  }
  std::stable_sort(figures.begin(), figures.end(), [](const SweptFigure& a, const SweptFigure& b) {
    return std::pair(!a.expected, -a.weight) < std::pair(!b.expected, -b.weight);
  });
  return figures;
}

void read_expectations(Database& database, const Scenario& scenario, SweepRows& rows) {
  for (const Expectation& expectation : scenario.expectations) {
    SweptExpectation swept{expectation.name, 0, {}};
    Statement found(database, "SELECT count(*), min(about) FROM violation WHERE expectation = ?");
    found.bind(1, sim::Value(expectation.name));
    found.step();
    swept.violated = static_cast<std::size_t>(found.integer(0));
    swept.example = found.text(1);
    rows.expectations.push_back(std::move(swept));
  }
}

SweepRows read(Database& database, const std::string& path) {
  SweepRows rows;
  const Manifest manifest = parse_manifest_header(path, database.value("SELECT value FROM sweep WHERE key = 'header'"));
  Files files = manifest.source();
  Node document = read_document(files, manifest.scenario_path);
  for (const std::string& assignment : manifest.assignments) set_value(document, assignment);
  const Scenario scenario = scenario_section().read(document);
  rows.title = scenario.title;
  rows.scenario_path = manifest.scenario_path;
  rows.orrery = database.value("SELECT value FROM sweep WHERE key = 'orrery'");
  rows.until = manifest.until.value_or("");
  rows.assignments = manifest.assignments;
  rows.planned = count(database, "1");
  rows.held = count(database, "outcome = 'held'");
  rows.violated = count(database, "outcome = 'violated'");
  rows.failed = count(database, "outcome = 'failed'");
  rows.seeds = std::stoull(database.value("SELECT count(DISTINCT seed) FROM run"));
  rows.cpu_seconds = std::stod("0" + database.value("SELECT sum(cpu_seconds) FROM cost"));
  Statement errors(database, "SELECT error, count(*) FROM run WHERE outcome = 'failed' GROUP BY 1 ORDER BY 2 DESC");
  while (errors.step())
    rows.errors.push_back({std::string(errors.text(0)), static_cast<std::size_t>(errors.integer(1))});
  rows.keys = read_keys(database);
  std::set<std::string> expected;
  for (const Expectation& expectation : scenario.expectations) expected.insert(expectation.figure.name);
  rows.figures = read_figures(database, expected, variants(rows.keys, rows.size()), !rows.keys.empty());
  read_expectations(database, scenario, rows);
  return rows;
}

}  // namespace

SweepRows read_sweep(const std::string& path) {
  try {
    Database database(sim::database_path(path), Database::Mode::kReadOnly);
    return read(database, path);
  } catch (const sim::SqliteError& error) {
    throw sim::InputError(path, std::string("cannot be read as a sweep: ") + error.what());
  }
}

}  // namespace orrery::scenarios
