#include "scenarios/recording/price_story.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

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
// Older than this when its block came, an answer is told with when it was observed.
constexpr sim::Duration kSlowBlock = sim::Duration::seconds(60);

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

double to_double(Price price) { return static_cast<double>(price.units) / static_cast<double>(Price::kOne); }

std::optional<Price> price_in(const RecordedRow& row, std::string_view column) {
  const std::string text = row.text(column);
  if (text.empty() || text == "refused") return std::nullopt;
  return nodes::parse_price(text);
}

/// The loan or liquidation that a log tells of.
std::optional<RecordedRow> use_of(const RecordingReader& reader, std::uint64_t log) {
  return find_row(reader, "SELECT id FROM price_read WHERE log_row = ?1 AND use <> 'bad debt'", {sim::Value(log)});
}

/// The first promise that a feed broke in a span of time.
std::optional<RecordedRow> first_missed(const RecordingReader& reader, sim::EntityId feed, sim::Time after,
                                        sim::Time until) {
  std::optional<RecordedRow> missed;
  if (reader.table("deadline") == nullptr) return missed;
  const sim::Duration tick = sim::Duration::nanoseconds(1);
  reader.rows("deadline", {.from = after + tick, .until = until + tick, .about = feed, .newest_first = false},
              [&](const RecordedRow& deadline) {
                if (deadline.text("outcome") == "missed") missed = deadline;
                return !missed;
              });
  return missed;
}

/// The last value that the feed's monitor noted of something at a moment or before.
std::optional<std::pair<sim::Time, double>> noted(const RecordingReader& reader, sim::EntityId feed,
                                                  std::string_view what, sim::Time at) {
  std::optional<std::pair<sim::Time, double>> found;
  if (reader.table("metric") == nullptr) return found;
  const sim::Time until = at + sim::Duration::nanoseconds(1);
  reader.rows("metric", {.from = {}, .until = until, .about = feed, .newest_first = true},
              [&](const RecordedRow& note) {
                const auto* const value = std::get_if<double>(&note.cell("value"));
                if (note.text("name") != what || value == nullptr) return true;
                found = {note.time, *value};
                return false;
              });
  return found;
}

WhyStep told(const RecordedRow& row, std::string who, std::string what) {
  return {.row = row.id, .time = row.time, .table = row.table->name, .who = std::move(who), .what = std::move(what)};
}

class Teller {
 public:
  Teller(const RecordingReader& reader, const RecordedRow& use) : reader_(reader), use_(use) {}

  /// Whether tell() found why a price was wrong; else it was right, or only late, as answers are while a market moves.
  bool has_found() const { return has_found_; }

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
  PriceStory found_here() {
    has_found_ = true;
    return end_here();
  }

  /// Goes on with what led to it, which is the loan that was never paid back, or its liquidation; or with a feed that
  /// told nobody to liquidate in time.
  PriceStory tell_bad_debt() {
    const auto log = row_at(reader_, use_, "log_row");
    const auto before = log ? use_of(reader_, log->id) : std::nullopt;
    if (!before) return end_here();
    PriceStory story = tell_earlier(*before);
    if (has_found_) return story;
    const auto loan_log = before->integer("loan_row");
    const auto loan = loan_log ? use_of(reader_, static_cast<std::uint64_t>(*loan_log)) : std::nullopt;
    story_ = std::move(story);
    tell_silence(loan ? *loan : *before, before->entity("feed"));
    return std::move(story_);
  }

  /// Of a market that moved between a loan and now, mostly while the feed stood still: why that did.
  void tell_silence(const RecordedRow& loan, sim::EntityId feed) {
    const auto then = price_in(loan, "true_price"), now = price_in(use_, "true_price");
    if (feed.is_none() || !then || !now) return;
    std::optional<RecordedRow> last;
    for (auto next = first_missed(reader_, feed, loan.time, use_.time); next;
         next = first_missed(reader_, feed, next->time, use_.time))
      last = next;
    if (!last) return;
    const auto answer = noted(reader_, feed, "answer", last->time);
    const sim::Time still_since = answer ? answer->first : loan.time;
    const auto market = noted(reader_, feed, "market", still_since);
    const double from = market ? market->second : to_double(*then), to = to_double(*now);
    if (std::abs(to - from) < std::abs(to - to_double(*then)) / 2) return;
    if (const auto first = first_missed(reader_, feed, still_since, use_.time)) tell_missed(*first);
  }

  /// Returns whether something is known that kept the feed from keeping that promise.
  bool tell_missed(const RecordedRow& deadline) {
    Absence absence = explain_absence(reader_, deadline);
    if (absence.missing.empty()) return false;
    add(step_of(reader_, deadline));
    story_.absence = std::move(absence);
    story_.roots.clear();
    has_found_ = true;
    return true;
  }

  /// A price that was right: the loan was made at another.
  PriceStory tell_loan() {
    const auto log = use_.integer("loan_row");
    const auto loan = log ? use_of(reader_, static_cast<std::uint64_t>(*log)) : std::nullopt;
    return loan ? tell_earlier(*loan) : end_here();
  }

  /// An earlier use of a price: how that came to be wrong, or how far the market has gone since.
  PriceStory tell_earlier(const RecordedRow& earlier) {
    Teller teller(reader_, earlier);
    PriceStory before = teller.tell();
    has_found_ = teller.has_found();
    const auto then = price_in(earlier, "true_price"), now = price_in(use_, "true_price");
    for (WhyStep& step : before.steps) add(std::move(step));
    story_.roots = std::move(before.roots);
    story_.absence = std::move(before.absence);
    if (has_found_ || !then || !now || then->units <= 0 || earlier.text("asset") != use_.text("asset"))
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
    return found_here();
  }

  /// Goes on with the trade that moved the pool, and who made it; there is none for a fixed price.
  PriceStory tell_pool(const std::optional<RecordedRow>& trade) {
    const std::string words = use_.text("words");
    if (words.empty()) return end_here();
    add(told(trade ? *trade : use_, use_.text("market"), words));
    if (!trade) return found_here();
    const std::vector<RecordedRow> rows = trace(reader_, trade->id);
    for (std::size_t i = 1; i < rows.size(); ++i) add(step_of(reader_, rows[i]));
    return found_here();
  }

  /// Returns whether it found why the answer was wrong: else it was only late, as answers are while a market moves.
  bool tell_answer(const RecordedRow& answer) {
    const std::string feed = reader_.name_of(use_.entity("feed"));
    AnswerStory behind =
        answer_story(reader_, use_.entity("feed"), answer, static_cast<int>(use_.integer("decimals").value_or(0)));
    std::string age = fmt::format("{} before", sim::to_text(use_.time - answer.time));
    const bool was_held_up = answer.time - behind.observed >= kSlowBlock;
    if (was_held_up)
      age += fmt::format(", by what was observed {} earlier", sim::to_text(answer.time - behind.observed));
    add(told(answer, feed, fmt::format("answered {}, {}", use_.text("answer"), age)));
    if (const std::string words = use_.text("words"); !words.empty()) {
      add(told(use_, feed, words));
      story_ = found_here();
      return true;
    }
    for (WhyStep& step : behind.steps) add(std::move(step));
    for (const WhyStep& fault : behind.faults) add(fault);
    if (behind.faults.empty()) {
      // What held an answer up may have begun before that was observed, but not before the answer that it follows.
      const auto last = noted(reader_, use_.entity("feed"), "answer", behind.observed);
      const sim::Time since = was_held_up && last ? last->first : behind.observed;
      const auto missed = first_missed(reader_, use_.entity("feed"), since, use_.time);
      return missed && tell_missed(*missed);
    }
    story_.roots = std::move(behind.faults);
    has_found_ = true;
    return true;
  }

  const RecordingReader& reader_;
  const RecordedRow& use_;
  PriceStory story_;
  bool has_found_ = false;
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
