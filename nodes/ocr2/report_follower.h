#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "nodes/ocr2/report_generation.h"

namespace orrery::nodes {

/// The half of an epoch that every oracle runs: observes when the leader asks, makes and signs reports, checks the
/// final one. Source: spec/ocr.md §3.5.
class ReportFollower {
 public:
  ReportFollower(const Foundation& base, std::uint32_t epoch, NodeIndex leader, GenerationLoop& loop,
                 GenerationEvents events);

  void on_observe_req(NodeIndex from, const std::shared_ptr<const ObserveReq>& request);
  void on_report_req(NodeIndex from, const std::shared_ptr<const ReportReq>& request);
  void on_final(NodeIndex from, const Final& message);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  enum class Step : std::uint8_t { kObserveReq, kObserving, kReportReq, kReporting, kFinal, kNextRound };

  void observe(const std::shared_ptr<const ObserveReq>& request);
  void send_observation(const ObserveReq& request, PluginResult<Bytes> observation);
  void send_report(const ReportReq& request, PluginResult<ReportDecision> decision);
  void complete_round();
  void now_waits_for(Step step);
  ReportTimestamp at() const { return base_.at(epoch_, round_); }

  const Foundation& base_;
  std::uint32_t epoch_;
  NodeIndex leader_;
  GenerationLoop& loop_;
  GenerationEvents events_;

  std::uint8_t round_ = 0;  // r
  bool sent_report_ = false;
  bool completed_round_ = false;
  Step step_ = Step::kObserveReq;
  sim::CauseId step_because_;
};

}  // namespace orrery::nodes
