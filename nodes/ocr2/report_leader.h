#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "nodes/ocr2/report_generation.h"

namespace orrery::nodes {

/// The half of an epoch that only its leader runs: starts rounds, gathers observations, asks for reports, publishes the
/// final one. Source: spec/ocr.md §3.4.
class ReportLeader {
 public:
  ReportLeader(const Foundation& base, std::uint32_t epoch, GenerationLoop& loop);
  ~ReportLeader();

  /// Round 1 starts at once: both keys are turned.
  void start();
  void on_observe(NodeIndex from, std::shared_ptr<const Observe> message);
  void on_report(NodeIndex from, std::shared_ptr<const Report> message);
  /// The epoch is over: ends the running round, if any.
  void abandon() { end_round(RoundOutcome::kAbandoned); }
  void on_round_timeout() { start_round(); }
  void on_grace_timeout();
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  enum class Phase : std::uint8_t { kNone, kObserve, kGrace, kReport, kFinal };

  void start_round();
  void request_observations(PluginResult<Bytes> query);
  void begin_round();
  void end_round(RoundOutcome outcome);
  void publish(const Report& report, std::vector<AttributedSignature> signatures);
  void enter(Phase phase);
  ReportTimestamp at() const { return base_.at(epoch_, round_); }

  const Foundation& base_;
  std::uint32_t epoch_;
  GenerationLoop& loop_;

  bool ready_ = false;  // one of the two keys was turned
  sim::TimerId round_timer_;

  // What a new round resets.
  std::uint8_t round_ = 0;  // r
  Phase phase_ = Phase::kNone;
  Bytes query_;
  Bytes32 context_hash_;                                  // h
  std::vector<std::shared_ptr<const Observe>> observes_;  // by oracle
  std::vector<std::shared_ptr<const Report>> reports_;
  sim::TimerId grace_timer_;
  sim::Time round_began_;
  bool round_open_ = false;
  sim::CauseId phase_because_;
};

}  // namespace orrery::nodes
