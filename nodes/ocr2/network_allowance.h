#pragma once

#include <cstdint>

#include "nodes/ocr2/messages.h"
#include "nodes/ocr2/offchain_config.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/time.h"

namespace orrery::nodes {

/// What one remote oracle may send, as the node tells its transport. Source: spec/ocr.md §3.10.4 for the messages; the
/// bytes are in the same place of the real implementation (each kind's largest size at its own rate, two of each in a
/// burst).
struct NetworkLimits {
  /// Time for which one message, one byte of the allowance lasts, in 2^-20 ns; 0: unlimited.
  std::uint64_t message_period_q20 = 0;
  std::uint64_t byte_period_q20 = 0;
  std::uint64_t message_burst = 16;
  std::uint64_t byte_burst = 0;
  std::size_t max_message_bytes = 0;
};
NetworkLimits network_limits(const OffchainConfig& config, int n, const ReportingPluginInfo& plugin);

/// A sum of rates, exact enough and without floating point: count / delta, per 2^60 ns.
class MessageRate {
 public:
  /// Every `delta`, `count` messages or bytes; without limit when there is no time between them.
  void add(std::uint64_t count, sim::Duration delta);
  /// The time that one of them lasts, in 2^-20 ns; 0: unlimited.
  std::uint64_t period_q20() const;

 private:
  __extension__ using Wide = __int128;
  Wide sum_ = 0;
  bool unlimited_ = false;
};

/// True when the parts of the message are within what the plugin declares and an instance can have.
bool is_within_plugin_limits(const Ocr2Message& message, const ReportingPluginInfo& plugin);

/// The allowance of one remote oracle: two leaky buckets on this machine's clock.
class NetworkAllowance {
 public:
  /// True when the message may pass; then it is counted.
  bool admit(const NetworkLimits& limits, sim::Time now, std::size_t bytes);

 private:
  __extension__ using Wide = __int128;
  // Instants up to which each allowance is used, in 2^-20 ns.
  Wide messages_used_until_ = 0, bytes_used_until_ = 0;
  sim::Time last_;
};

}  // namespace orrery::nodes
