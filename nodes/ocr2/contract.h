#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "chains/rpc/rpc_client.h"
#include "nodes/ocr2/reporting_plugin.h"

namespace orrery::nodes {

/// A ConfigSet log, decoded. Source: spec ocr.md §8.1.4, §8.4.
struct ContractConfig {
  Bytes32 config_digest;
  std::uint64_t config_count = 0;
  std::vector<chains::Address> signers;
  std::vector<chains::Address> transmitters;
  std::uint8_t f = 0;
  Bytes onchain_config;
  std::uint64_t offchain_config_version = 0;
  Bytes offchain_config;
};

/// latestConfigDigestAndEpoch of the aggregator.
struct DigestAndEpoch {
  Bytes32 config_digest;
  std::uint32_t epoch = 0;
};

struct AttributedSignature {
  std::vector<std::uint8_t> signature;  ///< 65 bytes r, s, v with v in {0,1}
  NodeIndex signer;
};

/// How an oracle network's protocol sees its contract: through RPC endpoints that may fail, lag or lie. Callbacks run
/// once; a failed read has no value.
class ContractPort {
 public:
  virtual ~ContractPort() = default;
  /// Calls `changed` with each new config once it has the configured confirmations; polls until the port is gone.
  virtual void track_config(std::function<void(ContractConfig)> changed) = 0;
  virtual void latest_config_digest_and_epoch(chains::RpcCallback<DigestAndEpoch> done) = 0;
  /// Submits a report on behalf of this oracle; done once it is handed over (true) or could not be (error).
  virtual void transmit(const ReportTimestamp& at, const Bytes32& extra_hash, const Bytes& report,
                        const std::vector<AttributedSignature>& signatures, PluginCallback<bool> done) = 0;
  /// The account that transmit() sends from.
  virtual chains::Address from_account() const = 0;
};

}  // namespace orrery::nodes
