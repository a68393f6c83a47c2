#include "scenarios/recording/price_story.h"

#include <fmt/format.h>

#include <algorithm>

#include "chains/contracts/abi_types.h"
#include "nodes/market/price.h"
#include "scenarios/recording/phrase.h"
#include "scenarios/recording/source_faults.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using nodes::Price;
using sim::RecordedRow;
using sim::RecordingReader;

constexpr const char* kTable = "price_read";
constexpr std::int64_t kRightPpb = 10'000'000;       // within 1 % of the true price: nothing to explain
constexpr std::int64_t kSameAnswerPpb = 50'000'000;  // observations within 5 % of the answer said the same
constexpr std::size_t kMachinesShown = 10;

/// NewTransmission of an OCR2 aggregator, behind an answer.
struct Transmission {
  RecordedRow row;
  sim::Time observed;
  std::vector<Price> observations;
  std::vector<std::uint8_t> observers;
};

std::optional<RecordedRow> find_row(const RecordingReader& reader, std::string_view sql,
                                    const std::vector<sim::Value>& values) {
  std::optional<std::uint64_t> id;
  reader.select(sql, values, [&](const sim::Statement& statement) {
    id = static_cast<std::uint64_t>(statement.integer(0));
    return false;
  });
  return id ? reader.row(*id) : std::nullopt;
}

std::optional<RecordedRow> row_at(const RecordingReader& reader, const RecordedRow& row, std::string_view column) {
  const auto id = row.integer(column);
  return id ? reader.row(static_cast<std::uint64_t>(*id)) : std::nullopt;
}

std::optional<Price> price_in(const RecordedRow& row, std::string_view column) {
  const std::string text = row.text(column);
  if (text.empty() || text == "refused") return std::nullopt;
  return nodes::parse_price(text);
}

WhyStep told(const RecordedRow& row, std::string who, std::string what) {
  return {.row = row.id, .time = row.time, .table = row.table->name, .who = std::move(who), .what = std::move(what)};
}

std::optional<Transmission> transmission_of(const RecordingReader& reader, const RecordedRow& answer, int decimals) {
  static const chains::Bytes32 topic =
      chains::topic_of("NewTransmission(uint32,int192,address,uint32,int192[],bytes,int192,bytes32,uint40)");
  const auto transaction = answer.integer("transaction_row");
  if (!transaction) return std::nullopt;
  const auto row =
      find_row(reader, "SELECT id FROM log WHERE transaction_row = ?1 AND topic0 = ?2 AND id < ?3",
               {sim::Value(*transaction), sim::Value(chains::BytesView(topic.data)), sim::Value(answer.id)});
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
  const auto observed = word(2 * 32);
  const std::size_t values = offset(3), observers = offset(4);
  const auto count = word(values), length = word(observers);
  if (!observed || !count || !length || *count != *length || *count > 255) return std::nullopt;
  Transmission transmission{*row, sim::Time::from_unix_seconds(static_cast<std::int64_t>(*observed)), {}, {}};
  const auto n = static_cast<std::size_t>(*count);
  if (bytes.size() - observers < 32 + n) return std::nullopt;
  for (std::size_t i = 0; i < n; ++i) {
    const auto value = word(values + 32 + i * 32);
    if (!value) return std::nullopt;
    transmission.observations.push_back(nodes::from_answer(chains::from_word(*value), decimals));
    transmission.observers.push_back(bytes[observers + 32 + i]);
  }
  return transmission;
}

/// Machines of a feed in the order of their numbers.
std::vector<std::string> machines_of(const RecordingReader& reader, sim::EntityId feed) {
  std::vector<std::string> names;
  for (const sim::Entity& entity : reader.entities())
    if (entity.kind == "host" && entity.parent == feed) names.push_back(entity.name);
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMachinesShown; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kMachinesShown ? fmt::format("{} and {} more", text, names.size() - kMachinesShown) : text;
}

class Teller {
 public:
  Teller(const RecordingReader& reader, const RecordedRow& use) : reader_(reader), use_(use) {}

  PriceStory tell() {
    add(step_of(reader_, use_));
    if (use_.text("use") == "bad debt") return tell_bad_debt();
    const auto price = price_in(use_, "price"), right = price_in(use_, "true_price");
    if (price && right && nodes::distance_ppb(*price, *right) <= kRightPpb) return end_here();
    const auto answer = row_at(reader_, use_, "answer_row");
    const auto decision = row_at(reader_, use_, "decision_row");
    if (!answer && !decision) return end_here();
    if (decision) return tell_decision(*decision);
    tell_answer(*answer);
    return std::move(story_);
  }

 private:
  void add(WhyStep step) { story_.steps.push_back(std::move(step)); }
  PriceStory end_here() {
    story_.roots = {story_.steps.back()};
    return std::move(story_);
  }

  /// Goes on with the loan that was never paid back.
  PriceStory tell_bad_debt() {
    const auto loan = row_at(reader_, use_, "log_row");
    auto before = loan ? price_story(reader_, *loan) : std::nullopt;
    if (!before) return end_here();
    for (WhyStep& step : before->steps) add(std::move(step));
    story_.roots = std::move(before->roots);
    return std::move(story_);
  }

  PriceStory tell_decision(const RecordedRow& changed) {
    add(told(changed, use_.text("market"), "took its price of " + use_.text("asset") + " from another source"));
    for (const RecordedRow& row : trace(reader_, changed.id)) {
      if (row.table->name != "note") continue;
      add(step_of(reader_, row));
      break;
    }
    return end_here();
  }

  void tell_answer(const RecordedRow& answer) {
    const std::string feed = reader_.name_of(use_.entity("feed"));
    add(told(answer, feed,
             fmt::format("answered {}, {} before", use_.text("answer"), sim::to_text(use_.time - answer.time))));
    if (const std::string words = use_.text("words"); !words.empty()) {
      add(told(use_, feed, words));
      story_.roots = {story_.steps.back()};
      return;
    }
    const int decimals = static_cast<int>(use_.integer("decimals").value_or(0));
    const auto transmission = transmission_of(reader_, answer, decimals);
    std::vector<std::string> machines = machines_of(reader_, use_.entity("feed"));
    if (transmission) machines = tell_observations(*transmission, machines);
    tell_faults(transmission ? transmission->observed : answer.time, machines);
  }

  /// Returns the machines that observed what was answered.
  std::vector<std::string> tell_observations(const Transmission& transmission,
                                             const std::vector<std::string>& machines) {
    const Price answer = price_in(use_, "answer").value_or(Price{});
    std::vector<std::string> same;
    std::vector<Price> others;
    for (std::size_t i = 0; i < transmission.observations.size(); ++i) {
      if (nodes::distance_ppb(transmission.observations[i], answer) > kSameAnswerPpb) {
        others.push_back(transmission.observations[i]);
      } else if (transmission.observers[i] < machines.size()) {
        same.push_back(machines[transmission.observers[i]]);
      }
    }
    std::string text = fmt::format("the median of {} observations, of which {} said about the same: {}",
                                   transmission.observations.size(), same.size(), listed(same));
    if (!others.empty())
      text += fmt::format("; the median of the {} others was {}", others.size(),
                          nodes::to_text(nodes::upper_median(others)));
    add(told(transmission.row, reader_.name_of(use_.entity("feed")), text));
    return same;
  }

  void tell_faults(sim::Time at, const std::vector<std::string>& machines) {
    std::vector<WhyStep> faults = source_faults(reader_, reader_.name_of(use_.entity("feed")), at);
    for (const RecordedRow& fault : faults_standing(reader_, at))
      if (std::ranges::find(machines, fault.text("target")) != machines.end() && fault.integer("hits").value_or(0) > 0)
        faults.push_back(step_of(reader_, fault));
    for (const WhyStep& fault : faults) add(fault);
    story_.roots = faults.empty() ? std::vector<WhyStep>{story_.steps.back()} : faults;
  }

  const RecordingReader& reader_;
  const RecordedRow& use_;
  PriceStory story_;
};

}  // namespace

std::optional<PriceStory> price_story(const RecordingReader& reader, const RecordedRow& row) {
  if (reader.table(kTable) == nullptr) return std::nullopt;
  if (row.table->name == kTable) return Teller(reader, row).tell();
  if (row.table->name != "log") return std::nullopt;
  const auto use =
      find_row(reader, "SELECT id FROM price_read WHERE log_row = ?1 AND use <> 'bad debt'", {sim::Value(row.id)});
  if (!use) return std::nullopt;
  return Teller(reader, *use).tell();
}

std::optional<RecordedRow> price_use(const RecordingReader& reader, std::string_view use, std::uint64_t number) {
  if (reader.table(kTable) == nullptr) return std::nullopt;
  return find_row(reader, "SELECT id FROM price_read WHERE use = ?1 AND number = ?2",
                  {sim::Value(use), sim::Value(number)});
}

}  // namespace orrery::scenarios
