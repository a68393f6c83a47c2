#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "chains/rpc/rpc_client.h"
#include "nodes/ocr2/median_sources.h"
#include "sim/host.h"

namespace orrery::nodes {

/// How a node reads one aggregator for its median plugin.
struct MedianContractSpec {
  chains::Address contract = {};
  /// Answers younger than this serve again, and requests at the same moment share one call. Shorter than any stage, so
  /// that a node sees another one's transmission before its own turn.
  sim::Duration keep = sim::Duration::seconds(1);
  /// How often it looks for RoundRequested, at most and only when asked; real nodes get these logs pushed. Zero: with
  /// every question.
  sim::Duration request_poll = sim::Duration::minutes(1);
};

/// latestTransmissionDetails and RoundRequested, as this node's RPC endpoints tell them. The client must outlive it.
class EvmMedianContract final : public MedianContract {
 public:
  EvmMedianContract(sim::Host& host, chains::RpcClient& rpc, MedianContractSpec spec);
  ~EvmMedianContract() override;

  void latest_transmission_details(chains::RpcCallback<TransmissionDetails> done) override;
  /// While the endpoints fail it answers with what it saw last, as a node's database would.
  void latest_round_requested(sim::Duration lookback, chains::RpcCallback<std::optional<RequestedRound>> done) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace orrery::nodes
