#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gui/model/message_window.h"
#include "gui/model/round_history.h"

namespace orrery::gui {

/// What one oracle answered its leader in a round.
struct RoundAnswer {
  sim::EntityId sender;
  std::int64_t arrival = 0;  ///< ns, as far as it is known (Arrival), and never against the leader's recorded steps
  std::uint64_t message = 0;
  std::uint64_t row = 0;  ///< of the delivery where one is recorded, else of the message
  bool late = false;      ///< the leader had gone on
};

/// What the oracles answered, in the order of arrival, and what the leader made of it.
struct RoundAnswers {
  std::vector<RoundAnswer> all;
  std::optional<std::int64_t> enough;  ///< when the leader had as many as it needs
  std::optional<std::int64_t> closed;  ///< when it went on, or the round ended
};

/// The messages of one round sent until `until`, and what became of those with one receiver. The leader's answers are
/// among them however long the round lasts: a window of messages around the cursor would lose the first.
MessageWindow round_window(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& round,
                           sim::Time until, const std::atomic<bool>& stop);

/// The answers of one kind of message that reached the round's leader, each oracle's first. This is how everything in
/// the window counts observations and reports. The leader's steps in the window are the truth, estimated arrivals give
/// way: at the step that `quorum` answers allow (`grace`, `final`) it had exactly so many, the one that caused the step
/// the last of them. Where no phases are recorded, or `quorum` is 0, arrivals stay as estimated. A round without a row
/// is known by its leader, network, epoch and number alone. O(messages + steps + answers log flights).
RoundAnswers answers_of(const MessageWindow& window, const RoundSpan& round, std::string_view kind, int quorum = 0);

/// How many had arrived by `time`, and before the leader went on. O(answers).
int arrived_by(const RoundAnswers& answers, std::int64_t time);

}  // namespace orrery::gui
