#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "scenarios/world/build_lending.h"
#include "scenarios/world/feed_monitor.h"
#include "scenarios/world/pool_trail.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Writes down which price a market read when it lent or liquidated, and where that price came from, so that `why` can
/// go on from a loan to the feed, its observations and the faults behind them, or to the trade that moved a pool. Rows
/// of the table `price_read` (docs/recording.md). Looks and does not touch; does nothing when the table is below the
/// recording level.
class PriceTrail {
 public:
  PriceTrail(sim::World& world, const Scenario& scenario, const std::vector<BuiltFeed>& feeds, nodes::Market& market);

  /// `monitor` knows the feed's answers; it is there for as long as prices are asked about.
  void follow(const BuiltFeed& feed, const FeedMonitor& monitor) { monitors_[&feed] = &monitor; }
  /// Follows decisions about the market's price sources, and the pools that it reads prices from. Before the start.
  void follow(const BuiltLendingMarket& market);

  /// A loan or a liquidation ("loan", "liquidation") whose log is `log`: the market has just read the asset's price.
  /// `loan` is the log of the last loan to who is liquidated. Returns whether the price was more than a hundredth off
  /// the true one.
  bool write_use(const BuiltLendingMarket& market, const BuiltLendingAsset& asset, const char* use, sim::CauseId log,
                 sim::CauseId loan = {});
  /// A debt that its collateral does not cover at the end, in US dollars; `log` is the borrower's last loan.
  sim::CauseId write_bad_debt(const BuiltLendingMarket& market, Price amount, sim::CauseId log);

 private:
  /// An asset's source since the last decision about it.
  struct Source {
    const LendingAssetEntry* entry = nullptr;
    sim::CauseId decided;  ///< none: as it was at the start
  };
  struct Blame {
    const BuiltFeed* feed = nullptr;
    Price answer;
    sim::CauseId row;
    Price true_price;
  };
  /// Null for an asset whose price is not read from a pool.
  const PoolTrail* pool_behind(const BuiltLendingMarket& market, const LendingAssetEntry& source) const;
  Source source_of(const BuiltLendingMarket& market, const BuiltLendingAsset& asset) const;
  Blame blamed_feed(const BuiltLendingMarket& market, const LendingAssetEntry& source) const;
  std::string bound_in_the_way(const Blame& blame) const;

  sim::World& world_;
  const Scenario& scenario_;
  const std::vector<BuiltFeed>& feeds_;
  nodes::Market& market_;
  sim::TableId table_;
  std::map<const BuiltFeed*, const FeedMonitor*> monitors_;
  std::map<std::pair<const BuiltLendingMarket*, std::string>, Source> decided_;
  std::map<std::pair<const BuiltLendingMarket*, std::string>, std::unique_ptr<PoolTrail>> pools_;  // by asset
  std::map<std::uint64_t, const BuiltLendingAsset*> lent_against_;  // by the log of a loan or liquidation
  std::map<std::string, std::int64_t> numbers_;                     // of each use
};

}  // namespace orrery::scenarios
