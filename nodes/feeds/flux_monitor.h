#pragma once

#include <string>

#include "chains/rpc/rpc_client.h"
#include "nodes/feeds/push_rule.h"
#include "nodes/feeds/transmitter.h"
#include "nodes/market/price_reader.h"

namespace orrery::nodes {

/// An oracle of a feed from before OCR: every one sends its own price to the FluxAggregator, a transaction each for
/// every round. The defaults are assumptions: docs/feeds.md. Source: spec ocr.md §11.1.
struct FluxMonitorSpec {
  std::string name = {};    ///< of the feed: names its ports and records, once a host
  Address contract = {};    ///< a FluxAggregator of which the account is an oracle
  sim::EntityId feed = {};  ///< for the recording, or none
  PriceSourcesSpec price = {};
  int decimals = 8;
  PushRule rule = {};
  sim::Duration poll = sim::Duration::seconds(15);
  Gas gas_limit = 400'000;
  ChainAccess chain = {};
};

/// Every `poll` it asks the contract what it may submit to (oracleRoundState). A round that another has begun it always
/// answers; a new one it begins when the rule says that an answer is due. It sends to a round once.
class FluxMonitor final : public sim::Program {
 public:
  FluxMonitor(sim::Host& host, const FluxMonitorSpec& spec);

  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;
  const Transmitter& transmitter() const { return transmitter_; }

 private:
  struct RoundState {
    std::uint32_t round = 0;
    bool is_open = false;  ///< another oracle has begun it
  };
  void poll();
  void on_state(const chains::RpcResult<Bytes>& result);
  void on_price(const RoundState& state, const PriceReading& reading);
  void submit(std::uint32_t round, const chains::Int256& value);

  sim::Host& host_;
  FluxMonitorSpec spec_;
  chains::RpcClient rpc_;
  Transmitter transmitter_;
  PriceReader reader_;
  std::uint32_t sent_to_ = 0;  // the last round that this life submitted to
  std::string lacks_;          // why the last poll came to nothing, empty when it did not
  sim::CauseId lacks_because_;
};

}  // namespace orrery::nodes
