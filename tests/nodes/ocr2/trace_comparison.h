#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/nodes/ocr2/trace_replay.h"

/// Compares our run of a trace with the recorded one, as spec/ocr.md §14 says: multisets of (kind, epoch, round,
/// sender) of what happened well before the end, and causal order; never milliseconds, never NewEpoch.
namespace orrery::tests {

/// What a (epoch, round) must have had time for before an event of it is compared.
struct TraceHorizon {
  std::int64_t end = 0;     ///< milliseconds of the run
  std::int64_t round = 0;   ///< from ObserveReq until every FinalEcho was sent
  std::int64_t stages = 0;  ///< until the last ShouldTransmit

  static TraceHorizon of(const nlohmann::json& scenario) {
    const auto& deltas = scenario.at("deltas");
    const auto network = scenario.at("netDelayMs").get<std::int64_t>();
    // Five hops and the grace period, with as much again for what wall clocks added.
    const std::int64_t round = 10 * network + 2 * deltas.at("graceMs").get<std::int64_t>() + 40;
    const auto last_stage = static_cast<std::int64_t>(scenario.at("S").size()) - 1;
    return {scenario.at("durationMs").get<std::int64_t>(), round,
            round + last_stage * deltas.at("stageMs").get<std::int64_t>() + 20};
  }
};

using TraceKey = std::tuple<int, int, std::string, int>;  // epoch, round, kind (with the plugin's decision), sender

inline std::map<std::pair<int, int>, std::int64_t> round_starts(const std::vector<TraceEvent>& events) {
  std::map<std::pair<int, int>, std::int64_t> starts;
  for (const auto& event : events)
    if (event.kind == "ObserveReq" || event.kind == "epochStarted")
      starts.try_emplace({event.epoch, event.round}, event.milliseconds);
  return starts;
}

/// True when both runs had time to finish what follows the start of the round.
inline bool is_within(const TraceHorizon& horizon, const std::string& kind, std::int64_t start) {
  const bool is_late = kind == "shouldTransmit" || kind == "transmit";
  return start + (is_late ? horizon.stages : horizon.round) < horizon.end;
}

using TraceStarts = std::map<std::pair<int, int>, std::int64_t>;

/// Events of rounds (and epochs) that both runs began early enough to finish. Rounds that only we began are another
/// matter: see rounds_out_of_order().
inline std::map<TraceKey, int> comparable(const std::vector<TraceEvent>& events, const TraceHorizon& horizon,
                                          const TraceStarts& recorded_starts, const TraceStarts& our_starts) {
  std::map<TraceKey, int> counts;
  for (const auto& event : events) {
    if (event.kind == "NewEpoch") continue;
    const auto recorded = recorded_starts.find({event.epoch, event.round});
    const auto ours = our_starts.find({event.epoch, event.round});
    if (recorded == recorded_starts.end()) continue;
    const std::int64_t start = std::max(recorded->second, ours == our_starts.end() ? 0 : ours->second);
    // Which f + 1 signatures came first is a matter of the machine, what the report says is not.
    const std::string note = event.note.substr(0, event.note.find(" signers"));
    const std::string kind = note.empty() ? event.kind : event.kind + " " + note;
    if (is_within(horizon, event.kind, start)) ++counts[{event.epoch, event.round, kind, event.from}];
  }
  return counts;
}

/// Rounds of ours that the recorded run, slowed by its wall clock, cannot just have had no time for: it began others
/// after them.
inline std::vector<std::string> rounds_out_of_order(const TraceStarts& recorded, const TraceStarts& ours) {
  std::vector<std::string> problems;
  if (recorded.empty()) return problems;
  const auto last = recorded.rbegin()->first;
  for (const auto& [place, start] : ours)
    if (!recorded.contains(place) && place < last)
      problems.push_back("epoch " + std::to_string(place.first) + ", round " + std::to_string(place.second) +
                         " happens in our run only");
  return problems;
}

/// A Report that the recorded run lacks although its round was finished: a follower that saw the round complete before
/// it came to the request sends none (§3.5.2). Which ones did depends on how the machine scheduled the real processes.
inline bool is_overtaken_report(const TraceKey& key, const std::map<TraceKey, int>& recorded, int report_quorum) {
  const auto& [epoch, round, kind, from] = key;
  if (kind != "Report") return false;
  int reports = 0;
  bool is_finished = false;
  for (const auto& [other, count] : recorded) {
    if (std::get<0>(other) != epoch || std::get<1>(other) != round) continue;
    reports += std::get<2>(other) == "Report";
    is_finished = is_finished || std::get<2>(other) == "Final";
  }
  return is_finished && reports >= report_quorum;
}

/// Places ("1/2") where the file's own counts are not those of its events.
inline std::vector<std::string> miscounted(const nlohmann::json& scenario) {
  std::map<std::string, std::map<std::string, int>> counts;
  for (const auto& event : recorded_events(scenario))
    ++counts[std::to_string(event.epoch) + "/" + std::to_string(event.round)][event.kind];
  std::vector<std::string> places;
  if (!scenario.contains("perRoundCounts")) return places;
  for (const auto& [place, count] : scenario.at("perRoundCounts").items())
    if (count != nlohmann::json(counts[place])) places.push_back(place);
  return places;
}

inline std::string to_text(const TraceKey& key) {
  const auto& [epoch, round, kind, from] = key;
  return kind + " " + std::to_string(epoch) + "/" + std::to_string(round) + " by " + std::to_string(from);
}

/// Events that came before what must have caused them: each line one.
inline std::vector<std::string> causal_problems(const std::vector<TraceEvent>& events) {
  std::vector<std::string> problems;
  std::set<TraceKey> seen;
  std::set<std::tuple<int, int, std::string>> seen_by_anyone;
  for (const auto& event : events) {
    const auto needs = [&](const char* kind, bool of_same_oracle) {
      const bool found = of_same_oracle ? seen.contains({event.epoch, event.round, kind, event.from})
                                        : seen_by_anyone.contains({event.epoch, event.round, kind});
      if (!found)
        problems.push_back(to_text({event.epoch, event.round, event.kind, event.from}) + " before any " + kind);
    };
    if (event.kind == "roundStarted") needs("ObserveReq", false);
    if (event.kind == "Observe") needs("roundStarted", true);
    if (event.kind == "ReportReq") needs("Observe", false);
    if (event.kind == "Report") needs("ReportReq", false);
    if (event.kind == "Final") needs("Report", false);
    if (event.kind == "FinalEcho") needs("Final", false);
    if (event.kind == "shouldAccept") needs("FinalEcho", true);
    if (event.kind == "shouldTransmit") needs("shouldAccept", true);
    if (event.kind == "transmit") needs("shouldTransmit", true);
    seen.insert({event.epoch, event.round, event.kind, event.from});
    seen_by_anyone.insert({event.epoch, event.round, event.kind});
  }
  return problems;
}

/// What a comparison found, as (held, what) pairs for a test to check.
template <class Check>
void compare_with_trace(const nlohmann::json& document, const nlohmann::json& scenario, Check&& check) {
  const std::string name = scenario.at("name");
  const Replay ours = replay(document, scenario);
  const auto recorded = recorded_events(scenario);
  check(nlohmann::json(ours.leaders) == scenario.at("leadersEpoch0.."), name + ": leaders");

  for (const auto& place : miscounted(scenario)) check(false, name + ": the file's counts of " + place);

  const auto horizon = TraceHorizon::of(scenario);
  const auto recorded_starts = round_starts(recorded), our_starts = round_starts(ours.events);
  const auto expected = comparable(recorded, horizon, recorded_starts, our_starts);
  const auto found = comparable(ours.events, horizon, recorded_starts, our_starts);
  check(!expected.empty(), name + ": nothing happened early enough to compare");
  std::set<TraceKey> keys;
  for (const auto& [key, count] : expected) keys.insert(key);
  for (const auto& [key, count] : found) keys.insert(key);
  for (const auto& key : keys) {
    if (!expected.contains(key) && is_overtaken_report(key, expected, scenario.at("f").get<int>() + 1)) continue;
    const auto count_in = [&](const auto& counts) { return counts.contains(key) ? counts.at(key) : 0; };
    check(count_in(expected) == count_in(found), name + ": " + to_text(key) + ": recorded " +
                                                     std::to_string(count_in(expected)) + ", ours " +
                                                     std::to_string(count_in(found)));
  }
  for (const auto& problem : rounds_out_of_order(recorded_starts, our_starts)) check(false, name + ": " + problem);
  for (const auto& problem : causal_problems(ours.events)) check(false, name + ": " + problem);
}

}  // namespace orrery::tests
