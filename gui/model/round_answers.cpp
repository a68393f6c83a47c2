#include "gui/model/round_answers.h"

#include <algorithm>
#include <string>

namespace orrery::gui {
namespace {

// A round's first message may be recorded a moment before its span begins.
constexpr sim::Duration kBefore = sim::Duration::milliseconds(1);

const Flight* flight_to(const MessageWindow& window, std::uint32_t message, sim::EntityId receiver) {
  auto flight = std::lower_bound(window.flights.begin(), window.flights.end(), message,
                                 [](const Flight& f, std::uint32_t m) { return f.message < m; });
  for (; flight != window.flights.end() && flight->message == message; ++flight) {
    if (flight->receiver == receiver) return &*flight;
  }
  return nullptr;
}

bool is_earlier(const RoundAnswer& a, const RoundAnswer& b) { return a.arrival < b.arrival; }

std::vector<RoundAnswer> arrivals_of(const MessageWindow& window, const RoundSpan& round, std::string_view kind) {
  std::vector<RoundAnswer> answers;
  const auto found = std::find(window.kinds.begin(), window.kinds.end(), kind);
  const auto number = static_cast<std::uint32_t>(found - window.kinds.begin());
  for (std::uint32_t i = 0; i < window.messages.size(); ++i) {
    const WindowMessage& message = window.messages[i];
    if (message.kind != number || message.network != round.network || message.epoch != round.epoch ||
        message.round != round.round)
      continue;
    const Flight* flight = flight_to(window, i, round.leader);
    if (flight == nullptr || flight->lost) continue;
    const bool again = std::any_of(answers.begin(), answers.end(),
                                   [&](const RoundAnswer& answer) { return answer.sender == message.sender; });
    if (again) continue;
    answers.push_back(
        {message.sender, flight->end, message.row, flight->delivery != 0 ? flight->delivery : message.row});
  }
  std::stable_sort(answers.begin(), answers.end(), is_earlier);
  return answers;
}

bool is_of(const LeaderStep& step, const RoundSpan& round) {
  return round.row != 0 && step.leader == round.leader && step.time >= round.begin && step.time <= round.end;
}

bool has_steps(const MessageWindow& window, const RoundSpan& round) {
  return std::any_of(window.steps.begin(), window.steps.end(),
                     [&](const LeaderStep& step) { return is_of(step, round); });
}

// A round may begin at the instant at which the one before entered its last phase: that is no step of this one.
const LeaderStep* step_of(const MessageWindow& window, const RoundSpan& round, std::string_view phase) {
  const auto found = std::find_if(window.steps.begin(), window.steps.end(), [&](const LeaderStep& step) {
    return step.phase == phase && is_of(step, round) && step.time > round.begin;
  });
  return found == window.steps.end() ? nullptr : &*found;
}

// The earliest were with the leader before its step, the one that made up the quorum came with it, the others after it.
void fit_to_step(std::vector<RoundAnswer>& answers, std::size_t quorum, const LeaderStep& step) {
  if (answers.size() < quorum) return;
  const auto last = answers.begin() + static_cast<std::ptrdiff_t>(quorum) - 1;
  const auto cause = std::find_if(answers.begin(), answers.end(),
                                  [&](const RoundAnswer& answer) { return answer.message == step.cause; });
  // A leader that was busy takes what came meanwhile at once: then something else caused its step.
  if (cause != answers.end() && cause < last) std::rotate(cause, cause + 1, last + 1);
  if (cause != answers.end() && cause > last) std::rotate(last, cause, cause + 1);
  for (auto answer = answers.begin(); answer != last; ++answer) answer->arrival = std::min(answer->arrival, step.time);
  last->arrival = step.time;
  for (auto answer = last + 1; answer != answers.end(); ++answer)
    answer->arrival = std::max(answer->arrival, step.time + 1);
  std::stable_sort(answers.begin(), answers.end(), is_earlier);
}

}  // namespace

MessageWindow round_window(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& round,
                           sim::Time until, const std::atomic<bool>& stop) {
  const scenarios::Filter of_round(
      "epoch == " + std::to_string(round.epoch) + " && round == " + std::to_string(round.round), query.schema(),
      *query.schema().find("message"));
  // Answers go to one receiver; of what is broadcast only the message is wanted, not its copies.
  const MessageSpan span{.from = sim::Time::from_unix_nanoseconds(round.begin) - kBefore,
                         .until = until,
                         .network = round.network,
                         .broadcasts_from = until};
  return MessageWindow::read(query, world, span, of_round, stop);
}

RoundAnswers answers_of(const MessageWindow& window, const RoundSpan& round, std::string_view kind, int quorum) {
  RoundAnswers answers{arrivals_of(window, round, kind), {}, {}};
  const bool observes = kind == "observe", steps = observes || kind == "report";
  const LeaderStep* const made = steps ? step_of(window, round, observes ? "grace" : "final") : nullptr;
  const LeaderStep* const goes_on = observes ? step_of(window, round, "report") : made;
  if (goes_on != nullptr) {
    answers.closed = goes_on->time;
  } else if (round.row != 0 && kind != "final-echo" && round.outcome != RoundSpan::Outcome::kOpen) {
    answers.closed = round.end;
  }
  if (made != nullptr && quorum > 0) fit_to_step(answers.all, static_cast<std::size_t>(quorum), *made);
  for (RoundAnswer& answer : answers.all) answer.late = answers.closed.has_value() && answer.arrival > *answers.closed;
  if (quorum <= 0) return answers;
  const auto last = static_cast<std::size_t>(quorum) - 1;
  if (made != nullptr) {
    answers.enough = made->time;
  } else if (!(steps && has_steps(window, round)) && last < answers.all.size() && !answers.all[last].late) {
    answers.enough = answers.all[last].arrival;
  }
  return answers;
}

int arrived_by(const RoundAnswers& answers, std::int64_t time) {
  return static_cast<int>(std::count_if(answers.all.begin(), answers.all.end(), [&](const RoundAnswer& answer) {
    return answer.arrival <= time && !answer.late;
  }));
}

}  // namespace orrery::gui
