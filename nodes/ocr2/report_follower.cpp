#include "nodes/ocr2/report_follower.h"

#include <string>

#include "nodes/ocr2/attestation.h"

namespace orrery::nodes {

ReportFollower::ReportFollower(const Foundation& base, std::uint32_t epoch, NodeIndex leader, GenerationLoop& loop,
                               GenerationEvents events)
    : base_(base), epoch_(epoch), leader_(leader), loop_(loop), events_(std::move(events)) {
  now_waits_for(Step::kObserveReq);
}

void ReportFollower::now_waits_for(Step step) {
  step_ = step;
  step_because_ = base_.journal.cause();
}

// §3.5.1
void ReportFollower::on_observe_req(NodeIndex from, const std::shared_ptr<const ObserveReq>& request) {
  if (from != leader_) return base_.journal.drop(from, *request, "it does not lead the epoch");
  if (request->round() <= round_) return base_.journal.pass_over(from, *request, "an earlier round");
  const std::uint8_t r_max = base_.config.offchain.r_max;
  if (request->round() > r_max + 1) return base_.journal.drop(from, *request, "a round beyond RMax + 1");
  round_ = request->round();
  if (round_ > r_max) return events_.change_leader();
  sent_report_ = false;
  completed_round_ = false;
  if (auto* const listener = base_.journal.listener()) listener->round_started(base_.journal.name(), at(), leader_);
  observe(request);
}

void ReportFollower::observe(const std::shared_ptr<const ObserveReq>& request) {
  now_waits_for(Step::kObserving);
  loop_.call<Bytes>(
      base_.config.offchain.max_duration_observation,
      [&](PluginCallback<Bytes> done) { base_.plugin.observation(at(), request->query(), std::move(done)); },
      [this, request](PluginResult<Bytes> observation) { send_observation(*request, std::move(observation)); });
}

void ReportFollower::send_observation(const ObserveReq& request, PluginResult<Bytes> observation) {
  if (!observation.value) return base_.journal.call_failed("observation", at(), observation.error);
  if (observation.value->size() > base_.info.max_observation)
    return base_.journal.call_failed("observation", at(), "longer than the plugin said it would be");
  if (base_.adversaries != nullptr)
    for (Adversary* const adversary : *base_.adversaries) adversary->observe(at(), *observation.value);
  now_waits_for(Step::kReportReq);
  base_.outbox.send(leader_, std::make_shared<const Observe>(
                                 at(), sign_observation(base_, at(), request.query(), std::move(*observation.value))));
}

// §3.5.2
void ReportFollower::on_report_req(NodeIndex from, const std::shared_ptr<const ReportReq>& request) {
  if (from != leader_) return base_.journal.drop(from, *request, "it does not lead the epoch");
  if (request->round() != round_) return base_.journal.pass_over(from, *request, "another round");
  if (sent_report_) return base_.journal.drop(from, *request, "the report was sent already");
  if (completed_round_) return base_.journal.drop(from, *request, "the round is complete already");
  const char* why = nullptr;
  if (!is_valid_report_req(base_, *request, why)) return base_.journal.drop(from, *request, why);
  now_waits_for(Step::kReporting);
  loop_.call<ReportDecision>(
      base_.config.offchain.max_duration_report,
      [&](PluginCallback<ReportDecision> done) {
        base_.plugin.report(at(), request->query(), request->observations(), std::move(done));
      },
      [this, request](PluginResult<ReportDecision> decision) { send_report(*request, std::move(decision)); });
}

void ReportFollower::send_report(const ReportReq& request, PluginResult<ReportDecision> decision) {
  if (!decision.value) return base_.journal.call_failed("report", at(), decision.error);
  Bytes report, signature;
  const bool skip = !decision.value->should_report;
  if (skip) {
    now_waits_for(Step::kNextRound);
    complete_round();
  } else {
    report = std::move(decision.value->report);
    if (report.size() > base_.info.max_report)
      return base_.journal.call_failed("report", at(), "longer than the plugin said it would be");
    signature = sign_report(base_, at(), request.context_hash(), report);
    now_waits_for(Step::kFinal);
  }
  sent_report_ = true;
  base_.outbox.send(leader_, std::make_shared<const Report>(at(), skip, std::move(report), std::move(signature)));
}

// §3.5.3
void ReportFollower::on_final(NodeIndex from, const Final& message) {
  if (message.round() != round_) return base_.journal.pass_over(from, message, "another round");
  if (from != leader_) return base_.journal.drop(from, message, "it does not lead the epoch");
  if (!is_attested(base_, *message.attested()))
    return base_.journal.drop(from, message, "its report does not carry a quorum of valid signatures");
  now_waits_for(Step::kNextRound);
  events_.finalized(message.attested());
  complete_round();
}

// §3.5.4
void ReportFollower::complete_round() {
  completed_round_ = true;
  events_.progress();
}

void ReportFollower::add_waiting(std::vector<sim::Waiting>& waiting) const {
  const auto from_leader = [&](const std::string& what, int round) {
    std::string text = what + " of epoch " + std::to_string(epoch_);
    if (round > 0) text += ", round " + std::to_string(round);
    const auto host = base_.host_of(leader_);
    waiting.push_back({text + " from its leader, oracle " + std::to_string(leader_.value), step_because_, host});
  };
  switch (step_) {
    case Step::kObserveReq:
      return from_leader("ObserveReq", 0);
    case Step::kNextRound:
      return from_leader("ObserveReq", round_ + 1);
    case Step::kReportReq:
      return from_leader("ReportReq", round_);
    case Step::kFinal:
      return from_leader("Final", round_);
    case Step::kObserving:
      waiting.push_back({"its own observation for round " + std::to_string(round_), step_because_, base_.host.id()});
      return;
    case Step::kReporting:
      waiting.push_back({"its own report for round " + std::to_string(round_), step_because_, base_.host.id()});
      return;
  }
}

}  // namespace orrery::nodes
