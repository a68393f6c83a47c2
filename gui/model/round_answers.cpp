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

}  // namespace

MessageWindow round_window(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& round,
                           sim::Time until, const std::atomic<bool>& stop) {
  const scenarios::Filter of_round(
      "epoch == " + std::to_string(round.epoch) + " && round == " + std::to_string(round.round), query.schema(),
      *query.schema().find("message"));
  const MessageSpan span{
      .from = sim::Time::from_unix_nanoseconds(round.begin) - kBefore, .until = until, .network = round.network};
  return MessageWindow::read(query, world, span, of_round, stop);
}

std::vector<RoundAnswer> answers_of(const MessageWindow& window, const RoundSpan& round, std::string_view kind) {
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
  std::sort(answers.begin(), answers.end(),
            [](const RoundAnswer& a, const RoundAnswer& b) { return a.arrival < b.arrival; });
  return answers;
}

int arrived_by(const std::vector<RoundAnswer>& answers, std::int64_t time) {
  const auto after = std::upper_bound(answers.begin(), answers.end(), time,
                                      [](std::int64_t t, const RoundAnswer& answer) { return t < answer.arrival; });
  return static_cast<int>(after - answers.begin());
}

}  // namespace orrery::gui
