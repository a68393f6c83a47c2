#pragma once

#include <optional>
#include <vector>

#include "scenarios/recording/trace.h"

namespace orrery::scenarios {

/// How a lot of collateral came to be won as it was, in words: the winning bid, the bids of others that came too late
/// or not at all, what blocks took for a place, and why the lot was auctioned at all.
struct AuctionStory {
  std::vector<WhyStep> steps;  ///< from the end of the auction to the roots
  std::vector<WhyStep> roots;
};

/// The story of a row of `auction`. Nothing for every other row.
std::optional<AuctionStory> auction_story(const sim::RecordingReader& reader, const sim::RecordedRow& row);

/// The row of `auction` with that number; nothing when there is none.
std::optional<sim::RecordedRow> auction_row(const sim::RecordingReader& reader, std::uint64_t number);

}  // namespace orrery::scenarios
