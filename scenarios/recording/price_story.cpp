#include "scenarios/recording/price_story.h"

#include <fmt/format.h>

#include "nodes/market/price.h"
#include "scenarios/recording/answer_story.h"
#include "scenarios/recording/phrase.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using nodes::Price;
using sim::RecordedRow;
using sim::RecordingReader;

constexpr const char* kTable = "price_read";
constexpr std::int64_t kRightPpb = 10'000'000;  // within 1 % of the true price: nothing to explain

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

/// The loan or liquidation that a log tells of.
std::optional<RecordedRow> use_of(const RecordingReader& reader, std::uint64_t log) {
  return find_row(reader, "SELECT id FROM price_read WHERE log_row = ?1 AND use <> 'bad debt'", {sim::Value(log)});
}

WhyStep told(const RecordedRow& row, std::string who, std::string what) {
  return {.row = row.id, .time = row.time, .table = row.table->name, .who = std::move(who), .what = std::move(what)};
}

class Teller {
 public:
  Teller(const RecordingReader& reader, const RecordedRow& use) : reader_(reader), use_(use) {}

  PriceStory tell() {
    add(step_of(reader_, use_));
    if (use_.text("use") == "bad debt") return tell_bad_debt();
    const auto price = price_in(use_, "price"), right = price_in(use_, "true_price");
    if (price && right && nodes::distance_ppb(*price, *right) <= kRightPpb) return tell_loan();
    const auto answer = row_at(reader_, use_, "answer_row");
    const auto decision = row_at(reader_, use_, "decision_row");
    if (decision) return tell_decision(*decision);
    if (use_.entity("feed").is_none()) return tell_pool(answer);
    if (!answer) return end_here();
    return tell_answer(*answer) ? std::move(story_) : tell_loan();
  }

 private:
  void add(WhyStep step) { story_.steps.push_back(std::move(step)); }
  PriceStory end_here() {
    story_.roots = {story_.steps.back()};
    return std::move(story_);
  }

  /// Goes on with what led to it, which is the loan that was never paid back, or its liquidation.
  PriceStory tell_bad_debt() {
    const auto log = row_at(reader_, use_, "log_row");
    const auto before = log ? use_of(reader_, log->id) : std::nullopt;
    return before ? tell_earlier(*before) : end_here();
  }

  /// A price that was right: the loan was made at another.
  PriceStory tell_loan() {
    const auto log = use_.integer("loan_row");
    const auto loan = log ? use_of(reader_, static_cast<std::uint64_t>(*log)) : std::nullopt;
    return loan ? tell_earlier(*loan) : end_here();
  }

  /// An earlier use of a price: how that came to be wrong, or how far the market has gone since.
  PriceStory tell_earlier(const RecordedRow& earlier) {
    PriceStory before = Teller(reader_, earlier).tell();
    const auto then = price_in(earlier, "true_price"), now = price_in(use_, "true_price");
    for (WhyStep& step : before.steps) add(std::move(step));
    story_.roots = std::move(before.roots);
    const bool was_right = story_.roots.size() == 1 && story_.roots.front().row == earlier.id;
    if (!was_right || !then || !now || then->units <= 0 || earlier.text("asset") != use_.text("asset"))
      return std::move(story_);
    const std::int64_t moved = nodes::distance_ppb(*now, *then);
    if (moved <= kRightPpb) return std::move(story_);
    add(told(use_, use_.text("market"),
             fmt::format("{} was worth {} then and {} now: its market {} by {:.1f} %", use_.text("asset"),
                         nodes::to_text(*then), nodes::to_text(*now), *now < *then ? "fell" : "rose",
                         static_cast<double>(moved) / 1e7)));
    return end_here();
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

  /// Goes on with the trade that moved the pool, and who made it; there is none for a fixed price.
  PriceStory tell_pool(const std::optional<RecordedRow>& trade) {
    const std::string words = use_.text("words");
    if (words.empty()) return end_here();
    add(told(trade ? *trade : use_, use_.text("market"), words));
    if (!trade) return end_here();
    const std::vector<RecordedRow> rows = trace(reader_, trade->id);
    for (std::size_t i = 1; i < rows.size(); ++i) add(step_of(reader_, rows[i]));
    return end_here();
  }

  /// Returns whether it found why the answer was wrong: else it was only late, as answers are while a market moves.
  bool tell_answer(const RecordedRow& answer) {
    const std::string feed = reader_.name_of(use_.entity("feed"));
    add(told(answer, feed,
             fmt::format("answered {}, {} before", use_.text("answer"), sim::to_text(use_.time - answer.time))));
    if (const std::string words = use_.text("words"); !words.empty()) {
      add(told(use_, feed, words));
      story_.roots = {story_.steps.back()};
      return true;
    }
    AnswerStory behind =
        answer_story(reader_, use_.entity("feed"), answer, static_cast<int>(use_.integer("decimals").value_or(0)));
    for (WhyStep& step : behind.steps) add(std::move(step));
    for (const WhyStep& fault : behind.faults) add(fault);
    if (behind.faults.empty()) return false;
    story_.roots = std::move(behind.faults);
    return true;
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
  const auto use = use_of(reader, row.id);
  if (!use) return std::nullopt;
  return Teller(reader, *use).tell();
}

std::optional<RecordedRow> price_use(const RecordingReader& reader, std::string_view use, std::uint64_t number) {
  if (reader.table(kTable) == nullptr) return std::nullopt;
  return find_row(reader, "SELECT id FROM price_read WHERE use = ?1 AND number = ?2",
                  {sim::Value(use), sim::Value(number)});
}

}  // namespace orrery::scenarios
