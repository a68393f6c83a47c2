#include "nodes/ocr3/report_transmission.h"

#include <algorithm>
#include <string>
#include <utility>

namespace orrery::nodes::ocr3 {

ReportTransmission::ReportTransmission(const Foundation& base, ContractPort& contract)
    : base_(base), contract_(contract), calls_(base.host) {}

ReportTransmission::~ReportTransmission() {
  for (auto& [at, timer] : pending_) base_.host.cancel_timer(timer);
}

std::optional<sim::Duration> ReportTransmission::delay_of(const AttestedReport& report) const {
  const InstanceConfig& config = base_.config;
  const ReportPlace at = report.at;
  const auto& key = config.keys.transmission_order;
  if (report.report.schedule)
    return ocr3_override_delay(key, at.seq_nr, at.index, config.n, config.self, *report.report.schedule);
  return ocr3_transmission_delay(key, at.seq_nr, at.index, config.n, config.self,
                                 {config.offchain.s, config.offchain.delta_stage});
}

// An oracle without a turn is not even asked.
void ReportTransmission::on_attested(AttestedReport attested) {
  const auto delay = delay_of(attested);
  if (!delay) return;
  const auto report = std::make_shared<const AttestedReport>(std::move(attested));
  calls_.call<bool>(
      base_.config.offchain.max_duration_should_accept,
      [&](PluginCallback<bool> done) {
        base_.plugin.should_accept_attested_report(report->at, report->report, std::move(done));
      },
      [this, report, due = base_.host.now() + *delay](PluginResult<bool> decision) {
        accept(report, due, std::move(decision));
      });
}

void ReportTransmission::accept(const ReportPtr& report, sim::Time due, PluginResult<bool> decision) {
  if (auto* const listener = base_.journal.listener())
    listener->should_accept(base_.journal.name(), *report, decision.value);
  if (!decision.value) return base_.journal.call_failed("should-accept", report->at.seq_nr, decision.error);
  if (!*decision.value) return;
  const sim::Duration left = std::max(due - base_.host.now(), sim::Duration::zero());
  pending_[report->at] = base_.host.set_timer(left, [this, report] {
    pending_.erase(report->at);
    attempt(report);
  });
}

void ReportTransmission::attempt(const ReportPtr& report) {
  calls_.call<bool>(
      base_.config.offchain.max_duration_should_transmit,
      [&](PluginCallback<bool> done) {
        base_.plugin.should_transmit_accepted_report(report->at, report->report, std::move(done));
      },
      [this, report](PluginResult<bool> decision) { transmit(report, std::move(decision)); });
}

void ReportTransmission::transmit(const ReportPtr& report, PluginResult<bool> decision) {
  if (auto* const listener = base_.journal.listener())
    listener->should_transmit(base_.journal.name(), *report, decision.value);
  if (!decision.value) return base_.journal.call_failed("should-transmit", report->at.seq_nr, decision.error);
  if (!*decision.value) return;
  if (auto* const listener = base_.journal.listener()) listener->transmit(base_.journal.name(), *report);
  calls_.call<bool>(
      base_.local.transmit_timeout,
      [&](PluginCallback<bool> done) {
        contract_.transmit(base_.config.config_digest, report->at, report->report, report->signatures, std::move(done));
      },
      [this, report](const PluginResult<bool>& handed_over) {
        if (handed_over.value.value_or(false)) return;
        const bool has_words = !handed_over.error.empty();
        base_.journal.call_failed("transmit", report->at.seq_nr, has_words ? handed_over.error : "refused");
      });
}

void ReportTransmission::add_waiting(std::vector<sim::Waiting>& waiting) const {
  for (const auto& [at, timer] : pending_)
    waiting.push_back(
        {"its turn to transmit report " + std::to_string(at.index) + " of outcome " + std::to_string(at.seq_nr),
         {},
         base_.host.id()});
  if (calls_.has_open()) waiting.push_back({"its contract", {}, base_.host.id()});
}

}  // namespace orrery::nodes::ocr3
