#include "nodes/ocr2/report_transmission.h"

#include <algorithm>
#include <string>

#include "nodes/ocr2/transmission_schedule.h"

namespace orrery::nodes {

ReportTransmission::ReportTransmission(const Foundation& base, OracleStore& store, ContractPort& contract)
    : base_(base), store_(store), contract_(contract), loop_(base.host, [this](Item& item) { handle(item); }) {}

ReportTransmission::~ReportTransmission() {
  for (auto& each : pending_) base_.host.cancel_timer(each.timer);
}

void ReportTransmission::start() {
  for (const auto& stored : store_.load_pending(base_.config.config_digest)) {
    const sim::Time now = base_.host.now();
    if (now < stored.due) {
      schedule(stored.report, stored.due - now);
    } else {
      store_.erase_pending(stored.report->at);
    }
  }
}

void ReportTransmission::on_finalized(const AttestedReportPtr& report) { loop_.post({report, /*is_due=*/false}); }

void ReportTransmission::handle(Item& item) { item.is_due ? attempt(item.report) : decide_on(item.report); }

// §3.7.1
void ReportTransmission::decide_on(const AttestedReportPtr& report) {
  loop_.call<bool>(
      base_.config.offchain.max_duration_should_accept,
      [&](PluginCallback<bool> done) {
        base_.plugin.should_accept_finalized_report(report->at, report->report, std::move(done));
      },
      [this, report](const PluginResult<bool>& decision) { accept(report, decision); });
}

void ReportTransmission::accept(const AttestedReportPtr& report, const PluginResult<bool>& decision) {
  if (auto* const listener = base_.journal.listener())
    listener->should_accept(base_.journal.name(), report->at, decision.value);
  if (!decision.value) return base_.journal.call_failed("should-accept", report->at, decision.error);
  if (!*decision.value) return;
  const auto delay =
      ocr2_transmission_delay(base_.config.keys.transmission_order, report->at, base_.config.n, base_.config.self,
                              {base_.config.offchain.s, base_.config.offchain.delta_stage});
  if (!delay) return;
  if (!store_.save_pending({base_.host.now() + *delay, report}))
    base_.journal.note(sim::Level::kProtocol, "warning", "could not store a pending transmission");
  schedule(report, *delay);
}

void ReportTransmission::schedule(const AttestedReportPtr& report, sim::Duration delay) {
  const AttestedReport* const which = report.get();
  pending_.push_back({report, base_.host.set_timer(delay, [this, which] { on_due(which); })});
}

void ReportTransmission::on_due(const AttestedReport* report) {
  const auto pending = std::find_if(pending_.begin(), pending_.end(),
                                    [report](const Pending& each) { return each.report.get() == report; });
  ORRERY_ASSERT(pending != pending_.end(), "a timer stands for a pending report");
  Item item{std::move(pending->report), /*is_due=*/true};
  pending_.erase(pending);
  loop_.post(std::move(item));
}

// §3.7.2
void ReportTransmission::attempt(const AttestedReportPtr& report) {
  if (!store_.erase_pending(report->at))
    base_.journal.note(sim::Level::kProtocol, "warning", "could not erase a pending transmission");
  loop_.call<bool>(
      base_.config.offchain.max_duration_should_transmit,
      [&](PluginCallback<bool> done) {
        base_.plugin.should_transmit_accepted_report(report->at, report->report, std::move(done));
      },
      [this, report](const PluginResult<bool>& decision) { transmit(report, decision); });
}

void ReportTransmission::transmit(const AttestedReportPtr& report, const PluginResult<bool>& decision) {
  if (auto* const listener = base_.journal.listener())
    listener->should_transmit(base_.journal.name(), report->at, decision.value);
  if (!decision.value) base_.journal.call_failed("should-transmit", report->at, decision.error);
  if (!decision.value.value_or(false)) return;
  if (auto* const listener = base_.journal.listener()) listener->transmit(base_.journal.name(), *report);
  loop_.call<bool>(
      base_.local.transmit_timeout,
      [&](PluginCallback<bool> done) {
        contract_.transmit(report->at, report->extra_hash, report->report, report->signatures, std::move(done));
      },
      [this, report](const PluginResult<bool>& handed_over) {
        if (handed_over.value.value_or(false)) return;
        const bool has_words = !handed_over.error.empty();
        base_.journal.call_failed("transmit", report->at, has_words ? handed_over.error : "refused");
      });
}

void ReportTransmission::add_waiting(std::vector<sim::Waiting>& waiting) const {
  for (const auto& each : pending_)
    waiting.push_back({"its turn to transmit the report of epoch " + std::to_string(each.report->at.epoch) +
                           ", round " + std::to_string(each.report->at.round),
                       {},
                       base_.host.id()});
  if (loop_.is_blocked()) waiting.push_back({"its contract", {}, base_.host.id()});
}

}  // namespace orrery::nodes
