#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/nodes/ocr3/oracle_network.h"
#include "tests/nodes/ocr3/trace_adversary.h"
#include "tests/nodes/trace_scenario.h"

/// Runs a scenario of the real implementation's traces (traces_ocr3.json) in our simulator and notes the same events.
namespace orrery::nodes::ocr3::trial {

using tests::TraceEvent;
using tests::TraceFaults;

/// "outcome=[1 100 101]", as the files write bytes.
inline std::string bytes_note(const char* name, const Bytes& bytes) {
  std::string text = std::string(name) + "=[";
  for (std::size_t i = 0; i < bytes.size(); ++i) text += (i == 0 ? "" : " ") + std::to_string(bytes[i]);
  return text + "]";
}

/// Notes what our oracles do as trace events.
class TraceRecorder final : public Listener {
 public:
  explicit TraceRecorder(sim::Time start) : start_(start) {}
  /// Must be called before the world runs: tells the time of events.
  void watch(const sim::World& world) { world_ = &world; }
  const std::vector<TraceEvent>& events() const { return events_; }

  void epoch_started(const OracleName& name, std::uint64_t epoch, NodeIndex) override {
    add("epochStarted", epoch, 0, name.index.value, {});
  }
  void round_started(const OracleName& name, const OutcomeContext& at, NodeIndex) override {
    add("roundStarted", at.epoch, at.seq_nr, name.index.value, "roundInEpoch=" + std::to_string(at.round));
  }
  void committed(const OracleName& name, const Certificate& commit) override {
    add("committed", 0, commit.seq_nr, name.index.value, bytes_note("outcome", commit.outcome));
  }
  void sent(const OracleName& name, const Packet& packet, std::optional<NodeIndex> to) override {
    if (to && is_broadcast(packet)) return;  // one copy of a broadcast that a fault took apart
    add_message(name.index.value, packet);
  }
  void should_accept(const OracleName& name, const AttestedReport& report, std::optional<bool>) override {
    add("shouldAccept", 0, report.at.seq_nr, name.index.value, {});
  }
  void should_transmit(const OracleName& name, const AttestedReport& report, std::optional<bool>) override {
    add("shouldTransmit", 0, report.at.seq_nr, name.index.value, {});
  }
  void transmit(const OracleName& name, const AttestedReport& report) override {
    add("transmit", 0, report.at.seq_nr, name.index.value, bytes_note("report", report.report.report));
  }
  /// A message as the oracle meant it, before faults on its way.
  void add_message(int from, const Packet& packet) {
    // The files give the answer to a request no place.
    add(type_text(packet), packet.epoch(), packet.get<CertifiedCommit>() ? 0 : packet.seq_nr(), from, {});
  }

 private:
  void add(const char* kind, std::uint64_t epoch, std::uint64_t seq_nr, int from, std::string note) {
    const auto or_none = [](std::uint64_t number) { return number == 0 ? -1 : static_cast<int>(number); };
    const std::int64_t elapsed = (world_->now() - start_) / sim::Duration::milliseconds(1);
    events_.push_back({elapsed, kind, or_none(epoch), or_none(seq_nr), from, std::move(note)});
  }

  sim::Time start_;
  const sim::World* world_ = nullptr;
  std::vector<TraceEvent> events_;
};

/// DeltaCertifiedCommitRequest of a scenario. The files do not state it: it is the time from the (f+1)-th arrival of
/// report signatures to the request, in tens of milliseconds; 200 ms where nobody asks.
inline std::int64_t request_interval_ms(const nlohmann::json& scenario) {
  const auto& deltas = scenario.at("deltas");
  for (const char* const name : {"certifiedCommitRequestMs", "requestMs", "ccrMs"})
    if (deltas.contains(name)) return deltas.at(name).get<std::int64_t>();
  const auto needed = scenario.at("f").get<std::size_t>() + 1;
  std::map<int, std::vector<std::int64_t>> signed_at;
  std::int64_t least = 0;
  for (const auto& event : tests::recorded_events(scenario)) {
    if (event.kind == "ReportSignatures")
      signed_at[event.round].push_back(event.milliseconds + scenario.at("netDelayMs").get<std::int64_t>());
    if (event.kind != "CertifiedCommitRequest" || signed_at[event.round].size() < needed) continue;
    const std::int64_t waited = event.milliseconds - signed_at[event.round][needed - 1];
    least = least == 0 ? waited : std::min(least, waited);
  }
  return least < 100 ? 200 : (least + 5) / 10 * 10;
}

inline OracleNetworkSpec network_of(const nlohmann::json& document, const nlohmann::json& scenario) {
  const auto& deltas = scenario.at("deltas");
  const auto delta = [&](const char* name) { return sim::Duration::milliseconds(deltas.at(name).get<std::int64_t>()); };
  OracleNetworkSpec spec;
  spec.n = scenario.at("n").get<int>();
  spec.f = scenario.at("f").get<int>();
  spec.parameters = fast_parameters(spec.n);
  spec.parameters.delta_progress = delta("progressMs");
  spec.parameters.delta_resend = delta("resendMs");
  spec.parameters.delta_initial = delta("initialMs");
  spec.parameters.delta_round = delta("roundMs");
  spec.parameters.delta_grace = delta("graceMs");
  spec.parameters.delta_stage = delta("stageMs");
  spec.parameters.delta_certified_commit_request = sim::Duration::milliseconds(request_interval_ms(scenario));
  spec.parameters.r_max = scenario.at("rMax").get<std::uint64_t>();
  spec.parameters.s = scenario.at("S").get<std::vector<std::uint32_t>>();
  spec.config_digest = chains::bytes32_from_hex(document.at("configDigest").get<std::string>());
  spec.secret = SharedSecret::from(chains::from_hex(document.at("sharedSecret").get<std::string>()));
  spec.one_way = sim::Duration::milliseconds(scenario.at("netDelayMs").get<std::int64_t>());
  return spec;
}

/// What our oracles do in the scenario, and what the scenario asks for that this replay does not know.
struct Replay {
  std::vector<TraceEvent> events;
  std::vector<int> leaders;             ///< of epochs 0, 1, ...
  std::vector<std::uint64_t> accepted;  ///< sequence numbers of the reports that the contract took
  std::string unknown;                  ///< a fault or plugin field without meaning here, or empty
};

inline Replay replay(const nlohmann::json& document, const nlohmann::json& scenario) {
  Replay result;
  const TraceFaults faults = TraceFaults::from(scenario, result.unknown);
  OracleNetworkSpec spec = network_of(document, scenario);
  spec.plugin = [&](NodeIndex self) {
    return ListPluginSpec{.reports = faults.plugin.wants_report ? std::size_t{1} : std::size_t{0},
                          .observation_delay = faults.plugin.observation_delay(self.value),
                          .query_delay = {}};
  };
  TraceRecorder recorder(sim::Time::from_unix_seconds(1'760'918'400));
  spec.listener = &recorder;
  OracleNetwork network(spec);
  recorder.watch(network.world());
  std::vector<std::unique_ptr<TraceAdversary>> adversaries;
  for (int i = 0; i < spec.n; ++i) {
    adversaries.push_back(std::make_unique<TraceAdversary>(
        i, spec.n, faults.messages, [&](int from, const Packet& packet) { recorder.add_message(from, packet); }));
    if (!faults.messages.empty()) network.seat(i).adversaries.push_back(adversaries.back().get());
    if (!faults.crashed.contains(i)) network.start(i);
  }
  for (std::int64_t passed = 0; passed < scenario.at("durationMs").get<std::int64_t>(); ++passed) {
    network.run_for(sim::Duration::milliseconds(1));
    for (int i = 0; i < spec.n; ++i)
      if (adversaries[static_cast<std::size_t>(i)]->is_silent() && network.oracle(i) != nullptr) network.stop(i);
  }
  result.events = recorder.events();
  for (const auto& each : network.contract().accepted()) result.accepted.push_back(each.at.seq_nr);
  const auto keys = ocr3_selection_keys(spec.secret, spec.config_digest);
  for (std::size_t epoch = 0; epoch < scenario.at("leadersEpoch0..").size(); ++epoch)
    result.leaders.push_back(ocr3_leader(keys.leader, epoch, static_cast<std::uint8_t>(spec.n)));
  return result;
}

}  // namespace orrery::nodes::ocr3::trial
