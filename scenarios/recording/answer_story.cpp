#include "scenarios/recording/answer_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "chains/contracts/abi_types.h"
#include "nodes/market/price.h"
#include "scenarios/recording/fault_reach.h"
#include "scenarios/recording/source_faults.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using nodes::Price;
using sim::EntityId;
using sim::RecordedRow;
using sim::RecordingReader;

constexpr std::int64_t kSameAnswerPpb = 50'000'000;  // observations within 5 % of the answer said the same
constexpr std::size_t kMachinesShown = 10;
// The market is noted once a minute (metric rows).
constexpr sim::Duration kAround = sim::Duration::seconds(90);

/// NewTransmission of an OCR2 aggregator, behind an answer.
struct Transmission {
  RecordedRow row;
  sim::Time observed;
  Price answer;
  std::vector<Price> observations;
  std::vector<std::uint8_t> observers;
};

std::optional<RecordedRow> transmission_row(const RecordingReader& reader, const RecordedRow& answer) {
  static const chains::Bytes32 topic =
      chains::topic_of("NewTransmission(uint32,int192,address,uint32,int192[],bytes,int192,bytes32,uint40)");
  const auto transaction = answer.integer("transaction_row");
  if (!transaction) return std::nullopt;
  std::optional<std::uint64_t> id;
  reader.select("SELECT id FROM log WHERE transaction_row = ?1 AND topic0 = ?2 AND id < ?3",
                {sim::Value(*transaction), sim::Value(chains::BytesView(topic.data)), sim::Value(answer.id)},
                [&](const sim::Statement& found) {
                  id = static_cast<std::uint64_t>(found.integer(0));
                  return false;
                });
  return id ? reader.row(*id) : std::nullopt;
}

std::optional<Transmission> transmission_of(const RecordingReader& reader, const RecordedRow& answer, int decimals) {
  const auto row = transmission_row(reader, answer);
  if (!row) return std::nullopt;
  const auto* data = std::get_if<sim::Bytes>(&row->cell("data"));
  if (data == nullptr) return std::nullopt;
  // The words of the head: answer, transmitter, time, where observations are, where observers are.
  const chains::BytesView bytes(*data);
  const auto word = [&](std::size_t at) -> std::optional<chains::Uint256> {
    if (at > bytes.size() || bytes.size() - at < 32) return std::nullopt;
    return chains::to_uint256(bytes.subspan(at, 32));
  };
  const auto offset = [&](std::size_t index) -> std::size_t {
    const auto value = word(index * 32);
    return value && *value < bytes.size() ? static_cast<std::size_t>(*value) : bytes.size();
  };
  const auto price = [&](const chains::Uint256& value) {
    return nodes::from_answer(chains::from_word(value), decimals);
  };
  const auto answered = word(0), observed = word(2 * 32);
  const std::size_t values = offset(3), observers = offset(4);
  const auto count = word(values), length = word(observers);
  if (!answered || !observed || !count || !length || *count != *length || *count > 255) return std::nullopt;
  Transmission transmission{
      *row, sim::Time::from_unix_seconds(static_cast<std::int64_t>(*observed)), price(*answered), {}, {}};
  const auto n = static_cast<std::size_t>(*count);
  if (bytes.size() - observers < 32 + n) return std::nullopt;
  for (std::size_t i = 0; i < n; ++i) {
    const auto value = word(values + 32 + i * 32);
    if (!value) return std::nullopt;
    transmission.observations.push_back(price(*value));
    transmission.observers.push_back(bytes[observers + 32 + i]);
  }
  return transmission;
}

std::string listed(const RecordingReader& reader, const std::vector<EntityId>& machines) {
  std::string text;
  for (std::size_t i = 0; i < machines.size() && i < kMachinesShown; ++i)
    text += (i == 0 ? "" : ", ") + reader.name_of(machines[i]);
  return machines.size() > kMachinesShown ? fmt::format("{} and {} more", text, machines.size() - kMachinesShown)
                                          : text;
}

/// Tells what the observations were; returns the machines that observed what was answered.
std::vector<EntityId> tell_observations(const RecordingReader& reader, EntityId feed, const Transmission& transmission,
                                        std::vector<WhyStep>& steps) {
  const std::vector<EntityId> machines = machines_of(reader, feed);
  std::vector<EntityId> same;
  std::vector<Price> others;
  for (std::size_t i = 0; i < transmission.observations.size(); ++i) {
    if (nodes::distance_ppb(transmission.observations[i], transmission.answer) > kSameAnswerPpb) {
      others.push_back(transmission.observations[i]);
    } else if (transmission.observers[i] < machines.size()) {
      same.push_back(machines[transmission.observers[i]]);
    }
  }
  std::string text = fmt::format("the median of {} observations, of which {} said about the same: {}",
                                 transmission.observations.size(), same.size(), listed(reader, same));
  if (!others.empty())
    text +=
        fmt::format("; the median of the {} others was {}", others.size(), nodes::to_text(nodes::upper_median(others)));
  const RecordedRow& row = transmission.row;
  steps.push_back({row.id, row.time, row.table->name, reader.name_of(feed), std::move(text)});
  return same;
}

std::vector<WhyStep> faults_behind(const RecordingReader& reader, const FeedSources& sources, EntityId feed,
                                   sim::Time at, const std::vector<EntityId>& machines) {
  std::vector<WhyStep> faults = source_faults(reader, sources, reader.name_of(feed), at);
  const FaultReach reach(reader);
  for (const RecordedRow& fault : faults_standing(reader, at)) {
    if (!makes_adversary(fault.text("kind")) || !was_felt(fault)) continue;
    if (std::ranges::any_of(machines, [&](EntityId machine) { return reach.strikes(fault, machine); }))
      faults.push_back(step_of(reader, fault));
  }
  return faults;
}

/// The fault whose keys signed what a chain accepted, where that was no oracle's report.
std::optional<RecordedRow> forged_by(const RecordingReader& reader, const RecordedRow& log) {
  for (const RecordedRow& link : trace(reader, log.id))
    if (link.table->name == "fault" && forges_reports(link.text("kind"))) return link;
  return std::nullopt;
}

/// When what was answered was observed, as far as that is known without the observations: when its transaction was
/// first heard of, which may have waited for its block.
sim::Time queued_at(const RecordingReader& reader, const RecordedRow& log) {
  sim::Time queued = log.time;
  for (const RecordedRow& link : trace(reader, log.id))
    if (link.table->name == "node_transaction") queued = link.time;
  return queued;
}

/// An answer that a chain accepted, as the feed's monitor noted it.
struct Answer {
  EntityId feed;
  double value = 0;
  RecordedRow row;  ///< its log, or the note where logs are not recorded
};

std::optional<Answer> answer_behind(const RecordingReader& reader, const RecordedRow& row) {
  if (reader.table("metric") == nullptr) return std::nullopt;
  const bool is_log = row.table->name == "log";
  if (!is_log && (row.table->name != "deadline" || row.text("kind") != "deviation")) return std::nullopt;
  std::optional<Answer> answer;
  const auto take = [&](const RecordedRow& note) {
    const auto* value = std::get_if<double>(&note.cell("value"));
    if (note.text("name") != "answer" || value == nullptr) return true;
    if (is_log && note.cause.row != row.id) return true;
    auto log = is_log ? std::optional(row) : reader.row(note.cause.row);
    answer = Answer{note.entity("entity"), *value, log && log->table->name == "log" ? *log : note};
    return false;
  };
  const sim::Time after = row.time + sim::Duration::nanoseconds(1);
  if (is_log) {
    reader.rows("metric", {.from = row.time, .until = after, .about = {}, .newest_first = false}, take);
  } else {
    reader.rows("metric", {.from = {}, .until = after, .about = row.entity("entity"), .newest_first = true}, take);
  }
  return answer;
}

/// What the true market was, at the least and at the most, around a moment.
struct Market {
  double lowest = 0, highest = 0;
};
std::optional<Market> market_around(const RecordingReader& reader, EntityId feed, sim::Time at) {
  std::optional<Market> market;
  reader.rows("metric", {.from = at - kAround, .until = at + kAround, .about = feed, .newest_first = false},
              [&](const RecordedRow& note) {
                const auto* value = std::get_if<double>(&note.cell("value"));
                if (note.text("name") != "market" || value == nullptr) return true;
                if (!market) market = Market{*value, *value};
                market = Market{std::min(market->lowest, *value), std::max(market->highest, *value)};
                return true;
              });
  return market;
}

std::string told(double price) { return fmt::format("{:.8g}", price); }

}  // namespace

AnswerStory answer_story(const RecordingReader& reader, EntityId feed, const RecordedRow& log, int decimals) {
  AnswerStory story;
  story.observed = log.time;
  if (const auto fault = forged_by(reader, log)) {
    story.steps.push_back({log.id, log.time, log.table->name, reader.name_of(feed),
                           fmt::format("a forged report, signed with the keys of {}: what it says of observations is "
                                       "the forger's own",
                                       fault->text("target"))});
    story.faults.push_back(step_of(reader, *fault));
    return story;
  }
  const auto transmission = transmission_of(reader, log, decimals);
  const std::vector<EntityId> machines =
      transmission ? tell_observations(reader, feed, *transmission, story.steps) : machines_of(reader, feed);
  story.observed = transmission ? transmission->observed : queued_at(reader, log);
  story.faults = faults_behind(reader, FeedSources(reader), feed, story.observed, machines);
  return story;
}

std::optional<AnswerStory> wrong_answer_story(const RecordingReader& reader, const RecordedRow& row) {
  const auto answer = answer_behind(reader, row);
  if (!answer) return std::nullopt;
  const FeedSources sources(reader);
  const FeedEntry* entry = sources.feed(reader.name_of(answer->feed));
  if (entry == nullptr) return std::nullopt;
  const int decimals = static_cast<int>(entry->decimals);
  const bool has_log = answer->row.table->name == "log";
  const auto transmission = has_log ? transmission_of(reader, answer->row, decimals) : std::nullopt;
  const sim::Time observed = transmission ? transmission->observed : queued_at(reader, answer->row);
  const auto market = market_around(reader, answer->feed, observed);
  if (!market) return std::nullopt;
  const double allowed = static_cast<double>(entry->deviation.parts_per_billion) / 1e9;
  const double value = answer->value;
  if (value <= market->highest * (1 + allowed) && value >= market->lowest * (1 - allowed)) return std::nullopt;
  AnswerStory story = answer_story(reader, answer->feed, answer->row, decimals);
  if (story.faults.empty()) return std::nullopt;
  std::string words = fmt::format("answered {}, when the market was at {}", told(value), told(market->lowest));
  if (market->highest > market->lowest) words += " to " + told(market->highest);
  story.steps.insert(story.steps.begin(), {answer->row.id, answer->row.time, answer->row.table->name,
                                           reader.name_of(answer->feed), std::move(words)});
  return story;
}

}  // namespace orrery::scenarios
