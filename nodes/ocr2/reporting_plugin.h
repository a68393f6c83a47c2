#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "chains/bytes.h"
#include "sim/host.h"

namespace orrery::nodes {

using chains::Bytes;
using chains::Bytes32;
using chains::BytesView;

/// Index of an oracle in the config arrays: 0..n-1.
struct NodeIndex {
  std::uint8_t value = 0;
  constexpr auto operator<=>(const NodeIndex&) const = default;
};

struct ReportTimestamp {
  Bytes32 config_digest;
  std::uint32_t epoch = 0;
  std::uint8_t round = 0;
};

struct AttributedObservation {
  Bytes observation;
  NodeIndex observer;
};

/// The answer of a plugin call: a value, or an error in words. Absent value and empty error cannot both be.
template <class T>
struct PluginResult {
  std::optional<T> value;
  std::string error;
  sim::CauseId cause;  ///< the row that explains an error, where one does
};
template <class T>
using PluginCallback = std::function<void(PluginResult<T>)>;

struct ReportDecision {
  bool should_report = false;
  Bytes report;
};

/// What an oracle network computes: the seam between the protocol and its product. Calls may take virtual time (they
/// read data sources and chains); each answers its callback exactly once, possibly at once. The protocol enforces the
/// configured deadlines and treats a late answer as an error. Views and references that a call is given are valid only
/// until it returns, not until it is answered. Source: spec ocr.md §3.5, §4.
class ReportingPlugin {
 public:
  virtual ~ReportingPlugin() = default;
  virtual void query(ReportTimestamp at, PluginCallback<Bytes> done) = 0;
  virtual void observation(ReportTimestamp at, BytesView query, PluginCallback<Bytes> done) = 0;
  virtual void report(ReportTimestamp at, BytesView query, const std::vector<AttributedObservation>& observations,
                      PluginCallback<ReportDecision> done) = 0;
  virtual void should_accept_finalized_report(ReportTimestamp at, BytesView report, PluginCallback<bool> done) = 0;
  virtual void should_transmit_accepted_report(ReportTimestamp at, BytesView report, PluginCallback<bool> done) = 0;
};

/// What a plugin's factory tells the protocol about it.
struct ReportingPluginInfo {
  std::string name;
  bool unique_reports = false;  ///< raises the report quorum to floor((n+f)/2)+1
  std::size_t max_query = 0;    ///< bytes; longer ones are dropped
  std::size_t max_observation = 0;
  std::size_t max_report = 0;
};

}  // namespace orrery::nodes
