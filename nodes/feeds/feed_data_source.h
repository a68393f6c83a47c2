#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chains/rpc/rpc_client.h"
#include "nodes/market/price_reader.h"
#include "nodes/ocr2/median_sources.h"

namespace orrery::nodes {

/// Where a node takes LINK's price in the chain's gas coin from.
struct JuelsSourceSpec {
  PriceSourcesSpec link = {};  ///< LINK in the gas coin (LINK/ETH), or in any currency when `fee_coin` is given
  std::optional<PriceSourcesSpec> fee_coin = {};  ///< the gas coin in that currency (ETH/USD)
  /// Kept so long, since it only prices reimbursement; real nodes cache it too, how long is an assumption.
  sim::Duration keep = sim::Duration::minutes(5);
  sim::Duration oldest = sim::Duration::hours(24);  ///< while reading fails, the kept value serves so long
};

/// What one oracle of a data feed observes, as its job describes it.
struct FeedDataSourceSpec {
  PriceSourcesSpec price = {};
  int decimals = 8;                           ///< of the aggregator
  std::optional<JuelsSourceSpec> juels = {};  ///< absent: the constant below
  chains::Int256 fixed_juels_per_fee_coin = 1;
};

/// The data source of a feed's median plugin: the node's median over its providers. Everything named must outlive it.
class FeedDataSource final : public MedianDataSource {
 public:
  FeedDataSource(sim::Host& host, PriceReader& reader, chains::RpcClient& rpc, FeedDataSourceSpec spec);

  void observe_value(ReportTimestamp at, PluginCallback<chains::Int256> done) override;
  /// 10^18 wei of the gas coin in juels: 10^18 over LINK's price in the gas coin.
  void observe_juels_per_fee_coin(ReportTimestamp at, PluginCallback<chains::Int256> done) override;
  /// Base fee and suggested tip, in wei per gas.
  void observe_gas_price_subunits(ReportTimestamp at, PluginCallback<chains::Int256> done) override;

 private:
  void read_juels();
  void on_link(PriceReading link);
  void end_juels(std::optional<Price> fee_coin_in_link, const PriceReading& failed);

  sim::Host& host_;
  PriceReader& reader_;
  chains::RpcClient& rpc_;
  FeedDataSourceSpec spec_;
  std::optional<chains::Int256> juels_;
  sim::Time juels_at_;
  std::vector<PluginCallback<chains::Int256>> asking_juels_;
};

}  // namespace orrery::nodes
