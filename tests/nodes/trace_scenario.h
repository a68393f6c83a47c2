#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/time.h"

/// What the scenarios of the real implementation's traces say, whichever protocol they are of: the events, and the
/// faults and plugin fields that our oracles must be given.
namespace orrery::tests {

/// One event of a trace, in the file's words; -1 where it has no epoch or round. OCR3's round is a sequence number.
struct TraceEvent {
  std::int64_t milliseconds = 0;
  std::string kind;  ///< "ObserveReq", ..., "roundStarted", "committed", "shouldAccept", "transmit", "epochStarted"
  int epoch = -1;
  int round = -1;
  int from = -1;
  std::string note = {};  ///< "outcome=[1 100 101]"
};

/// The events of a scenario in the file.
inline std::vector<TraceEvent> recorded_events(const nlohmann::json& scenario) {
  std::vector<TraceEvent> events;
  for (const auto& each : scenario.at("events")) {
    const std::string kind = each.at("kind");
    const bool is_message = kind == "broadcast" || kind == "send";
    events.push_back({each.at("tMs").get<std::int64_t>(), is_message ? each.at("type").get<std::string>() : kind,
                      each.value("epoch", -1), each.value("round", -1), each.at("from").get<int>(),
                      each.value("note", "")});
  }
  return events;
}

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
  std::set<int> epochs, rounds, from, to, except_from, except_to;

  bool matches(const char* type, std::int64_t epoch, std::int64_t round, int sender, int receiver) const {
    return matches_message(type, epoch, round) && is_in(from, sender) && is_in(to, receiver) &&
           !except_from.contains(sender) && !except_to.contains(receiver);
  }
  bool matches_message(const char* type, std::int64_t epoch, std::int64_t round) const {
    return (!message || *message == type) && is_in(epochs, epoch) && is_in(rounds, round);
  }

 private:
  static bool is_in(const std::set<int>& set, std::int64_t value) {
    return set.empty() || set.contains(static_cast<int>(value));
  }
};

inline std::set<int> oracles_of(const nlohmann::json& value) {
  if (value.is_array()) return value.get<std::set<int>>();
  return {value.get<int>()};
}

struct TraceFault {
  /// kSilence: says nothing more from the first message that `where` is about, with it or (kLastWords) after it.
  enum class Kind { kDrop, kCorruptSignature, kEquivocate, kSilence, kLastWords };
  Kind kind;
  TraceSelector where;
};

/// Tells when one oracle falls silent in the middle of things.
class TraceSilence {
 public:
  TraceSilence(int self, int n, const std::vector<TraceFault>& faults) : self_(self), n_(n), faults_(faults) {}

  /// True when this copy of a message is not sent any more.
  bool swallows(const char* type, std::int64_t epoch, std::int64_t round, int receiver, bool is_broadcast) {
    for (const auto& fault : faults_) {
      if (!fault.where.from.contains(self_) || !fault.where.matches_message(type, epoch, round)) continue;
      if (fault.kind == TraceFault::Kind::kSilence) is_silent_ = true;
      if (fault.kind != TraceFault::Kind::kLastWords || is_silent_) continue;
      is_silent_ = !is_broadcast || receiver == n_ - 1;
      return false;
    }
    return is_silent_;
  }
  /// From then on the oracle is dead.
  bool is_silent() const { return is_silent_; }

 private:
  int self_, n_;
  const std::vector<TraceFault>& faults_;
  bool is_silent_ = false;
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

 private:
  void take(const nlohmann::json& fault, std::string& unknown) {
    const std::string kind = fault.at("kind");
    if (kind == "crashed" && !fault.contains("message")) {
      crashed.merge(oracles_of(fault.at("oracles")));
    } else if (kind == "drop") {
      messages.push_back({TraceFault::Kind::kDrop, selector_of(fault)});
    } else if (kind == "corrupt_signature") {
      messages.push_back({TraceFault::Kind::kCorruptSignature, selector_of(fault)});
    } else if (kind.starts_with("equivocat")) {
      messages.push_back({TraceFault::Kind::kEquivocate, selector_of(fault)});
    } else if (is_silence(kind) && fault.contains("message")) {
      const bool speaks_once_more = fault.value("after", false) || kind.find("after") != std::string::npos;
      TraceSelector where = selector_of(fault);
      for (const char* const name : {"oracle", "oracles"})
        if (fault.contains(name)) where.from.merge(oracles_of(fault[name]));
      messages.push_back({speaks_once_more ? TraceFault::Kind::kLastWords : TraceFault::Kind::kSilence, where});
    } else if (kind.find("slow") == std::string::npos && kind.find("delay") == std::string::npos) {
      unknown = "fault kind " + kind;
    } else if (!take_slowness(kind, fault, fault)) {
      unknown = "fault kind " + kind;
    }
  }

  // An oracle that stops in the middle of things, however the file words it.
  static bool is_silence(const std::string& kind) {
    for (const char* const word : {"crash", "silen", "die", "dead", "stop"})
      if (kind.find(word) != std::string::npos) return true;
    return false;
  }

  static TraceSelector selector_of(const nlohmann::json& fault) {
    TraceSelector selector;
    if (fault.contains("message")) selector.message = fault["message"].get<std::string>();
    const auto take_set = [&](const char* name, std::set<int>& set) {
      if (fault.contains(name) && fault[name].is_number_integer()) set = oracles_of(fault[name]);
      if (fault.contains(name) && fault[name].is_array()) set = oracles_of(fault[name]);
    };
    take_set("epoch", selector.epochs);
    take_set("round", selector.rounds);
    take_set("seqNr", selector.rounds);
    take_set("from", selector.from);
    take_set("to", selector.to);
    take_set("exceptFrom", selector.except_from);
    take_set("exceptTo", selector.except_to);
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
