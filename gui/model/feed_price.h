#pragma once

#include <string>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// What a feed said at a moment, and what its market said, as the recording's metrics have it; 0 while unknown. The
/// market is noted once a minute.
struct FeedPrice {
  static FeedPrice read(const sim::RecordingReader& reader, sim::EntityId feed, sim::Time time);

  double market = 0, answer = 0;
  bool operator==(const FeedPrice&) const = default;
  /// As a share of the market's price; 0 while one of them is unknown.
  double off() const;
};

/// "the answer of luna-usd, 0.10656, is 52 % off its market, 0.070186", when it is off by more than twice the deviation
/// at which the feed promises to answer, and by 1 % at least; else empty.
std::string price_trouble(const Group& feed, const FeedPrice& price);

}  // namespace orrery::gui
