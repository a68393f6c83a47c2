#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// A feed that owes an answer at a moment, and the row of the deadline that it missed.
struct LateFeed {
  sim::EntityId feed;
  std::uint64_t row = 0;
  bool operator==(const LateFeed&) const = default;
};

/// The feeds that missed a deadline, accepted no answer since, and, where it was one of deviation, were still off their
/// market when that was noted last. Those that are late for longest come first. O(what was noted of them since).
std::vector<LateFeed> late_feeds(const sim::RecordingReader& reader, const WorldModel& world, sim::Time time,
                                 const std::atomic<bool>& stop);

/// "eth-usd owes an answer past its deadline", "8 feeds owe an answer past their deadline"; empty for none.
std::string lateness_text(const WorldModel& world, const std::vector<LateFeed>& late);

}  // namespace orrery::gui
