#pragma once

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

}  // namespace orrery::gui
