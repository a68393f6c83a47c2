#pragma once

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/nodes/ocr2/oracle_network.h"
#include "tests/nodes/ocr2/trace_faults.h"

/// Runs a scenario of the real implementation's traces (traces_ocr2.json) in our simulator and notes the same events.
namespace orrery::tests {

/// Notes what our oracles do as trace events.
class TraceRecorder final : public ProtocolListener {
 public:
  explicit TraceRecorder(sim::Time start) : start_(start) {}
  /// Must be called before the world runs: tells the time of events.
  void watch(const sim::World& world) { world_ = &world; }
  const std::vector<TraceEvent>& events() const { return events_; }

  void epoch_started(const OracleName& name, std::uint32_t epoch, NodeIndex) override {
    add("epochStarted", static_cast<int>(epoch), -1, name);
  }
  void round_started(const OracleName& name, const ReportTimestamp& at, NodeIndex) override {
    add("roundStarted", at, name);
  }
  void sent(const OracleName& name, const Ocr2Message& message, std::optional<NodeIndex> to) override {
    if (to && is_broadcast_type(message.type())) return;  // one copy of a broadcast that a fault took apart
    const bool is_new_epoch = message.type() == Ocr2Message::Type::kNewEpoch;
    add(type_text(message.type()), static_cast<int>(message.epoch()), is_new_epoch ? -1 : message.round(), name);
  }
  void should_accept(const OracleName& name, const ReportTimestamp& at, std::optional<bool> decision) override {
    add("shouldAccept", at, name, to_note(decision));
  }
  void should_transmit(const OracleName& name, const ReportTimestamp& at, std::optional<bool> decision) override {
    add("shouldTransmit", at, name, to_note(decision));
  }
  void transmit(const OracleName& name, const AttestedReport& report) override {
    std::string note = "report=[";
    for (const std::uint8_t observed : report.report)
      note += (note.back() == '[' ? "" : " ") + std::to_string(observed);
    add("transmit", report.at, name, note + "]");
  }
  /// A broadcast, as the oracle meant it, before faults on its way.
  void meant_to_broadcast(int from, const Ocr2Message& message) {
    events_.push_back({elapsed(), type_text(message.type()), static_cast<int>(message.epoch()),
                       message.type() == Ocr2Message::Type::kNewEpoch ? -1 : message.round(), from});
  }

  static bool is_broadcast_type(Ocr2Message::Type type) {
    return type != Ocr2Message::Type::kObserve && type != Ocr2Message::Type::kReport;
  }
  static const char* type_text(Ocr2Message::Type type) {
    constexpr const char* kTexts[] = {"NewEpoch", "ObserveReq", "Observe", "ReportReq", "Report", "Final", "FinalEcho"};
    return kTexts[static_cast<std::size_t>(type)];
  }

 private:
  std::int64_t elapsed() const { return (world_->now() - start_) / sim::Duration::milliseconds(1); }
  static const char* to_note(std::optional<bool> decision) { return !decision ? "" : *decision ? "true" : "false"; }
  void add(const char* kind, const ReportTimestamp& at, const OracleName& name, std::string note = {}) {
    add(kind, static_cast<int>(at.epoch), at.round, name, std::move(note));
  }
  void add(const char* kind, int epoch, int round, const OracleName& name, std::string note = {}) {
    events_.push_back({elapsed(), kind, epoch, round, name.index.value, std::move(note)});
  }

  sim::Time start_;
  const sim::World* world_ = nullptr;
  std::vector<TraceEvent> events_;
};

/// The plugin of the traces: observes 100 + its index, reports all observations one after the other.
class TracePlugin final : public ReportingPlugin {
 public:
  TracePlugin(sim::Host& host, SmallContract& contract, NodeIndex self, const TracePluginSpec& spec)
      : host_(host), contract_(contract), self_(self), spec_(spec) {}
  ~TracePlugin() override {
    for (auto& timer : timers_) host_.cancel_timer(timer);
  }

  void query(ReportTimestamp, PluginCallback<Bytes> done) override { done({Bytes{}, {}, {}}); }
  void observation(ReportTimestamp, BytesView, PluginCallback<Bytes> done) override {
    answer(spec_.observation_delay(self_.value), std::move(done), Bytes{static_cast<std::uint8_t>(100 + self_.value)});
  }
  void report(ReportTimestamp, BytesView, const std::vector<AttributedObservation>& observations,
              PluginCallback<ReportDecision> done) override {
    Bytes report;
    for (const auto& each : observations) report.insert(report.end(), each.observation.begin(), each.observation.end());
    answer(spec_.report_delay(self_.value), std::move(done), ReportDecision{spec_.wants_report, std::move(report)});
  }
  void should_accept_finalized_report(ReportTimestamp, BytesView, PluginCallback<bool> done) override {
    done({true, {}, {}});
  }
  void should_transmit_accepted_report(ReportTimestamp at, BytesView, PluginCallback<bool> done) override {
    done({contract_.latest() < (std::uint64_t{at.epoch} << 8 | at.round), {}, {}});
  }

 private:
  template <class T>
  void answer(sim::Duration delay, PluginCallback<T> done, T value) {
    if (delay == sim::Duration::zero()) return done({std::move(value), {}, {}});
    auto shared = std::make_shared<std::pair<PluginCallback<T>, T>>(std::move(done), std::move(value));
    timers_.push_back(host_.set_timer(delay, [shared] { shared->first({shared->second, {}, {}}); }));
  }

  sim::Host& host_;
  SmallContract& contract_;
  NodeIndex self_;
  TracePluginSpec spec_;
  std::vector<sim::TimerId> timers_;
};

inline OracleNetworkSpec network_of(const nlohmann::json& document, const nlohmann::json& scenario) {
  const auto milliseconds = [&](const char* name) {
    return sim::Duration::milliseconds(scenario.at("deltas").at(name).get<std::int64_t>());
  };
  OracleNetworkSpec spec;
  spec.n = scenario.at("n").get<int>();
  spec.f = scenario.at("f").get<int>();
  spec.parameters = fast_parameters(spec.n);
  spec.parameters.delta_progress = milliseconds("progressMs");
  spec.parameters.delta_resend = milliseconds("resendMs");
  spec.parameters.delta_round = milliseconds("roundMs");
  spec.parameters.delta_grace = milliseconds("graceMs");
  spec.parameters.delta_stage = milliseconds("stageMs");
  spec.parameters.r_max = scenario.at("rMax").get<std::uint8_t>();
  spec.parameters.s = scenario.at("S").get<std::vector<std::uint32_t>>();
  spec.config_digest = chains::bytes32_from_hex(document.at("configDigest").get<std::string>());
  spec.secret = SharedSecret::from(chains::from_hex(document.at("sharedSecret").get<std::string>()));
  spec.one_way = sim::Duration::milliseconds(scenario.at("netDelayMs").get<std::int64_t>());
  return spec;
}

/// What our oracles do in the scenario, and what the scenario asks for that this replay does not know.
struct Replay {
  std::vector<TraceEvent> events;
  std::vector<int> leaders;  ///< of epochs 0, 1, ...
  std::string unknown;       ///< a fault or plugin field without meaning here; empty when all is understood
};

inline Replay replay(const nlohmann::json& document, const nlohmann::json& scenario) {
  Replay result;
  TraceFaults faults = TraceFaults::from(scenario, result.unknown);
  OracleNetworkSpec spec = network_of(document, scenario);
  SmallContract* contract = nullptr;
  spec.make_plugin = [&](sim::Host& host, const PluginRequest& request) {
    return MadePlugin{
        std::make_unique<TracePlugin>(host, *contract, request.self, faults.plugin),
        {.name = "trace", .unique_reports = false, .max_query = 0, .max_observation = 64, .max_report = 64},
        {}};
  };
  TraceRecorder recorder(sim::Time::from_unix_seconds(1'760'918'400));
  spec.listener = &recorder;
  OracleNetwork network(spec);
  contract = &network.contract();
  recorder.watch(network.world());
  const auto adversaries = make_adversaries(
      faults, spec.n, [&](int from, const Ocr2Message& message) { recorder.meant_to_broadcast(from, message); });
  for (int i = 0; i < spec.n; ++i) {
    if (adversaries[static_cast<std::size_t>(i)])
      network.seat(i).adversaries.push_back(adversaries[static_cast<std::size_t>(i)].get());
    if (!faults.crashed.contains(i)) network.start(i);
  }
  for (std::int64_t passed = 0; passed < scenario.at("durationMs").get<std::int64_t>(); ++passed) {
    network.run_for(sim::Duration::milliseconds(1));
    for (int i = 0; i < spec.n; ++i) {
      auto& adversary = adversaries[static_cast<std::size_t>(i)];
      if (adversary && adversary->is_silent() && network.oracle(i) != nullptr) network.stop(i);
    }
  }
  result.events = recorder.events();
  const auto keys = ocr2_selection_keys(spec.secret);
  for (std::size_t epoch = 0; epoch < scenario.at("leadersEpoch0..").size(); ++epoch)
    result.leaders.push_back(
        ocr2_leader(keys.leader, static_cast<std::uint32_t>(epoch), static_cast<std::uint8_t>(spec.n)));
  return result;
}

}  // namespace orrery::tests
