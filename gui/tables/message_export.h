#pragma once

#include <functional>

#include "gui/tables/message_list.h"

namespace orrery::gui {

/// Writes the messages that a search finds as CSV, in its order; `told` gets how many lines are written, now and then.
/// Returns what went wrong in one line, or "". One that is stopped leaves no file. For a worker: takes as long as it
/// takes to read them all.
QString write_messages(scenarios::RecordingQuery& query, const MessageSearch& search, const QString& path,
                       const std::function<void(std::uint64_t)>& told, const std::atomic<bool>& stop);

}  // namespace orrery::gui
