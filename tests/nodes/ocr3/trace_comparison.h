#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/nodes/ocr3/trace_replay.h"

/// Compares our run of a trace with the recorded one, as spec/ocr.md §14 says: multisets of (kind, epoch, sequence
/// number, sender) of what happened well before the end, what was agreed on, and causal order; never milliseconds,
/// never NewEpochWish. Whom an oracle asks for a certified commit is a lot of its own.
namespace orrery::nodes::ocr3::trial {

using TraceKey = std::tuple<int, int, std::string, int>;  // epoch, sequence number, kind, sender
using TracePlace = std::pair<int, int>;                   // epoch, sequence number; -1: the epoch as a whole
using TraceCounts = std::map<TraceKey, int>;

inline std::string to_text(const TraceKey& key) {
  const auto& [epoch, seq_nr, kind, from] = key;
  const auto text = [](int number) { return number < 0 ? "-" : std::to_string(number); };
  return kind + " " + text(epoch) + "/" + text(seq_nr) + " by " + std::to_string(from);
}

/// One run, with what a comparison must know about its time.
class TraceRun {
 public:
  explicit TraceRun(std::vector<TraceEvent> events) : events_(std::move(events)) {
    for (const auto& event : events_) {
      if (event.epoch >= 0 && event.kind != "NewEpochWish")
        starts_.try_emplace({event.epoch, event.round}, event.milliseconds);
      if (event.epoch >= 0 && event.round >= 0)
        last_epoch_[event.round] = std::max(event.epoch, last_epoch_[event.round]);
      if (event.kind == "CertifiedCommitRequest") asking_.insert({event.round, event.from});
    }
  }

  const std::vector<TraceEvent>& events() const { return events_; }
  const std::map<TracePlace, std::int64_t>& starts() const { return starts_; }
  /// When what led to the event began: its place or, for events without an epoch, the last attempt at its outcome.
  /// Empty when it never did.
  std::optional<std::int64_t> start_of(int epoch, int seq_nr) const {
    if (epoch < 0) {
      const auto last = last_epoch_.find(seq_nr);
      if (last == last_epoch_.end()) return std::nullopt;
      epoch = last->second;
    }
    const auto start = starts_.find({epoch, seq_nr});
    return start == starts_.end() ? std::nullopt : std::optional(start->second);
  }
  /// True when the oracle had to ask for the outcome.
  bool asked(int seq_nr, int oracle) const { return asking_.contains({seq_nr, oracle}); }

 private:
  std::vector<TraceEvent> events_;
  std::map<TracePlace, std::int64_t> starts_;
  std::map<int, int> last_epoch_;
  std::set<std::pair<int, int>> asking_;
};

/// Decides which events both runs had time for.
class TraceHorizon {
 public:
  TraceHorizon(const nlohmann::json& scenario, const TraceRun& recorded, const TraceRun& ours)
      : recorded_(recorded), ours_(ours), end_(scenario.at("durationMs").get<std::int64_t>()) {
    const auto& deltas = scenario.at("deltas");
    const auto network = scenario.at("netDelayMs").get<std::int64_t>();
    // Six hops and the grace period, with as much again for what wall clocks added.
    round_ = 12 * network + 2 * deltas.at("graceMs").get<std::int64_t>() + 40;
    const auto last_stage = static_cast<std::int64_t>(scenario.at("S").size()) - 1;
    stages_ = last_stage * deltas.at("stageMs").get<std::int64_t>() + 20;
    request_ = request_interval_ms(scenario) + 4 * network + 20;
  }

  bool includes(int epoch, int seq_nr, const std::string& kind, int from) const {
    const auto recorded = recorded_.start_of(epoch, seq_nr), ours = ours_.start_of(epoch, seq_nr);
    if (!recorded) return false;  // a round that only we had time for: see rounds_out_of_order()
    std::int64_t needed = round_;
    if (kind == "shouldTransmit" || kind == "transmit") needed += stages_;
    if (recorded_.asked(seq_nr, from) || ours_.asked(seq_nr, from)) needed += request_;
    return std::max(*recorded, ours.value_or(0)) + needed < end_;
  }

 private:
  const TraceRun& recorded_;
  const TraceRun& ours_;
  std::int64_t end_, round_, stages_, request_;
};

inline TraceCounts comparable(const TraceRun& run, const TraceHorizon& horizon) {
  TraceCounts counts;
  for (const auto& event : run.events()) {
    if (event.kind == "NewEpochWish" || event.kind == "CertifiedCommit") continue;
    if (horizon.includes(event.epoch, event.round, event.kind, event.from))
      ++counts[{event.epoch, event.round, event.kind, event.from}];
  }
  return counts;
}

/// What the runs agreed on, by kind and place: outcomes, reports, the number of a round in its epoch.
inline std::map<std::tuple<std::string, int, int>, std::set<std::string>> contents(const TraceRun& run) {
  std::map<std::tuple<std::string, int, int>, std::set<std::string>> result;
  for (const auto& event : run.events()) {
    const bool has_content = event.kind == "committed" || event.kind == "transmit" || event.kind == "roundStarted";
    // Which of the oracles' signatures a report carries depends on which came first.
    if (has_content)
      result[{event.kind, event.epoch, event.round}].insert(event.note.substr(0, event.note.find(" signers")));
  }
  return result;
}

/// Rounds of ours that the recorded run, slowed by its wall clock, cannot just have had no time for: it began others
/// after them.
inline std::vector<std::string> rounds_out_of_order(const TraceRun& recorded, const TraceRun& ours) {
  std::vector<std::string> problems;
  if (recorded.starts().empty()) return problems;
  const auto last = recorded.starts().rbegin()->first;
  for (const auto& [place, start] : ours.starts())
    if (!recorded.starts().contains(place) && place < last)
      problems.push_back("epoch " + std::to_string(place.first) + ", outcome " + std::to_string(place.second) +
                         " happens in our run only");
  return problems;
}

/// Events that came before what must have caused them: each line one. A step that takes a quorum counts its senders.
inline std::vector<std::string> causal_problems(const std::vector<TraceEvent>& events, int quorum, int f) {
  std::vector<std::string> problems;
  std::set<TraceKey> seen;
  int requests = 0, answers = 0;
  std::map<std::tuple<std::string, int, int>, std::set<int>> senders;  // by kind, epoch, sequence number
  for (const auto& event : events) {
    const auto count = [&](const char* kind, int epoch, int seq_nr) {
      const auto found = senders.find({kind, epoch, seq_nr});
      return found == senders.end() ? 0 : static_cast<int>(found->second.size());
    };
    const auto needs = [&](bool held, const std::string& what) {
      if (!held) problems.push_back(to_text({event.epoch, event.round, event.kind, event.from}) + " before " + what);
    };
    const auto needs_own = [&](const char* kind, int epoch) {
      needs(seen.contains({epoch, event.round, kind, event.from}), std::string("its own ") + kind);
    };
    const auto commits_of_any_epoch = [&] {
      int most = 0;
      for (const auto& [place, from] : senders)
        if (std::get<0>(place) == "Commit" && std::get<2>(place) == event.round)
          most = std::max(most, static_cast<int>(from.size()));
      return most;
    };
    if (event.kind == "EpochStart")
      needs(count("EpochStartRequest", event.epoch, -1) >= quorum, "a quorum of EpochStartRequests");
    if (event.kind == "RoundStart") needs(count("EpochStart", event.epoch, -1) > 0, "EpochStart");
    if (event.kind == "roundStarted") needs(count("RoundStart", event.epoch, event.round) > 0, "RoundStart");
    if (event.kind == "Observation") needs_own("roundStarted", event.epoch);
    if (event.kind == "Proposal") needs(count("Observation", event.epoch, event.round) > 2 * f, "2f+1 Observations");
    if (event.kind == "Prepare")
      needs(count("Proposal", event.epoch, event.round) > 0 || count("EpochStart", event.epoch, -1) > 0, "Proposal");
    if (event.kind == "Commit") needs(count("Prepare", event.epoch, event.round) >= quorum, "a quorum of Prepares");
    if (event.kind == "committed") needs(commits_of_any_epoch() >= quorum, "a quorum of Commits");
    if (event.kind == "ReportSignatures") needs_own("committed", -1);
    if (event.kind == "CertifiedCommitRequest")
      needs(count("ReportSignatures", -1, event.round) > f, "f+1 ReportSignatures");
    requests += event.kind == "CertifiedCommitRequest";
    answers += event.kind == "CertifiedCommit";
    needs(answers <= requests, "a CertifiedCommitRequest");
    if (event.kind == "shouldAccept") {
      needs_own("committed", -1);
      needs(count("ReportSignatures", -1, event.round) > f, "f+1 ReportSignatures");
    }
    if (event.kind == "shouldTransmit") needs_own("shouldAccept", -1);
    if (event.kind == "transmit") needs_own("shouldTransmit", -1);
    seen.insert({event.epoch, event.round, event.kind, event.from});
    senders[{event.kind, event.epoch, event.round}].insert(event.from);
  }
  return problems;
}

/// What a comparison found, as (held, what) pairs for a test to check.
template <class Check>
void compare_with_trace(const nlohmann::json& document, const nlohmann::json& scenario, Check&& check) {
  const std::string name = scenario.at("name");
  const Replay replayed = replay(document, scenario);
  const TraceRun ours(replayed.events), recorded(tests::recorded_events(scenario));
  check(nlohmann::json(replayed.leaders) == scenario.at("leadersEpoch0.."), name + ": leaders");

  const TraceHorizon horizon(scenario, recorded, ours);
  const TraceCounts expected = comparable(recorded, horizon), found = comparable(ours, horizon);
  check(!expected.empty(), name + ": nothing happened early enough to compare");
  std::set<TraceKey> keys;
  for (const auto& [key, count] : expected) keys.insert(key);
  for (const auto& [key, count] : found) keys.insert(key);
  for (const auto& key : keys) {
    const auto count_in = [&](const TraceCounts& counts) { return counts.contains(key) ? counts.at(key) : 0; };
    check(count_in(expected) == count_in(found), name + ": " + to_text(key) + ": recorded " +
                                                     std::to_string(count_in(expected)) + ", ours " +
                                                     std::to_string(count_in(found)));
  }

  const auto expected_contents = contents(recorded);
  for (const auto& [place, content] : contents(ours)) {
    const auto& [kind, epoch, seq_nr] = place;
    const auto same = expected_contents.find(place);
    if (same == expected_contents.end()) continue;
    check(content == same->second, name + ": " + kind + " " + std::to_string(seq_nr) + ": recorded " +
                                       *same->second.begin() + ", ours " + *content.begin());
  }
  // The contract takes each report once: as many as the recorded run's, but for the last ones that time cut off.
  std::set<int> cut_off;
  int transmitted = 0;
  for (const auto& event : recorded.events()) {
    const bool is_transmission = event.kind == "transmit";
    transmitted += is_transmission;
    if (is_transmission && !horizon.includes(-1, event.round, event.kind, event.from)) cut_off.insert(event.round);
  }
  check(transmitted == scenario.at("acceptedTransmissions").get<int>(), name + ": the recorded transmissions");
  const auto accepted = static_cast<int>(replayed.accepted.size());
  const auto in_time = transmitted - static_cast<int>(cut_off.size());
  check(accepted >= in_time && accepted <= transmitted + 1,
        name + ": accepted transmissions: recorded " + std::to_string(transmitted) + ", " + std::to_string(in_time) +
            " of them early enough, ours " + std::to_string(accepted));

  const int f = scenario.at("f").get<int>();
  const int quorum = Quorums{scenario.at("n").get<int>(), f}.byzantine();
  for (const auto& problem : rounds_out_of_order(recorded, ours)) check(false, name + ": " + problem);
  for (const auto& problem : causal_problems(ours.events(), quorum, f)) check(false, name + ": " + problem);
}

}  // namespace orrery::nodes::ocr3::trial
