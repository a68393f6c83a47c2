#pragma once

#include <vector>

#include "gui/model/message_window.h"
#include "gui/model/round_history.h"
#include "gui/sequence/sequence_marks.h"

namespace orrery::gui {

/// Marks of rounds: on their leader's line the copy with which it had enough observations or signatures (answers_of()
/// says when), or that it never had; where a round was given up. `window` is unfiltered; of a sampled one nothing is
/// counted. Rounds that began before the window are not counted either. Deadlines that were missed are marks as well:
/// those of `network`, or of all feeds when it is none. In order.
std::vector<SequenceMark> round_marks(const MessageWindow& window, const WorldModel& world, sim::EntityId network,
                                      const std::vector<RoundSpan>& rounds);

}  // namespace orrery::gui
