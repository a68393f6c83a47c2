#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chains/rpc/rpc_client.h"
#include "nodes/feeds/evm_contract_port.h"
#include "nodes/feeds/evm_median_contract.h"
#include "nodes/feeds/feed_data_source.h"
#include "nodes/feeds/transmitter.h"
#include "nodes/ocr2/oracle.h"

namespace orrery::nodes {

/// One feed that a node serves, as its operator configures the job.
struct FeedJobSpec {
  ContractPortSpec port = {};        ///< `job` is filled in
  MedianContractSpec contract = {};  ///< of the same aggregator
  FeedDataSourceSpec source = {};
  bool include_gas_price = false;
  sim::Duration request_lookback = sim::Duration::hours(1);  ///< how old a RoundRequested may be
};

/// What a node has on one chain: its endpoints, its account, the feeds that it serves there.
struct FeedNodeSpec {
  std::string name = {};  ///< "ethereum": names its ports and its records on the disk, once a host
  ChainAccess chain = {};
  std::vector<FeedJobSpec> jobs = {};
};

class FeedNode;

/// The place of a feed node in a world: what its oracles hold on to, and what stays when its machine restarts.
struct FeedNodeSeat {
  FeedNode* running = nullptr;  ///< null while its machine is down
};

/// The part of a node that its oracles on one chain share: RPC client, transmitter, price reader, and for each job its
/// data source and its view of the contract. Install it on a host before the oracles that lean on it.
class FeedNode final : public sim::Program {
 public:
  FeedNode(sim::Host& host, std::shared_ptr<const FeedNodeSpec> spec, FeedNodeSeat& seat);
  ~FeedNode() override;

  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;

  MedianDataSource& source(std::size_t job) { return jobs_[job]->source; }
  MedianContract& contract(std::size_t job) { return jobs_[job]->contract; }
  std::unique_ptr<ContractPort> make_contract_port(std::size_t job);
  Transmitter& transmitter() { return transmitter_; }
  const FeedNodeSpec& spec() const { return *spec_; }

 private:
  struct Job {
    FeedDataSource source;
    EvmMedianContract contract;
  };

  sim::Host& host_;
  std::shared_ptr<const FeedNodeSpec> spec_;
  FeedNodeSeat& seat_;
  chains::RpcClient rpc_;
  Transmitter transmitter_;
  PriceReader reader_;
  std::vector<std::unique_ptr<Job>> jobs_;
};

/// Installs like any program; `seat` must outlive the host.
sim::ProgramFactory feed_node_program(FeedNodeSpec spec, FeedNodeSeat& seat);
/// Makes an oracle serve a job of the node on `seat`: sets its contract port and its plugin, a median plugin with the
/// config that the contract carries. The rest of `oracle` is the caller's.
void connect_oracle(OracleSpec& oracle, FeedNodeSeat& seat, std::size_t job);

}  // namespace orrery::nodes
