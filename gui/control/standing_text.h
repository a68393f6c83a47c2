#pragma once

#include <QString>

#include "gui/control/steering.h"

namespace orrery::gui {

/// How a run stands, in a word: "ready", "running", "paused", "ended", "failed", "gone".
QString standing_word(const Steering& steering);

/// The same in a line that begins with that word, with where it stands (`shown`: the newest moment that the window has
/// of it) and what stopped it there, in words of the field; of one that is gone, `loss`: why.
QString standing_text(const SteeredState& state, bool is_connected, sim::Time shown, const QString& loss = {});

}  // namespace orrery::gui
