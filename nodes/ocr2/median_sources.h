#pragma once

#include <cstdint>
#include <optional>

#include "chains/rpc/rpc_client.h"
#include "chains/uint256.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/time.h"

namespace orrery::nodes {

/// What one oracle of a data feed observes. Each call answers once, possibly at once; an answer with an error makes the
/// oracle send no observation for that round. Values must fit int192, else the plugin treats them as an error.
class MedianDataSource {
 public:
  virtual ~MedianDataSource() = default;
  /// The feed's value in its smallest unit: 4123.45 USD with 8 decimals is 412345000000.
  virtual void observe_value(ReportTimestamp at, PluginCallback<chains::Int256> done) = 0;
  /// Price of 10^18 smallest units of the chain's gas coin in juels, for the transmitter's reimbursement.
  virtual void observe_juels_per_fee_coin(ReportTimestamp at, PluginCallback<chains::Int256> done) = 0;
  /// Gas price subunits; asked only when the plugin's config includes them (newer networks).
  virtual void observe_gas_price_subunits(ReportTimestamp at, PluginCallback<chains::Int256> done) = 0;
};

/// latestTransmissionDetails of the aggregator.
struct TransmissionDetails {
  Bytes32 config_digest;
  std::uint32_t epoch = 0;
  std::uint8_t round = 0;
  chains::Int256 latest_answer;
  sim::Time latest_timestamp;  ///< of the block that held it, whole seconds
};

/// The newest RoundRequested log.
struct RequestedRound {
  Bytes32 config_digest;
  std::uint32_t epoch = 0;
  std::uint8_t round = 0;
};

/// What the median plugin reads of its contract, on this oracle's own view of the chain.
class MedianContract {
 public:
  virtual ~MedianContract() = default;
  virtual void latest_transmission_details(chains::RpcCallback<TransmissionDetails> done) = 0;
  /// The newest RoundRequested not older than `lookback`; an empty optional in the answer when there is none.
  virtual void latest_round_requested(sim::Duration lookback,
                                      chains::RpcCallback<std::optional<RequestedRound>> done) = 0;
};

}  // namespace orrery::nodes
