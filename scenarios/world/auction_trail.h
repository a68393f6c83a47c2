#pragma once

#include <map>
#include <string>

#include "nodes/market/price.h"
#include "scenarios/world/feed_monitor.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// An auction of collateral that has ended.
struct EndedAuction {
  sim::EntityId chain;
  std::string system, collateral, feed;
  nodes::Price lot{};                        ///< tokens that the winner got
  nodes::Price bid{}, asked{};               ///< dai
  nodes::Price worth{};                      ///< US dollars at the true price when it was fetched
  nodes::Price price{};                      ///< by which the system had it auctioned
  nodes::Price true_price{}, start_price{};  ///< the market's when it began, and when the run began
  sim::CauseId kick_row, bid_row, deal_row, price_row;
  bool went_for_nothing = false;
};

/// Writes down how auctions of collateral ended and what stood behind them, so that `why` can go on from a lot that
/// went for nothing to the blocks that others' bids did not get into. Rows of the table `auction` (docs/recording.md).
class AuctionTrail {
 public:
  explicit AuctionTrail(sim::World& world);

  /// `monitor` knows the feed's answers, of which systems may take one over much later; it is there until the run ends.
  void follow(const std::string& feed, const FeedMonitor& monitor) { monitors_[feed] = &monitor; }
  /// Returns the row; that of the deal when the table is below the recording level.
  sim::CauseId write(const EndedAuction& auction);

 private:
  /// The row of the newest answer with the auction's price before it began; none when the run has none.
  sim::CauseId answer_row(const EndedAuction& auction) const;

  sim::World& world_;
  sim::TableId table_;
  std::map<std::string, const FeedMonitor*> monitors_;
  std::int64_t number_ = 0;
};

}  // namespace orrery::scenarios
