#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "chains/encoding/abi.h"
#include "nodes/feeds/transmitter.h"
#include "nodes/ocr2/contract.h"

namespace orrery::nodes {

/// How a node follows and serves one aggregator. Poll interval and confirmations are the defaults that Chainlink nodes
/// document for OCR2 (ContractPollInterval 1 min, ContractConfirmations 3).
struct ContractPortSpec {
  Address contract = {};
  sim::Duration poll = sim::Duration::minutes(1);    ///< how often it looks for a new config
  sim::Duration retry = sim::Duration::seconds(10);  ///< after a look that failed
  std::uint64_t confirmations = 3;                   ///< blocks, its own included, that a config's block must have
  Gas transmit_gas_limit = 500'000;
  std::uint32_t job = 0;  ///< as in TransactionRequest
  sim::EntityId feed = {};
};

/// The aggregator as one oracle sees it, through its RPC client; what it sends goes through the node's transmitter. A
/// lagging endpoint cannot bring an old config back: only a higher config count is a change. Both must outlive it.
class EvmContractPort final : public ContractPort {
 public:
  EvmContractPort(sim::Host& host, chains::RpcClient& rpc, Transmitter& transmitter, ContractPortSpec spec);
  ~EvmContractPort() override;

  void track_config(std::function<void(ContractConfig)> changed) override;
  void latest_config_digest_and_epoch(chains::RpcCallback<DigestAndEpoch> done) override;
  void transmit(const ReportTimestamp& at, const Bytes32& extra_hash, const Bytes& report,
                const std::vector<AttributedSignature>& signatures, PluginCallback<bool> done) override;
  Address from_account() const override { return transmitter_.account(); }

 private:
  /// What outstanding requests hold on to, so that an answer after this port is gone finds nobody.
  struct Tracking;

  sim::Host& host_;
  chains::RpcClient& rpc_;
  Transmitter& transmitter_;
  ContractPortSpec spec_;
  std::shared_ptr<Tracking> tracking_;
};

/// Input of transmit(bytes32[3],bytes,bytes32[],bytes32[],bytes32). Source: spec ocr.md §8.1, §3.8.
Bytes transmit_input(const ReportTimestamp& at, const Bytes32& extra_hash, BytesView report,
                     const std::vector<AttributedSignature>& signatures);
/// The config in a ConfigSet log; empty when it is none. Source: spec ocr.md §8.4.
std::optional<ContractConfig> decode_config_set(const chains::LogRecord& log);

}  // namespace orrery::nodes
