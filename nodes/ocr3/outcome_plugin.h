#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nodes/ocr2/reporting_plugin.h"
#include "nodes/ocr2/transmission_schedule.h"

namespace orrery::nodes::ocr3 {

/// Where in the protocol a plugin is asked: the outcome that is to be made and the one before it.
struct OutcomeContext {
  std::uint64_t seq_nr = 0;
  const Bytes& previous_outcome;  ///< the plugin's state; empty for seq_nr 1. Valid during the call only
  std::uint64_t epoch = 0;
  std::uint64_t round = 0;  ///< in the epoch, from 1
};

/// What an outcome is turned into for some contract.
struct Report {
  Bytes report;
  Bytes info;                                    ///< for the contract's transmitter; neither signed nor sent to others
  std::optional<TransmissionOverride> schedule;  ///< who transmits when, in place of the config's stages
};

/// Names one report of the instance.
struct ReportPlace {
  std::uint64_t seq_nr = 0;
  std::uint64_t index = 0;  ///< in the list that reports() made
  constexpr auto operator<=>(const ReportPlace&) const = default;
};

/// What an OCR3 network computes: a chain of outcomes, each from the one before and from observations, and the reports
/// that each gives. Calls with a callback may take virtual time and answer once, possibly at once; the others are pure
/// functions, the same on every oracle, or oracles will not agree. What a call is given is valid until it returns.
/// Source: spec/ocr.md §5.9.
class OutcomePlugin {
 public:
  virtual ~OutcomePlugin() = default;

  /// The leader's question to all. Without an answer the round does not begin.
  virtual void query(const OutcomeContext& at, PluginCallback<Bytes> done) = 0;
  virtual void observation(const OutcomeContext& at, BytesView query, PluginCallback<Bytes> done) = 0;

  /// What is wrong with an observation, in words; empty when it may be used. Pure.
  virtual std::string validate_observation(const OutcomeContext& at, BytesView query,
                                           const AttributedObservation& observation) const = 0;
  /// True when these observations, all valid, are enough for an outcome; usually of 2f+1 oracles. Must hold for those
  /// of any n-f oracles, or the network stands still when f are silent. Pure.
  virtual bool observation_quorum(const OutcomeContext& at, BytesView query,
                                  const std::vector<AttributedObservation>& observations) const = 0;
  /// Pure.
  virtual PluginResult<Bytes> outcome(const OutcomeContext& at, BytesView query,
                                      const std::vector<AttributedObservation>& observations) const = 0;
  /// The reports of a committed outcome, possibly none. Pure.
  virtual PluginResult<std::vector<Report>> reports(std::uint64_t seq_nr, BytesView outcome) const = 0;

  virtual void should_accept_attested_report(ReportPlace at, const Report& report, PluginCallback<bool> done) = 0;
  virtual void should_transmit_accepted_report(ReportPlace at, const Report& report, PluginCallback<bool> done) = 0;
};

/// What a plugin's factory tells the protocol about it: bytes, and a count. Longer answers are errors, longer parts of
/// messages are dropped.
struct OutcomePluginInfo {
  std::string name;
  std::size_t max_query = 0;
  std::size_t max_observation = 0;
  std::size_t max_outcome = 0;
  std::size_t max_report = 0;
  std::size_t max_report_count = 0;
};

/// What is wrong with a plugin's limits: which of them is beyond what any plugin may have; empty when nothing is.
/// Source: spec/ocr.md §5.9.
std::string limits_problem(const OutcomePluginInfo& info);

}  // namespace orrery::nodes::ocr3
