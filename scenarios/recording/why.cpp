#include "scenarios/recording/why.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "scenarios/recording/answer_story.h"
#include "scenarios/recording/auction_story.h"
#include "scenarios/recording/price_story.h"
#include "sim/input_error.h"
#include "sim/recording/recording_schema.h"

namespace orrery::scenarios {
namespace {

using sim::RecordedRow;
using sim::RecordingReader;

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Machines can be missing for several reasons with one root.
void add_root(std::vector<WhyStep>& roots, const WhyStep& root) {
  const auto is_root = [&root](const WhyStep& known) { return known.row == root.row; };
  if (std::none_of(roots.begin(), roots.end(), is_root)) roots.push_back(root);
}

void add_absence(WhyAnswer& answer, Absence absence) {
  for (const Missing& missing : absence.missing)
    if (!missing.steps.empty()) add_root(answer.roots, missing.steps.back());
  answer.absence = std::move(absence);
}

template <class Story>
WhyAnswer with_story(WhyAnswer answer, Story story) {
  for (WhyStep& step : story.steps) answer.steps.push_back(std::move(step));
  for (const WhyStep& root : story.roots) add_root(answer.roots, root);
  if constexpr (requires { story.absence; })
    if (story.absence) add_absence(answer, std::move(*story.absence));
  return answer;
}

/// Goes on from the answer of a feed that was wrong; returns whether it was.
bool add_wrong_answer(const RecordingReader& reader, WhyAnswer& answer, const RecordedRow& row) {
  auto story = wrong_answer_story(reader, row);
  if (!story) return false;
  for (WhyStep& step : story->steps) answer.steps.push_back(std::move(step));
  for (const WhyStep& fault : story->faults) {
    answer.steps.push_back(fault);
    add_root(answer.roots, fault);
  }
  return true;
}

WhyAnswer tell(const RecordingReader& reader, std::uint64_t id) {
  WhyAnswer answer;
  for (const RecordedRow& row : trace(reader, id)) {
    // A market acted on a price: the answer lies in where that came from, not in who sent the transaction.
    if (auto story = price_story(reader, row); story) return with_story(std::move(answer), std::move(*story));
    if (auto story = auction_story(reader, row); story) return with_story(std::move(answer), std::move(*story));
    if (row.table->name == "log" && add_wrong_answer(reader, answer, row)) return answer;
    answer.steps.push_back(step_of(reader, row));
    if (row.table->name != "deadline" || row.text("outcome") != "missed") continue;
    // What caused a missed deadline is what was due last, when all was well: the answer lies in what is missing since,
    // or in how that was wrong itself.
    const bool was_wrong = add_wrong_answer(reader, answer, row);
    if (Absence absence = explain_absence(reader, row); !was_wrong || !absence.missing.empty())
      add_absence(answer, std::move(absence));
    return answer;
  }
  if (!answer.steps.empty() && (answer.steps.size() > 1 || answer.steps[0].table != "violation"))
    answer.roots.push_back(answer.steps.back());
  return answer;
}

/// Faults that made the violation together with the one that is its cause, or that there was too little of its figure.
void add_what_it_waited_for(const RecordingReader& reader, WhyAnswer& answer, std::uint64_t violation) {
  for (const RecordedRow& row : waiting_rows(reader, *reader.row(violation))) {
    const auto cause = reader.row(row.cause.row);
    if (const auto rows = rows_waited_beyond(row.text("what"))) {
      answer.too_little = {*rows, cause ? std::optional(step_of(reader, *cause)) : std::nullopt};
      continue;
    }
    const auto& fault = cause;
    if (!fault || fault->table->name != "fault") continue;
    answer.steps.push_back(step_of(reader, *fault));
    add_root(answer.roots, answer.steps.back());
  }
}

/// The longest time between a step from `first` on and the one that led to it.
std::pair<sim::Time, sim::Time> longest_wait(const std::vector<WhyStep>& steps, std::size_t first) {
  std::pair<sim::Time, sim::Time> longest{steps[first].time, steps[first].time};
  for (std::size_t i = first; i + 1 < steps.size(); ++i)
    if (steps[i].time - steps[i + 1].time > longest.second - longest.first)
      longest = {steps[i + 1].time, steps[i].time};
  return longest;
}

WhyAnswer explain_row(const RecordingReader& reader, std::uint64_t id, std::string asked) {
  WhyAnswer answer = tell(reader, id);
  answer.asked = std::move(asked);
  if (!answer.steps.empty() && answer.steps[0].table == "violation") add_what_it_waited_for(reader, answer, id);
  if (answer.steps.empty() || answer.absence || reader.table("fault") == nullptr) return answer;
  const auto is_fault = [](const WhyStep& root) { return root.table == "fault"; };
  if (std::ranges::any_of(answer.roots, is_fault)) return answer;
  if (answer.roots.empty()) {
    // A figure that nothing in particular made, such as a count that is too low.
    for (const RecordedRow& fault : reader.rows("fault")) answer.faults.push_back(step_of(reader, fault));
    return answer;
  }
  // A violation is written when the run ends; what it is about happened at the next step.
  const bool is_violation = answer.steps[0].table == "violation" && answer.steps.size() > 1;
  const std::size_t first = is_violation ? 1 : 0;
  std::map<std::uint64_t, WhyStep> faults;
  const auto [from, until] = longest_wait(answer.steps, first);
  for (const RecordedRow& fault : faults_standing(reader, answer.steps[first].time))
    faults.emplace(fault.id, step_of(reader, fault));
  for (const RecordedRow& fault : faults_standing(reader, from, until))
    faults.emplace(fault.id, step_of(reader, fault));
  for (auto& [row, fault] : faults) answer.faults.push_back(std::move(fault));
  return answer;
}

/// "liquidation:41", "loan:3", "bad-debt:1", "auction:17": what happened, and its number. Nothing for other texts.
std::optional<WhyAnswer> explain_use(const RecordingReader& reader, std::string_view subject) {
  for (const auto& [prefix, use] : {std::pair<std::string_view, std::string_view>{"liquidation:", "liquidation"},
                                    {"loan:", "loan"},
                                    {"bad-debt:", "bad debt"},
                                    {"auction:", "auction"}}) {
    if (!subject.starts_with(prefix)) continue;
    const auto number = parse_number(subject.substr(prefix.size()));
    if (!number) throw sim::InputError(std::string(subject), "expected a number, from 1, after the colon");
    const auto row = use == "auction" ? auction_row(reader, *number) : price_use(reader, use, *number);
    if (!row) {
      const auto run = reader.run_values();
      const auto level = run.find(sim::run_key::kLevel);
      const bool has_them = level == run.end() || level->second != "summary";
      throw sim::InputError(std::string(subject),
                            "there is none in " + reader.path() + (has_them ? "" : ", whose level is summary"));
    }
    return explain_row(reader, row->id, std::string(use) + " " + std::to_string(*number));
  }
  return std::nullopt;
}

std::vector<std::uint64_t> violations_of(const RecordingReader& reader) {
  std::vector<std::uint64_t> ids;
  if (reader.table("violation") == nullptr) return ids;
  for (const RecordedRow& row : reader.rows("violation")) ids.push_back(row.id);
  return ids;
}

/// Expectations are judged when a run ends; until then there is no violation to ask about.
std::string caution_of(const RecordingReader& reader) {
  if (reader.state() == sim::RunState::kFinished) return {};
  return "the recording ends in the middle of its run (" + std::string(sim::to_text(reader.state())) +
         "): no expectation was judged";
}

}  // namespace

WhyAnswer explain(const RecordingReader& reader, std::string_view subject) {
  const RecordingReader::Snapshot snapshot(reader);
  const std::string place(subject);
  if (subject.starts_with("row:") || subject.starts_with("#")) {
    const auto id = parse_number(subject.substr(subject.starts_with("#") ? 1 : 4));
    if (!id.has_value()) throw sim::InputError(place, "expected a row's id, a number, after row:");
    WhyAnswer answer = explain_row(reader, *id, "row " + std::to_string(*id));
    if (answer.steps.empty()) {
      throw sim::InputError(place, "there is no row " + std::to_string(*id) + " in " + reader.path());
    }
    return answer;
  }
  if (auto used = explain_use(reader, subject)) return std::move(*used);
  const std::vector<std::uint64_t> violations = violations_of(reader);
  const std::string caution = caution_of(reader);
  if (subject.empty() && violations.empty()) {
    WhyAnswer answer;
    answer.caution = caution;
    return answer;
  }
  const auto number = subject.empty() ? std::uint64_t{1} : parse_number(subject);
  if (!number.has_value()) {
    throw sim::InputError(
        place, "is not what why takes",
        "give a violation's number, liquidation:N, loan:N, bad-debt:N or auction:N, or row:ID for any row");
  }
  if (violations.empty() && !caution.empty()) throw sim::InputError(reader.path(), caution);
  if (violations.empty()) throw sim::InputError(place, "no expectation was violated in " + reader.path());
  if (*number < 1 || *number > violations.size()) {
    throw sim::InputError(place, "there is no violation " + std::to_string(*number) + " in " + reader.path(),
                          "they are numbered from 1 to " + std::to_string(violations.size()));
  }
  return explain_row(reader, violations[*number - 1],
                     "violation " + std::to_string(*number) + " of " + std::to_string(violations.size()));
}

}  // namespace orrery::scenarios
