#pragma once

#include <string>

#include "nodes/market/price.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// An auction of collateral that has ended.
struct EndedAuction {
  sim::EntityId chain;
  std::string system, collateral;
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

  /// Returns the row; that of the deal when the table is below the recording level.
  sim::CauseId write(const EndedAuction& auction);

 private:
  sim::World& world_;
  sim::TableId table_;
  std::int64_t number_ = 0;
};

}  // namespace orrery::scenarios
