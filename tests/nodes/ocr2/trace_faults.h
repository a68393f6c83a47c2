#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "nodes/ocr2/adversary.h"
#include "nodes/ocr2/messages.h"
#include "sim/time.h"

/// The faults that a trace's scenario states, as adversaries on our oracles.
namespace orrery::tests {

using namespace nodes;

/// What the scenario says of the plugin.
struct TracePluginSpec {
  bool wants_report = true;
  std::map<int, sim::Duration> slow_observers;
  std::map<int, sim::Duration> slow_reporters;

  sim::Duration observation_delay(int oracle) const { return delay_of(slow_observers, oracle); }
  sim::Duration report_delay(int oracle) const { return delay_of(slow_reporters, oracle); }

 private:
  static sim::Duration delay_of(const std::map<int, sim::Duration>& delays, int oracle) {
    const auto found = delays.find(oracle);
    return found == delays.end() ? sim::Duration::zero() : found->second;
  }
};

/// Which copies of which messages a fault is about; what a field does not name, matches.
struct TraceSelector {
  std::optional<std::string> message;
  std::optional<int> epoch, round;
  std::set<int> from, to, except_from, except_to;

  bool matches(const char* type, const Ocr2Message& sent, int sender, int receiver) const {
    const auto is_in = [](const std::set<int>& set, int value) { return set.empty() || set.contains(value); };
    return (!message || *message == type) && (!epoch || *epoch == static_cast<int>(sent.epoch())) &&
           (!round || *round == sent.round()) && is_in(from, sender) && is_in(to, receiver) &&
           !except_from.contains(sender) && !except_to.contains(receiver);
  }
};

inline std::set<int> oracles_of(const nlohmann::json& value) {
  if (value.is_array()) return value.get<std::set<int>>();
  return {value.get<int>()};
}

struct TraceFault {
  enum class Kind { kDrop, kCorruptSignature, kEquivocate };
  Kind kind;
  TraceSelector where;
};

/// Applies all of a scenario's message faults to one oracle's messages.
class TraceAdversary final : public Adversary {
 public:
  using Meant = std::function<void(int from, const Ocr2Message&)>;
  TraceAdversary(int self, int n, const std::vector<TraceFault>& faults, Meant meant)
      : self_(self), n_(n), faults_(faults), meant_(std::move(meant)) {}

  void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) override {
    Ocr2MessagePtr copy = message;
    for (const auto& fault : faults_) {
      if (!copy || !fault.where.matches(type_text(*copy), *copy, self_, to.value)) continue;
      if (fault.kind == TraceFault::Kind::kDrop)
        copy = nullptr;
      else if (fault.kind == TraceFault::Kind::kCorruptSignature)
        copy = corrupted(copy);
      else
        copy = other_version(copy, to, fault.where.to);
    }
    // The traces note a broadcast once, where it leaves the oracle; the outbox would tell of its parts.
    const bool is_broadcast =
        message->type() != Ocr2Message::Type::kObserve && message->type() != Ocr2Message::Type::kReport;
    if (is_broadcast) {
      touched_ = to.value == 0 ? copy != message : touched_ || copy != message;
      if (to.value == n_ - 1 && touched_) meant_(self_, *message);
    } else if (!copy) {
      meant_(self_, *message);
    }
    if (copy) out.push_back(std::move(copy));
  }

 private:
  static const char* type_text(const Ocr2Message& message) {
    constexpr const char* kTexts[] = {"NewEpoch", "ObserveReq", "Observe", "ReportReq", "Report", "Final", "FinalEcho"};
    return kTexts[static_cast<std::size_t>(message.type())];
  }

  static Bytes flipped(Bytes signature) {
    if (!signature.empty()) signature[0] ^= 1;
    return signature;
  }

  static Ocr2MessagePtr corrupted(const Ocr2MessagePtr& message) {
    if (message->type() == Ocr2Message::Type::kObserve) {
      auto observation = static_cast<const Observe&>(*message).signed_observation();
      observation.signature = flipped(std::move(observation.signature));
      return std::make_shared<const Observe>(message->timestamp(), std::move(observation));
    }
    if (message->type() == Ocr2Message::Type::kReport) {
      const auto& report = static_cast<const Report&>(*message);
      return std::make_shared<const Report>(report.timestamp(), report.skip(), report.report(),
                                            flipped(report.signature()));
    }
    if (message->type() == Ocr2Message::Type::kReportReq) {
      const auto& request = static_cast<const ReportReq&>(*message);
      auto signatures = request.signatures();
      if (!signatures.empty()) signatures[0] = flipped(std::move(signatures[0]));
      return std::make_shared<const ReportReq>(request.timestamp(), request.query(), request.observations(),
                                               std::move(signatures));
    }
    if (message->type() == Ocr2Message::Type::kFinal || message->type() == Ocr2Message::Type::kFinalEcho) {
      const bool is_final = message->type() == Ocr2Message::Type::kFinal;
      const auto& attested = is_final ? *static_cast<const Final&>(*message).attested()
                                      : *static_cast<const FinalEcho&>(*message).attested();
      auto signatures = attested.signatures;
      if (!signatures.empty()) signatures[0].signature = flipped(std::move(signatures[0].signature));
      auto changed = std::make_shared<const AttestedReport>(attested.at, attested.extra_hash, attested.report,
                                                            std::move(signatures));
      if (is_final) return std::make_shared<const Final>(std::move(changed));
      return std::make_shared<const FinalEcho>(std::move(changed));
    }
    return message;
  }

  // Another set of observations for the named receivers, or every second one: its last one is missing.
  Ocr2MessagePtr other_version(const Ocr2MessagePtr& message, NodeIndex to, const std::set<int>& named) const {
    const bool is_meant = named.empty() ? to.value % 2 == 1 : named.contains(to.value);
    if (message->type() != Ocr2Message::Type::kReportReq || to.value == self_ || !is_meant) return message;
    const auto& request = static_cast<const ReportReq&>(*message);
    auto observations = request.observations();
    auto signatures = request.signatures();
    observations.pop_back();
    signatures.pop_back();
    return std::make_shared<const ReportReq>(request.timestamp(), request.query(), std::move(observations),
                                             std::move(signatures));
  }

  int self_, n_;
  const std::vector<TraceFault>& faults_;
  Meant meant_;
  bool touched_ = false;
};

/// A scenario's `faults` and `plugin` fields.
struct TraceFaults {
  std::set<int> crashed;
  std::vector<TraceFault> messages;
  TracePluginSpec plugin;

  /// `unknown` gets the name of what has no meaning here.
  static TraceFaults from(const nlohmann::json& scenario, std::string& unknown) {
    TraceFaults result;
    if (scenario.contains("crashed") && !scenario["crashed"].is_null())
      result.crashed = oracles_of(scenario["crashed"]);
    for (const auto& fault : scenario.value("faults", nlohmann::json::array())) result.take(fault, unknown);
    const auto plugin_fields = scenario.value("plugin", nlohmann::json::object());
    for (const auto& [name, value] : plugin_fields.items()) {
      if (name == "wantsReport")
        result.plugin.wants_report = value.get<bool>();
      else if (!result.take_slowness(name, value, plugin_fields))
        unknown = "plugin field " + name;
    }
    return result;
  }

  std::vector<std::unique_ptr<Adversary>> make_adversaries(int n, const TraceAdversary::Meant& meant) const {
    std::vector<std::unique_ptr<Adversary>> result(static_cast<std::size_t>(n));
    if (messages.empty()) return result;
    for (int i = 0; i < n; ++i)
      result[static_cast<std::size_t>(i)] = std::make_unique<TraceAdversary>(i, n, messages, meant);
    return result;
  }

 private:
  void take(const nlohmann::json& fault, std::string& unknown) {
    const std::string kind = fault.at("kind");
    if (kind == "crashed") {
      crashed.merge(oracles_of(fault.at("oracles")));
    } else if (kind == "drop") {
      messages.push_back({TraceFault::Kind::kDrop, selector_of(fault)});
    } else if (kind == "corrupt_signature") {
      messages.push_back({TraceFault::Kind::kCorruptSignature, selector_of(fault)});
    } else if (kind.starts_with("equivocat")) {
      messages.push_back({TraceFault::Kind::kEquivocate, selector_of(fault)});
    } else if (kind.find("slow") == std::string::npos && kind.find("delay") == std::string::npos) {
      unknown = "fault kind " + kind;
    } else if (!take_slowness(kind, fault, fault)) {
      unknown = "fault kind " + kind;
    }
  }

  static TraceSelector selector_of(const nlohmann::json& fault) {
    TraceSelector selector;
    if (fault.contains("message")) selector.message = fault["message"].get<std::string>();
    if (fault.contains("epoch")) selector.epoch = fault["epoch"].get<int>();
    if (fault.contains("round")) selector.round = fault["round"].get<int>();
    const auto take_set = [&](const char* name, std::set<int>& set) {
      if (fault.contains(name) && fault[name].is_number_integer()) set = oracles_of(fault[name]);
      if (fault.contains(name) && fault[name].is_array()) set = oracles_of(fault[name]);
    };
    take_set("from", selector.from);
    take_set("to", selector.to);
    take_set("exceptFrom", selector.except_from);
    take_set("toAllExcept", selector.except_to);
    return selector;
  }

  // A delay in milliseconds of some oracles, however the file words it: a field ending in "Ms" beside a field that
  // names oracles, an object from oracle to milliseconds, or a list of milliseconds by oracle.
  bool take_slowness(const std::string& name, const nlohmann::json& value, const nlohmann::json& around) {
    auto& slow = name.find("eport") != std::string::npos ? plugin.slow_reporters : plugin.slow_observers;
    const auto milliseconds = [](const nlohmann::json& number) {
      return sim::Duration::milliseconds(number.get<std::int64_t>());
    };
    const nlohmann::json& fields = value.is_object() ? value : around;
    std::optional<sim::Duration> delay;
    std::set<int> oracles;
    for (const auto& [field, content] : fields.items()) {
      const bool is_time = field.ends_with("Ms");
      const bool is_index = !field.empty() && field.find_first_not_of("0123456789") == std::string::npos;
      if (is_index && content.is_number()) slow[std::stoi(field)] = milliseconds(content);
      if (is_time && content.is_number()) delay = milliseconds(content);
      if (is_time && content.is_array())
        for (std::size_t i = 0; i < content.size(); ++i) slow[static_cast<int>(i)] = milliseconds(content[i]);
      const bool names_oracles = !is_time && !is_index && field != "round" && field != "epoch";
      if (names_oracles && (content.is_number_integer() || content.is_array())) oracles = oracles_of(content);
    }
    if (delay)
      for (const int oracle : oracles) slow[oracle] = *delay;
    return !slow.empty();
  }
};

}  // namespace orrery::tests
