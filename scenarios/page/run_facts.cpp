#include "scenarios/page/run_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/recording/recorded_scenario.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using sim::Database;
using sim::RecordedRow;
using sim::RecordingReader;
using sim::Statement;

constexpr double kBins = 180;

double seconds(sim::Time time) { return static_cast<double>(time.unix_nanoseconds()) / 1e9; }
double seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

FeedFact& feed(RunFacts& facts, const std::string& name) {
  for (FeedFact& known : facts.feeds)
    if (known.name == name) return known;
  facts.feeds.push_back({});
  facts.feeds.back().name = name;
  return facts.feeds.back();
}

void add_metric(RunFacts& facts, const std::string& entity, const std::string& name, Point point) {
  if (name == "market") {
    feed(facts, entity).market.push_back(point);
  } else if (name == "answer") {
    feed(facts, entity).answers.push_back(point);
  } else {
    auto known = std::find_if(facts.series.begin(), facts.series.end(),
                              [&](const SeriesFact& series) { return series.name == name && series.entity == entity; });
    if (known == facts.series.end()) known = facts.series.insert(known, {name, entity, {}});
    known->points.push_back(point);
  }
}

void read_rows(const RecordingReader& reader, RunFacts& facts) {
  reader.rows("metric", {}, [&](const RecordedRow& row) {
    if (const auto* value = std::get_if<double>(&row.cell("value")))
      add_metric(facts, reader.name_of(row.entity("entity")), row.text("name"), {seconds(row.time), *value});
    return true;
  });
  reader.rows("deadline", {}, [&](const RecordedRow& row) {
    if (row.text("outcome") != "missed") return true;
    FeedFact& missed = feed(facts, reader.name_of(row.entity("entity")));
    missed.missed.push_back({seconds(row.time), seconds(row.integer("opened").value_or(0))});
    missed.missed_words.push_back(row.text("about"));
    return true;
  });
  reader.rows("fault", {}, [&](const RecordedRow& row) {
    const auto end = row.integer("end");
    facts.faults.push_back({{seconds(row.time), end ? seconds(*end) : facts.span.to},
                            row.text("kind"),
                            row.text("target"),
                            row.text("about"),
                            row.integer("hits").value_or(0)});
    return true;
  });
  reader.rows("violation", {}, [&](const RecordedRow& row) {
    facts.violations.emplace_back(row.text("expectation"), row.text("about"));
    return true;
  });
}

/// As SQL writes a text.
std::string sql_text(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) literal += c == '\'' ? "''" : std::string(1, c);
  return literal + "'";
}

std::vector<Point> counted(Database& database, double bin, const std::string& what, const std::string& from) {
  std::vector<Point> points;
  const auto nanoseconds = static_cast<std::int64_t>(bin * 1e9);
  Statement rows(database,
                 fmt::format("SELECT time / {0} * {0}, {1} FROM {2} GROUP BY 1 ORDER BY 1", nanoseconds, what, from));
  while (rows.step()) points.push_back({seconds(rows.integer(0)), rows.real(1)});
  return points;
}

void read_messages(Database& database, RunFacts& facts) {
  Statement kinds(database, "SELECT kind, count(*), sum(bytes * copies) FROM message GROUP BY 1 ORDER BY 3 DESC");
  while (kinds.step()) facts.messages.push_back({std::string(kinds.text(0)), kinds.integer(1), kinds.integer(2)});
  facts.sent = counted(database, facts.bin_seconds, "count(*)", "message");
  facts.dropped =
      counted(database, facts.bin_seconds, "count(*)", "delivery WHERE fate NOT IN ('delivered', 'duplicate')");
}

void read_gas(Database& database, const RecordingReader& reader, RunFacts& facts) {
  for (const sim::Entity& entity : reader.entities())
    if (entity.kind == "chain") {
      // Contracts are deployed before the world begins to move; beside that the rest would be too small to be seen.
      const std::string from = fmt::format("\"transaction\" WHERE chain = {} AND time > {}", entity.id.index,
                                           facts.scenario.start.unix_nanoseconds());
      auto points = counted(database, facts.bin_seconds, "sum(gas_used)", from);
      if (!points.empty()) facts.gas[entity.name] = std::move(points);
    }
}

/// The mean price of a unit of gas in each bin, by chain.
void read_gas_prices(Database& database, const RecordingReader& reader, RunFacts& facts) {
  for (const sim::Entity& entity : reader.entities())
    if (entity.kind == "chain") {
      auto points = counted(database, facts.bin_seconds, "avg(base_fee) / 1e9",
                            fmt::format("block WHERE chain = {}", entity.id.index));
      if (!points.empty()) facts.series.push_back({"price of a unit of gas, gwei", entity.name, std::move(points)});
    }
}

void read_auctions(Database& database, RunFacts& facts) {
  Statement systems(database,
                    "SELECT system, count(*), sum(outcome = 'for nothing'), "
                    "sum(CASE outcome WHEN 'for nothing' THEN CAST(worth AS REAL) ELSE 0 END) FROM auction GROUP BY 1");
  while (systems.step()) {
    AuctionFact fact{std::string(systems.text(0)), systems.integer(1), systems.integer(2), systems.real(3), {}, {}};
    const std::string from = "auction WHERE system = " + sql_text(fact.system);
    fact.bins = counted(database, facts.bin_seconds, "count(*)", from);
    fact.nothing_bins = counted(database, facts.bin_seconds, "count(*)", from + " AND outcome = 'for nothing'");
    facts.auctions.push_back(std::move(fact));
  }
}

void read_transactions(Database& database, const RecordingReader& reader, RunFacts& facts) {
  Statement rows(database,
                 "SELECT feed, count(*), sum(step = 'reverted'), sum(gas_used), sum(CAST(fee AS REAL)) / 1e18 FROM "
                 "(SELECT max(id), feed, step, gas_used, fee FROM node_transaction WHERE step IN ('confirmed', "
                 "'reverted', 'reorged') AND feed IS NOT NULL GROUP BY node, feed, nonce) "
                 "WHERE step <> 'reorged' GROUP BY 1");
  while (rows.step()) {
    const std::string name = reader.name_of(sim::EntityId{static_cast<std::uint32_t>(rows.integer(0))});
    FeedFact& paid = feed(facts, name);
    paid.transactions = rows.integer(1);
    paid.reverted = rows.integer(2);
    paid.gas = rows.integer(3);
    paid.fee_ether = rows.real(4);
  }
}

}  // namespace

RunFacts read_run(const RecordingReader& reader) {
  const RecordingReader::Snapshot snapshot(reader);
  RunFacts facts;
  facts.run = reader.run_values();
  Files files = recorded_files(facts.run);
  facts.scenario = recorded_scenario(facts.run, files);
  facts.span.from = seconds(facts.scenario.start);
  const auto last = reader.last_time();
  facts.span.to = facts.run.contains(sim::run_key::kEnd) ? seconds(std::stoll(facts.run.at(sim::run_key::kEnd)))
                  : last                                 ? seconds(*last)
                                                         : facts.span.from;
  facts.span.to = std::max(facts.span.to, facts.span.from + 1);
  facts.bin_seconds = std::max(1.0, std::ceil((facts.span.to - facts.span.from) / kBins / 10) * 10);
  read_rows(reader, facts);
  Database database(sim::database_path(reader.path()), Database::Mode::kReadOnly);
  if (reader.table("message") != nullptr && reader.table("delivery") != nullptr) read_messages(database, facts);
  if (reader.table("transaction") != nullptr) read_gas(database, reader, facts);
  if (reader.table("block") != nullptr) read_gas_prices(database, reader, facts);
  if (reader.table("auction") != nullptr) read_auctions(database, facts);
  if (reader.table("node_transaction") != nullptr) read_transactions(database, reader, facts);
  // Feeds with trouble come first.
  std::stable_sort(facts.feeds.begin(), facts.feeds.end(),
                   [](const FeedFact& a, const FeedFact& b) { return a.missed.size() > b.missed.size(); });
  return facts;
}

}  // namespace orrery::scenarios
