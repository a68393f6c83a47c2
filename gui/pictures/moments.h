#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/round_history.h"
#include "gui/model/state_history.h"
#include "gui/model/world_model.h"

namespace orrery::gui {

/// A moment that is worth a picture.
struct Moment {
  std::string name;  ///< "quiet", "outage", "leader-change"
  sim::Time time;
  sim::EntityId network;
};

/// Of the largest network: a round while nothing is wrong, a round in the first minute of the first fault, and the
/// first change of leader after it. What a recording does not have is left out.
std::vector<Moment> moments_worth_a_picture(const WorldModel& world, const RoundHistory& rounds,
                                            const StateHistory& states, sim::EntityId network);

/// "crash": the first moment at which an answer on chain was off its market by half of the market's price; where none
/// ever was, the moment at which one was off most. Of all feeds, by the metrics `market` and `answer`. None when no
/// answer was off by 5 %.
std::optional<Moment> moment_of_crash(const sim::RecordingReader& reader);

/// The first moment from `time` on at which a round of the network has messages on their way; `time` itself when none
/// begins within a minute.
sim::Time within_a_round(const RoundHistory& rounds, sim::EntityId network, sim::Time time);

}  // namespace orrery::gui
