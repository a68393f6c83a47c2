#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "chains/uint256.h"
#include "nodes/ocr2/median_sources.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/host.h"
#include "sim/time.h"

namespace orrery::nodes {

/// The plugin config of a median feed, as the offchain config carries it. Source: spec/ocr.md §4.7.
struct MedianPluginConfig {
  bool alpha_report_infinite = false;  ///< no deviation, however large, makes a report
  std::uint64_t alpha_report_ppb = 0;  ///< deviation from the contract's answer that makes a report, parts per billion
  bool alpha_accept_infinite = false;
  std::uint64_t alpha_accept_ppb = 0;  ///< deviation from a pending report that lets another one through
  sim::Duration delta_c;               ///< heartbeat

  bool operator==(const MedianPluginConfig&) const = default;
};

/// Bounds of the answer: the contract's onchainConfig.
struct MedianOnchainConfig {
  chains::Int256 min_answer;
  chains::Int256 max_answer;

  bool operator==(const MedianOnchainConfig&) const = default;
};

/// What one instance of the plugin is made from.
struct MedianPluginSpec {
  Bytes32 config_digest;
  std::uint8_t n = 0;
  std::uint8_t f = 0;
  MedianPluginConfig config;
  MedianOnchainConfig onchain_config;
  bool include_gas_price = false;                            ///< observe gas price subunits too
  sim::Duration request_lookback = sim::Duration::hours(1);  ///< how far back RoundRequested counts
};

/// The reporting plugin of a data feed: the median of the oracles' values, reported on deviation, heartbeat, request
/// and the first round. Source: spec/ocr.md §4. The source and the contract must outlive it.
class MedianPlugin : public ReportingPlugin {
 public:
  MedianPlugin(sim::Host& host, MedianPluginSpec spec, MedianDataSource& source, MedianContract& contract);
  ~MedianPlugin() override;

  void query(ReportTimestamp at, PluginCallback<Bytes> done) override;
  void observation(ReportTimestamp at, BytesView query, PluginCallback<Bytes> done) override;
  void report(ReportTimestamp at, BytesView query, const std::vector<AttributedObservation>& observations,
              PluginCallback<ReportDecision> done) override;
  void should_accept_finalized_report(ReportTimestamp at, BytesView report, PluginCallback<bool> done) override;
  void should_transmit_accepted_report(ReportTimestamp at, BytesView report, PluginCallback<bool> done) override;

  /// Name and limits for n oracles, for the protocol. Source: spec/ocr.md §4.1, §4.6.
  static ReportingPluginInfo info(std::uint8_t n);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace orrery::nodes
