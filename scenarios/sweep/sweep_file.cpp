#include "scenarios/sweep/sweep_file.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "scenarios/sweep/quantity.h"
#include "scenarios/sweep/sweep_schema.h"
#include "sim/input_error.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/recording_schema.h"

namespace orrery::scenarios {

namespace {

namespace fs = std::filesystem;
using sim::Database;
using sim::Statement;
using sim::Value;

constexpr std::string_view kSqliteMagic("SQLite format 3\0", 16);
constexpr std::size_t kApplicationIdAt = 68, kHeaderBytes = 72;  // sqlite.org/fileformat2.html, 1.3

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

std::string parameters_json(const Manifest& manifest, const PlannedRun& run) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < manifest.keys.size(); ++i) json[manifest.keys[i]] = run.values[i];
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string figures_json(const RunResult& result) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const ResultFigure& figure : result.figures)
    std::visit([&](const auto& value) { json[figure.path] = value; }, figure.value);
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

sim::FileLock take_lock(const std::string& path) {
  std::optional<sim::FileLock> lock = sim::FileLock::take(path);
  if (!lock) throw sim::InputError(path, "another sweep is writing this file", "choose another name, or wait for it");
  return std::move(*lock);
}

}  // namespace

SweepFileKind kind_of_sweep_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return SweepFileKind::kMissing;
  std::array<char, kHeaderBytes> header{};
  file.read(header.data(), header.size());
  if (file.gcount() < static_cast<std::streamsize>(header.size()) ||
      !std::string_view(header.data(), header.size()).starts_with(kSqliteMagic))
    return SweepFileKind::kOther;
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8 | static_cast<std::uint8_t>(header[kApplicationIdAt + i]);
  return id == static_cast<std::uint32_t>(kSweepApplicationId) ? SweepFileKind::kSweep : SweepFileKind::kOther;
}

template <class F>
auto SweepFile::guarded(F&& action) const {
  try {
    return action();
  } catch (const sim::SqliteError& error) {
    if (error.is_full()) throw sim::RecordingError("cannot write " + path_ + ": no room is left on the disk");
    if (error.is_damage()) throw sim::InputError(path_, std::string("is damaged: ") + error.what());
    throw sim::RecordingError("cannot write " + path_ + ": " + error.what());
  }
}

SweepFile::SweepFile(std::string path, sim::FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {
  guarded([&] {
    database_ = std::make_unique<Database>(sim::database_path(path_), Database::Mode::kReadWrite);
    database_->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  });
}

SweepFile SweepFile::create(const std::string& path, const Manifest& manifest, const Figures& figures) {
  sim::FileLock lock = take_lock(path);
  const std::string part = path + ".part";
  try {
    fs::remove(part);
    Database database(sim::database_path(part), Database::Mode::kCreate);
    fill(database, manifest, figures);
  } catch (const sim::SqliteError& error) {
    fs::remove(part);
    throw sim::InputError(path, std::string("cannot be written: ") + error.what());
  }
  fs::rename(part, path);
  return {path, std::move(lock)};
}

SweepFile::SweepFile(const std::string& path) : SweepFile(path, take_lock(path)) {
  const std::string version = guarded([&] { return database_->value("SELECT value FROM sweep WHERE key = 'schema'"); });
  if (version != std::to_string(kSweepSchemaVersion))
    throw sim::InputError(
        path_, fmt::format("is a sweep of schema version {}; this program knows {}", version, kSweepSchemaVersion));
}

void SweepFile::fill(sim::Database& database, const Manifest& manifest, const Figures& figures) {
  database.execute("BEGIN IMMEDIATE");
  database.execute(fmt::format("PRAGMA application_id = {}", kSweepApplicationId));
  for (const SweepTable& table : sweep_tables()) database.execute(create_statement(table));
  const auto insert = [&](const char* sql, std::initializer_list<Value> values) {
    Statement statement(database, sql);
    int index = 0;
    for (const Value& value : values) statement.bind(++index, value);
    statement.execute();
  };
  const std::string header = header_text(manifest);
  const std::string schema = std::to_string(kSweepSchemaVersion), version = version_text(), compiler = compiler_text();
  const std::initializer_list<std::pair<std::string_view, std::string_view>> facts = {
      {"schema", schema}, {"orrery", version}, {"compiler", compiler}, {"header", header}};
  for (const auto& [key, value] : facts) insert("INSERT INTO sweep VALUES (?, ?)", {Value(key), Value(value)});
  for (std::size_t i = 0; i < manifest.keys.size(); ++i) {
    std::string unit;
    bool numeric = true;
    std::map<std::string, std::optional<Quantity>> values;
    for (const PlannedRun& run : manifest.runs) values.try_emplace(run.values[i], quantity_of(run.values[i]));
    for (const auto& [text, quantity] : values) {
      numeric = numeric && quantity && (unit.empty() || unit == unit_of(quantity->kind));
      if (quantity) unit = unit_of(quantity->kind);
    }
    insert("INSERT INTO parameter VALUES (?, ?, ?)",
           {number(i), Value(std::string_view(manifest.keys[i])), Value(std::string_view(numeric ? unit : "text"))});
    for (const auto& [text, quantity] : values)
      insert("INSERT INTO parameter_value VALUES (?, ?, ?)",
             {number(i), Value(std::string_view(text)), quantity ? Value(quantity->number) : Value()});
  }
  for (const auto& [path, figure] : figures.all()) {
    const std::string unit = unit_of(figure.value);
    insert("INSERT INTO figure VALUES (?, ?, ?)",
           {Value(std::string_view(path)), Value(std::string_view(unit)), Value(std::string_view(figure.about))});
  }
  Statement run_row(database, "INSERT INTO run (run, seed, parameters) VALUES (?, ?, ?)");
  for (const PlannedRun& run : manifest.runs) {
    const std::string parameters = parameters_json(manifest, run);
    run_row.bind(1, number(run.index));
    run_row.bind(2, number(run.seed));
    run_row.bind(3, Value(std::string_view(parameters)));
    run_row.execute();
  }
  make_view(database);
  database.execute("COMMIT");
}

Manifest SweepFile::manifest() const {
  return guarded([&] {
    Manifest manifest = parse_manifest_header(path_, database_->value("SELECT value FROM sweep WHERE key = 'header'"));
    Statement runs(*database_, "SELECT seed, parameters FROM run ORDER BY run");
    while (runs.step()) {
      PlannedRun run;
      run.index = manifest.runs.size();
      run.seed = static_cast<std::uint64_t>(runs.integer(0));
      const auto parameters = nlohmann::ordered_json::parse(runs.text(1));
      for (const std::string& key : manifest.keys) run.values.push_back(parameters.at(key).get<std::string>());
      manifest.runs.push_back(std::move(run));
    }
    return manifest;
  });
}

std::vector<std::uint64_t> SweepFile::missing(std::uint64_t first, std::uint64_t last) {
  return guarded([&] {
    Statement rows(*database_, "SELECT run FROM run WHERE outcome IS NULL AND run BETWEEN ? AND ? ORDER BY run");
    rows.bind(1, number(first));
    rows.bind(2, number(last));
    std::vector<std::uint64_t> indices;
    while (rows.step()) indices.push_back(static_cast<std::uint64_t>(rows.integer(0)));
    return indices;
  });
}

void SweepFile::put(const RunResult& result) {
  guarded([&] {
    Database& database = *database_;
    database.execute("BEGIN IMMEDIATE");
    const std::string outcome = to_text(result.outcome), figures = figures_json(result);
    Statement row(database,
                  "UPDATE run SET outcome = ?, error = ?, digest = ?, events = ?, violations = ?, figures = ? "
                  "WHERE run = ? AND outcome IS NULL");
    const bool failed = result.outcome == RunOutcome::kFailed;
    row.bind(1, Value(std::string_view(outcome)));
    row.bind(2, failed ? Value(std::string_view(result.error)) : Value());
    row.bind(3, failed ? Value() : Value(std::string_view(result.digest)));
    row.bind(4, failed ? Value() : number(result.events));
    row.bind(5, failed ? Value() : number(result.violations.size()));
    row.bind(6, failed ? Value() : Value(std::string_view(figures)));
    row.bind(7, number(result.index));
    row.execute();
    Statement violation(database, "INSERT OR IGNORE INTO violation VALUES (?, ?, ?, ?)");
    for (std::size_t i = 0; i < result.violations.size(); ++i) {
      violation.bind(1, number(result.index));
      violation.bind(2, number(i + 1));
      violation.bind(3, Value(std::string_view(result.violations[i].expectation)));
      violation.bind(4, Value(std::string_view(result.violations[i].about)));
      violation.execute();
    }
    // A figure that the first variant does not have, such as one of a feed that only another one names.
    Statement figure_row(database, "INSERT OR IGNORE INTO figure VALUES (?, ?, NULL)");
    for (const ResultFigure& figure : result.figures) {
      figure_row.bind(1, Value(std::string_view(figure.path)));
      figure_row.bind(2, Value(std::string_view(figure.unit)));
      figure_row.execute();
    }
    Statement cost(database, "INSERT OR REPLACE INTO cost VALUES (?, ?, ?, ?, ?)");
    cost.bind(1, number(result.index));
    cost.bind(2, Value(result.wall_seconds));
    cost.bind(3, Value(result.cpu_seconds));
    cost.bind(4, number(result.peak_bytes));
    cost.bind(5, number(result.attempts));
    cost.execute();
    database.execute("COMMIT");
  });
}

unsigned SweepFile::failures(std::uint64_t index) {
  return guarded([&] {
    Statement count(*database_, "SELECT count(*) FROM failure WHERE run = ?");
    count.bind(1, number(index));
    count.step();
    return static_cast<unsigned>(count.integer(0));
  });
}

unsigned SweepFile::put_failure(std::uint64_t index, const std::string& error) {
  const unsigned attempt = failures(index) + 1;
  guarded([&] {
    Statement row(*database_, "INSERT INTO failure VALUES (?, ?, ?)");
    row.bind(1, number(index));
    row.bind(2, number(attempt));
    row.bind(3, Value(std::string_view(error)));
    row.execute();
  });
  return attempt;
}

std::uint64_t SweepFile::forget_failed(std::uint64_t first, std::uint64_t last) {
  return guarded([&] {
    const std::string range = fmt::format("run BETWEEN {} AND {}", first, last);
    const std::string failed = range + " AND outcome = 'failed'";
    const std::string count = database_->value("SELECT count(*) FROM run WHERE " + failed);
    database_->execute("BEGIN IMMEDIATE; DELETE FROM failure WHERE " + range +
                       "; UPDATE run SET outcome = NULL, error = NULL WHERE " + failed + "; COMMIT");
    return std::uint64_t{std::stoull(count)};
  });
}

std::map<std::string, std::uint64_t> SweepFile::outcomes() const {
  return guarded([&] {
    std::map<std::string, std::uint64_t> counts;
    Statement rows(*database_, "SELECT outcome, count(*) FROM run WHERE outcome IS NOT NULL GROUP BY 1");
    while (rows.step()) counts[std::string(rows.text(0))] = static_cast<std::uint64_t>(rows.integer(1));
    return counts;
  });
}

void SweepFile::make_view(sim::Database& database) {
  database.execute("DROP VIEW IF EXISTS runs");
  database.execute(runs_view_statement(database));
}

void SweepFile::finish() {
  guarded([&] {
    database_->execute("BEGIN IMMEDIATE");
    make_view(*database_);
    database_->execute("COMMIT");
    database_->execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
  });
}

}  // namespace orrery::scenarios
