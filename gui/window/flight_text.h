#pragma once

#include <QString>

#include "gui/model/message_window.h"

namespace orrery::gui {

/// What a copy is and what became of it, in lines: its kind and ends, when it was sent, what it carries, how it went.
QString flight_text(const WorldModel& world, const MessageWindow& window, const Flight& flight);
/// The row that tells most of a copy: its delivery's, or else its message's.
std::uint64_t row_of(const MessageWindow& window, const Flight& flight);

}  // namespace orrery::gui
