#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gui/model/message_window.h"
#include "gui/model/round_history.h"

namespace orrery::gui {

/// What one oracle answered its leader in a round.
struct RoundAnswer {
  sim::EntityId sender;
  std::int64_t arrival = 0;  ///< ns, as far as it is known (Arrival)
  std::uint64_t message = 0;
  std::uint64_t row = 0;  ///< of the delivery where one is recorded, else of the message
};

/// The messages of one round sent until `until`, and what became of them. The leader's answers are among them however
/// long the round lasts: a window of messages around the cursor would lose the first.
MessageWindow round_window(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& round,
                           sim::Time until, const std::atomic<bool>& stop);

/// The answers of one kind of message that reached the round's leader, each oracle's first, in the order of arrival.
/// This is how everything in the window counts observations and reports. Of the round its leader, network, epoch and
/// number are looked at. O(messages + answers log flights).
std::vector<RoundAnswer> answers_of(const MessageWindow& window, const RoundSpan& round, std::string_view kind);

/// How many had arrived by `time`. O(log answers).
int arrived_by(const std::vector<RoundAnswer>& answers, std::int64_t time);

}  // namespace orrery::gui
