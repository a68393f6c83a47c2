#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/message_window.h"
#include "sim/recording/recording_reader.h"

namespace orrery::gui {

/// What a step goes to: any recorded row, the next sending, the next block.
enum class StepKind : std::uint8_t { kEvent, kHop, kBlock };

/// A moment to go to, and the row that makes it one.
struct StepTarget {
  sim::Time time;
  std::uint64_t row = 0;
};

/// The first row of that kind after `time`, or the last one before it; none at the ends. O(tables * log rows).
std::optional<StepTarget> step_from(const sim::RecordingReader& reader, StepKind kind, sim::Time time, bool forward);

/// The nearest moment after `time`, or before it, at which one of `nodes` sent a message of the window or a copy came
/// to it; none when the window has no such.
std::optional<StepTarget> step_along(const MessageWindow& window, const std::vector<sim::EntityId>& nodes,
                                     sim::Time time, bool forward);

/// The same in a recording: within the span's time, which `time` lies in, else in the stretch beyond it up to the next
/// message that one of `nodes` sent; stretches of more than two minutes are looked through for what was sent alone.
std::optional<StepTarget> step_on_line(scenarios::RecordingQuery& query, const WorldModel& world, MessageSpan span,
                                       const scenarios::Filter& filter, const std::vector<sim::EntityId>& nodes,
                                       sim::Time time, bool forward, const std::atomic<bool>& stop);

/// The first message that one of `senders` sent after `time`, or the last one before it; none at the ends.
std::optional<StepTarget> step_of_senders(const sim::RecordingReader& reader, const std::vector<sim::EntityId>& senders,
                                          sim::Time time, bool forward);

/// The block of that number of a chain, or of any chain when it is none; the first one where a chain undid some.
std::optional<StepTarget> block_numbered(const sim::RecordingReader& reader, sim::EntityId chain, std::int64_t number);

/// Reads what a person types to go somewhere: "06:48:31.2" (on the day of `near`), a full time, "+90s" or "-2min" from
/// `near`. Throws sim::InputError.
sim::Time parse_moment(const std::string& text, sim::Time near);

}  // namespace orrery::gui
