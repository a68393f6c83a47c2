#pragma once

#include <optional>
#include <vector>

#include "scenarios/recording/absence.h"
#include "scenarios/recording/trace.h"

namespace orrery::scenarios {

/// How a market came to the price that it lent or liquidated at, in words: the use, the feed's answer, what the
/// observations behind it were or what kept the feed from saying more, and the faults or the decision at the root; or
/// the trade that had moved the pool which it was read from.
struct PriceStory {
  std::vector<WhyStep> steps;  ///< from the use to the root, or to the deadline that its feed missed
  std::vector<WhyStep> roots;
  std::optional<Absence> absence;  ///< behind that deadline
};

/// The story of a row of `price_read`, or of the log of a loan or liquidation. Nothing for every other row, and for
/// recordings without lending markets.
std::optional<PriceStory> price_story(const sim::RecordingReader& reader, const sim::RecordedRow& row);

/// The row of `price_read` with that use ("loan", "liquidation", "bad debt") and number; nothing when there is none.
std::optional<sim::RecordedRow> price_use(const sim::RecordingReader& reader, std::string_view use,
                                          std::uint64_t number);

}  // namespace orrery::scenarios
