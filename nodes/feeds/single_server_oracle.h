#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chains/rpc/rpc_client.h"
#include "nodes/feeds/push_rule.h"
#include "nodes/feeds/transmitter.h"
#include "nodes/market/price_reader.h"

namespace orrery::nodes {

/// An oracle of one server, as most feeds began: it reads its own providers and writes the answer itself. The defaults
/// are assumptions: docs/feeds.md.
struct SingleServerSpec {
  std::string name = {};    ///< names its ports and records, once a host
  Address contract = {};    ///< a SingleOracle whose updater is the transmitter's account
  sim::EntityId feed = {};  ///< for the recording, or none
  PriceSourcesSpec price = {};
  int decimals = 8;
  PushRule rule = {};
  sim::Duration poll = sim::Duration::seconds(30);
  Gas gas_limit = 200'000;
  ChainAccess chain = {};
};

/// The baseline of one server: every `poll` it reads its price and the answer on chain, and sends update(answer) when
/// the rule says so and no update is under way.
class SingleServerOracle final : public sim::Program {
 public:
  SingleServerOracle(sim::Host& host, const SingleServerSpec& spec);

  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;
  const Transmitter& transmitter() const { return transmitter_; }

 private:
  void poll();
  void on_price(const PriceReading& reading);
  void on_latest(const chains::Int256& value, const LatestAnswer& latest);

  sim::Host& host_;
  SingleServerSpec spec_;
  chains::RpcClient rpc_;
  Transmitter transmitter_;
  PriceReader reader_;
  std::string lacks_;  // why the last poll came to nothing, empty when it did not
  sim::CauseId lacks_because_;
};

}  // namespace orrery::nodes
