#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// The first message that one of `senders` sent after `time`, or the last one before it; none at the ends.
std::optional<StepTarget> step_of_senders(const sim::RecordingReader& reader,
                                          const std::vector<sim::EntityId>& senders, sim::Time time, bool forward);

/// The block of that number of a chain, or of any chain when it is none; the first one where a chain undid some.
std::optional<StepTarget> block_numbered(const sim::RecordingReader& reader, sim::EntityId chain, std::int64_t number);

/// Reads what a person types to go somewhere: "06:48:31.2" (on the day of `near`), a full time, "+90s" or "-2min" from
/// `near`. Throws sim::InputError.
sim::Time parse_moment(const std::string& text, sim::Time near);

}  // namespace orrery::gui
