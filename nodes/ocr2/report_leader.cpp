#include "nodes/ocr2/report_leader.h"

#include <algorithm>
#include <string>

#include "nodes/ocr2/attestation.h"

namespace orrery::nodes {
namespace {

const char* to_text(RoundOutcome outcome) {
  switch (outcome) {
    case RoundOutcome::kReported:
      return "reported";
    case RoundOutcome::kSkipped:
      return "skipped";
    case RoundOutcome::kAbandoned:
      return "abandoned";
  }
  return "";
}

template <class M>
int count(const std::vector<std::shared_ptr<const M>>& received) {
  return static_cast<int>(
      std::count_if(received.begin(), received.end(), [](const auto& each) { return each != nullptr; }));
}

}  // namespace

ReportLeader::ReportLeader(const Foundation& base, std::uint32_t epoch, GenerationLoop& loop)
    : base_(base), epoch_(epoch), loop_(loop), observes_(base.config.n), reports_(base.config.n) {}

ReportLeader::~ReportLeader() {
  base_.host.cancel_timer(round_timer_);
  base_.host.cancel_timer(grace_timer_);
}

void ReportLeader::start() {
  start_round();
  start_round();
}

// §3.4.1: the first call turns one key, the second starts the round.
void ReportLeader::start_round() {
  if (!ready_) {
    ready_ = true;
    return;
  }
  if (round_ > base_.config.offchain.r_max) return;
  begin_round();
  const auto deadline = std::max(base_.config.offchain.max_duration_query, base_.local.min_max_duration_query);
  loop_.call<Bytes>(
      deadline, [&](PluginCallback<Bytes> done) { base_.plugin.query(at(), std::move(done)); },
      [this](PluginResult<Bytes> query) { request_observations(std::move(query)); });
}

// §3.4.2
void ReportLeader::begin_round() {
  end_round(RoundOutcome::kAbandoned);
  ++round_;
  ready_ = false;
  std::fill(observes_.begin(), observes_.end(), nullptr);
  std::fill(reports_.begin(), reports_.end(), nullptr);
  base_.host.cancel_timer(round_timer_);
  round_timer_ = base_.host.set_timer(base_.config.offchain.delta_round, [this] {
    round_timer_ = {};
    loop_.post({GenerationItem::What::kRoundTimer, {}, nullptr});
  });
}

void ReportLeader::request_observations(PluginResult<Bytes> query) {
  // Without a query the second key never comes: this leader stalls until DeltaProgress ends its epoch.
  if (!query.value) return base_.journal.call_failed("query", at(), query.error);
  if (query.value->size() > base_.info.max_query)
    return base_.journal.call_failed("query", at(), "longer than the plugin said it would be");
  query_ = std::move(*query.value);
  context_hash_ = {};
  // The request beyond RMax only tells the followers to change the leader: no round of its own.
  round_open_ = round_ <= base_.config.offchain.r_max;
  round_began_ = base_.host.now();
  enter(Phase::kObserve);
  base_.outbox.broadcast(std::make_shared<const ObserveReq>(at(), query_));
}

// §3.4.3
void ReportLeader::on_observe(NodeIndex from, std::shared_ptr<const Observe> message) {
  if (message->round() != round_) return base_.journal.pass_over(from, *message, "another round");
  if (phase_ != Phase::kObserve && phase_ != Phase::kGrace)
    return base_.journal.pass_over(from, *message, "later than the grace period");
  if (observes_[from.value]) return base_.journal.pass_over(from, *message, "not its first");
  if (!is_signed_by(base_, at(), query_, message->signed_observation(), from))
    return base_.journal.drop(from, *message, "its signature is invalid");
  observes_[from.value] = std::move(message);
  if (phase_ != Phase::kObserve || count(observes_) < base_.config.quorums().correct_majority()) return;
  enter(Phase::kGrace);
  grace_timer_ = base_.host.set_timer(base_.config.offchain.delta_grace, [this] {
    grace_timer_ = {};
    loop_.post({GenerationItem::What::kGraceTimer, {}, nullptr});
  });
}

// §3.4.4
void ReportLeader::on_grace_timeout() {
  if (phase_ != Phase::kGrace) return;  // a new round began while the timer's event waited
  std::vector<AttributedObservation> observations;
  std::vector<Bytes> signatures;
  for (std::size_t i = 0; i < observes_.size(); ++i) {
    if (!observes_[i]) continue;
    const SignedObservation& each = observes_[i]->signed_observation();
    observations.push_back({each.observation, NodeIndex{static_cast<std::uint8_t>(i)}});
    signatures.push_back(each.signature);
  }
  const auto request = std::make_shared<const ReportReq>(at(), query_, std::move(observations), std::move(signatures));
  context_hash_ = request->context_hash();
  enter(Phase::kReport);
  base_.outbox.broadcast(request);
}

// §3.4.5
void ReportLeader::on_report(NodeIndex from, std::shared_ptr<const Report> message) {
  if (message->round() != round_) return base_.journal.pass_over(from, *message, "another round");
  if (phase_ != Phase::kReport) return base_.journal.pass_over(from, *message, "not the phase for reports");
  if (reports_[from.value]) return base_.journal.drop(from, *message, "not its first");
  if (!message->skip() &&
      !is_report_signed_by(base_, at(), context_hash_, message->report(), message->signature(), from))
    return base_.journal.drop(from, *message, "its signature does not fit this leader's request");
  const Report& latest = *(reports_[from.value] = std::move(message));

  std::vector<AttributedSignature> signatures;
  for (std::size_t i = 0; i < reports_.size(); ++i) {
    const Report* const each = reports_[i].get();
    if (each == nullptr || each->skip() != latest.skip() || each->report() != latest.report()) continue;
    signatures.push_back({each->signature(), NodeIndex{static_cast<std::uint8_t>(i)}});
  }
  if (static_cast<int>(signatures.size()) < base_.report_quorum()) return;
  publish(latest, std::move(signatures));
}

void ReportLeader::publish(const Report& report, std::vector<AttributedSignature> signatures) {
  enter(Phase::kFinal);
  if (!report.skip())
    base_.outbox.broadcast(std::make_shared<const Final>(
        std::make_shared<const AttestedReport>(at(), context_hash_, report.report(), std::move(signatures))));
  end_round(report.skip() ? RoundOutcome::kSkipped : RoundOutcome::kReported);
  start_round();
}

void ReportLeader::end_round(RoundOutcome outcome) {
  if (!round_open_) return;
  round_open_ = false;
  base_.journal.span("round", epoch_, round_, round_began_, to_text(outcome));
  if (auto* const listener = base_.journal.listener()) listener->round_ended(base_.journal.name(), at(), outcome);
}

void ReportLeader::enter(Phase phase) {
  phase_ = phase;
  phase_because_ = base_.journal.cause();
  switch (phase) {
    case Phase::kObserve:
      return base_.journal.state("phase", "observe");
    case Phase::kGrace:
      return base_.journal.state("phase", "grace");
    case Phase::kReport:
      return base_.journal.state("phase", "report");
    case Phase::kFinal:
      return base_.journal.state("phase", "final");
    case Phase::kNone:
      return;
  }
}

void ReportLeader::add_waiting(std::vector<sim::Waiting>& waiting) const {
  const auto quorum = [&](const std::string& what, const auto& received, int needed) {
    waiting.push_back(
        {what + ": " + std::to_string(count(received)) + " of " + std::to_string(needed), phase_because_, {}});
    for (std::size_t i = 0; i < received.size(); ++i)
      if (!received[i])
        waiting.push_back({what + " of oracle " + std::to_string(i), phase_because_,
                           base_.host_of(NodeIndex{static_cast<std::uint8_t>(i)})});
  };
  const std::string place = " for round " + std::to_string(round_) + " of epoch " + std::to_string(epoch_);
  if (phase_ == Phase::kObserve) quorum("observations" + place, observes_, base_.config.quorums().correct_majority());
  if (phase_ == Phase::kReport) quorum("reports" + place, reports_, base_.report_quorum());
}

}  // namespace orrery::nodes
