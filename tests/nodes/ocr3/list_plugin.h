#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nodes/ocr3/oracle.h"
#include "tests/nodes/ocr3/small_contract.h"

namespace orrery::nodes::ocr3::trial {

/// How a ListPlugin behaves; the defaults are those of the recorded traces.
struct ListPluginSpec {
  std::uint8_t first_observation = 100;
  std::size_t reports = 1;               ///< for each outcome
  sim::Duration observation_delay = {};  ///< before it answers
  sim::Duration query_delay = {};
  std::optional<TransmissionOverride> schedule = {};  ///< of every report
  bool asks = false;                                  ///< the query names the round, and observations repeat it
  bool chains = false;                                ///< each outcome begins with the length of the one before
  int disagrees_from = 0;                             ///< outcomes from this one on are its own; 0: never
};

/// The plugin of the recorded traces: each oracle observes 100 plus its index, an outcome is the sequence number and
/// all observations, a report is the outcome.
class ListPlugin final : public OutcomePlugin {
 public:
  ListPlugin(sim::Host& host, const SmallContract& contract, const PluginRequest& request, ListPluginSpec spec)
      : host_(host), contract_(contract), self_(request.self), f_(request.f), spec_(std::move(spec)) {}
  ~ListPlugin() override {
    for (auto& timer : timers_) host_.cancel_timer(timer);
  }

  static OutcomePluginInfo info() {
    return {.name = "list",
            .max_query = 8,
            .max_observation = 16,
            .max_outcome = 256,
            .max_report = 256,
            .max_report_count = 4};
  }
  static MadePlugin make(sim::Host& host, const SmallContract& contract, const PluginRequest& request,
                         ListPluginSpec spec = {}) {
    return {std::make_unique<ListPlugin>(host, contract, request, std::move(spec)), info(), {}};
  }

  void query(const OutcomeContext& at, PluginCallback<Bytes> done) override {
    answer(spec_.query_delay, std::move(done), question(at));
  }
  void observation(const OutcomeContext& at, BytesView query, PluginCallback<Bytes> done) override {
    if (!is_question(at, query)) return done({std::nullopt, "a question for another round", {}});
    answer(spec_.observation_delay, std::move(done),
           Bytes{static_cast<std::uint8_t>(spec_.first_observation + self_.value)});
  }
  std::string validate_observation(const OutcomeContext& at, BytesView query,
                                   const AttributedObservation& observation) const override {
    if (!is_question(at, query)) return "an answer to another question";
    return observation.observation.size() == 1 ? "" : "not one byte";
  }
  bool observation_quorum(const OutcomeContext&, BytesView,
                          const std::vector<AttributedObservation>& observations) const override {
    return static_cast<int>(observations.size()) >= 2 * f_ + 1;
  }
  PluginResult<Bytes> outcome(const OutcomeContext& at, BytesView,
                              const std::vector<AttributedObservation>& observations) const override {
    Bytes outcome{static_cast<std::uint8_t>(at.seq_nr)};
    if (spec_.chains) outcome.push_back(static_cast<std::uint8_t>(at.previous_outcome.size()));
    for (const auto& each : observations) outcome.push_back(each.observation.front());
    if (spec_.disagrees_from != 0 && at.seq_nr >= static_cast<std::uint64_t>(spec_.disagrees_from))
      outcome.push_back(self_.value);
    return {std::move(outcome), {}, {}};
  }
  PluginResult<std::vector<Report>> reports(std::uint64_t, BytesView outcome) const override {
    std::vector<Report> reports;
    for (std::size_t i = 0; i < spec_.reports; ++i)
      reports.push_back({Bytes(outcome.begin(), outcome.end()), {}, spec_.schedule});
    return {std::move(reports), {}, {}};
  }
  void should_accept_attested_report(ReportPlace, const Report&, PluginCallback<bool> done) override {
    done({true, {}, {}});
  }
  void should_transmit_accepted_report(ReportPlace at, const Report&, PluginCallback<bool> done) override {
    done({!contract_.has(at), {}, {}});
  }

 private:
  Bytes question(const OutcomeContext& at) const {
    return spec_.asks ? Bytes{static_cast<std::uint8_t>(at.seq_nr), static_cast<std::uint8_t>(at.round)} : Bytes{};
  }
  bool is_question(const OutcomeContext& at, BytesView query) const {
    const Bytes expected = question(at);
    return std::equal(query.begin(), query.end(), expected.begin(), expected.end());
  }
  void answer(sim::Duration delay, PluginCallback<Bytes> done, Bytes value) {
    if (delay == sim::Duration::zero()) return done({std::move(value), {}, {}});
    auto shared = std::make_shared<std::pair<PluginCallback<Bytes>, Bytes>>(std::move(done), std::move(value));
    timers_.push_back(host_.set_timer(delay, [shared] { shared->first({shared->second, {}, {}}); }));
  }

  sim::Host& host_;
  const SmallContract& contract_;
  NodeIndex self_;
  int f_;
  ListPluginSpec spec_;
  std::vector<sim::TimerId> timers_;
};

}  // namespace orrery::nodes::ocr3::trial
