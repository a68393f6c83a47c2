#include "gui/model/round_history.h"

#include <algorithm>
#include <optional>

#include "gui/model/leader_phases.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

bool begins_earlier(const RoundSpan& a, const RoundSpan& b) { return a.begin < b.begin; }

std::int64_t last_round_of_an_epoch(const std::vector<RoundSpan>& rounds) {
  std::int64_t last = 0;
  for (const RoundSpan& round : rounds) last = std::max(last, round.round);
  return last;
}

}  // namespace

const char* to_text(RoundSpan::Outcome outcome) {
  switch (outcome) {
    case RoundSpan::Outcome::kReported:
      return "reported";
    case RoundSpan::Outcome::kSkipped:
      return "skipped";
    case RoundSpan::Outcome::kAbandoned:
      return "abandoned";
    case RoundSpan::Outcome::kCutOff:
      return "cut off";
    case RoundSpan::Outcome::kOpen:
      return "going on";
  }
  return "";
}

void RoundHistory::read_on(const sim::RecordingReader& reader, const WorldModel& world, const StateHistory& states,
                           const std::atomic<bool>& stop) {
  forget_unended();
  read_ended(reader, stop);
  if (!stop) add_unended(world, states);
}

void RoundHistory::read_ended(const sim::RecordingReader& reader, const std::atomic<bool>& stop) {
  reader.select(
      "SELECT id, time, \"begin\", entity, network, epoch, round, outcome FROM span WHERE id > ?1 AND kind = 'round' "
      "ORDER BY id",
      {sim::Value(last_row_)}, [&](const sim::Statement& row) {
        RoundSpan span;
        last_row_ = span.row = static_cast<std::uint64_t>(row.integer(0));
        span.end = row.integer(1);
        span.begin = row.integer(2);
        span.leader = {static_cast<std::uint32_t>(row.integer(3))};
        span.network = {static_cast<std::uint32_t>(row.integer(4))};
        span.epoch = row.integer(5);
        span.round = row.integer(6);
        const std::string_view outcome = row.text(7);
        span.outcome = outcome == "reported"    ? RoundSpan::Outcome::kReported
                       : outcome == "abandoned" ? RoundSpan::Outcome::kAbandoned
                                                : RoundSpan::Outcome::kSkipped;
        if (ended_by_leader_.size() <= span.leader.index) ended_by_leader_.resize(span.leader.index + 1);
        ended_by_leader_[span.leader.index].push_back(span.row);
        insert(span);
        return !stop.load();
      });
}

// Rows come in the order of ending, which is nearly that of beginning.
void RoundHistory::insert(const RoundSpan& span) {
  if (by_network_.size() <= span.network.index) by_network_.resize(span.network.index + 1);
  auto& rounds = by_network_[span.network.index];
  rounds.insert(std::upper_bound(rounds.begin(), rounds.end(), span, begins_earlier), span);
  ++size_;
}

void RoundHistory::forget_unended() {
  for (auto& rounds : by_network_) {
    size_ -= std::erase_if(rounds, [](const RoundSpan& r) {
      return r.outcome == RoundSpan::Outcome::kCutOff || r.outcome == RoundSpan::Outcome::kOpen;
    });
  }
}

void RoundHistory::add_unended(const WorldModel& world, const StateHistory& states) {
  for (const Group& group : world.groups) {
    if (group.kind != "network") continue;
    const std::int64_t last_round = last_round_of_an_epoch(of(group.id));
    const LeaderPhases phases(group, states);
    for (const sim::EntityId member : group.members)
      add_unended_of(member, group, phases, last_round, world.end, states);
  }
}

void RoundHistory::add_unended_of(sim::EntityId leader, const Group& group, const LeaderPhases& leaders,
                                  std::int64_t last_round, sim::Time end, const StateHistory& states) {
  using Field = StateHistory::Field;
  static const std::vector<std::uint64_t> kNone;
  const auto& ended = leader.index < ended_by_leader_.size() ? ended_by_leader_[leader.index] : kNone;
  const auto& leads = states.changes(leader, Field::kLeads);
  RoundSpan span;
  span.leader = leader;
  span.network = group.id;
  std::size_t epochs = 0;
  const auto& phases = states.changes(leader, Field::kPhase);
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (states.text(phases[i].value) != "observe") continue;
    for (; epochs < leads.size() && leads[epochs].row < phases[i].row; ++epochs) span.round = 0;
    if (epochs == 0) continue;
    ++span.round;
    std::size_t next = i + 1;
    while (next < phases.size() && states.text(phases[next].value) != "observe") ++next;
    const auto own = std::upper_bound(ended.begin(), ended.end(), phases[i].row);
    if (own != ended.end() && (next == phases.size() || *own < phases[next].row)) continue;
    span.row = phases[i].row;
    span.begin = phases[i].time;
    span.epoch = leads[epochs - 1].value;
    auto cut = leaders.left_at(leader, span.epoch, span.row);
    if (!cut.has_value() && next < phases.size()) cut = phases[next].time;
    span.outcome = cut.has_value() ? RoundSpan::Outcome::kCutOff : RoundSpan::Outcome::kOpen;
    span.end = cut.value_or(std::max(end.unix_nanoseconds(), span.begin));
    // After the last round that an epoch may have, a leader asks once more, only to be replaced: that is no round.
    const bool only_asked = next == i + 1 && cut.has_value();
    if (only_asked && span.round > last_round) continue;
    insert(span);
  }
}

const std::vector<RoundSpan>& RoundHistory::of(sim::EntityId network) const {
  static const std::vector<RoundSpan> kNone;
  return network.index < by_network_.size() ? by_network_[network.index] : kNone;
}

const RoundSpan* RoundHistory::at(sim::EntityId network, sim::Time time) const {
  const auto& rounds = of(network);
  RoundSpan wanted;
  wanted.begin = time.unix_nanoseconds();
  const auto after = std::upper_bound(rounds.begin(), rounds.end(), wanted, begins_earlier);
  return after == rounds.begin() ? nullptr : &*(after - 1);
}

const RoundSpan* RoundHistory::find(sim::EntityId network, std::int64_t epoch, std::int64_t round) const {
  const auto& rounds = of(network);
  const auto found =
      std::find_if(rounds.begin(), rounds.end(), [&](const auto& r) { return r.epoch == epoch && r.round == round; });
  return found == rounds.end() ? nullptr : &*found;
}

const RoundSpan* RoundHistory::next(sim::EntityId network, sim::Time time) const {
  const RoundSpan* best = nullptr;
  RoundSpan wanted;
  wanted.begin = time.unix_nanoseconds();
  for (std::uint32_t i = 0; i < by_network_.size(); ++i) {
    if (!network.is_none() && network.index != i) continue;
    const auto& rounds = by_network_[i];
    const auto after = std::upper_bound(rounds.begin(), rounds.end(), wanted, begins_earlier);
    if (after != rounds.end() && (best == nullptr || after->begin < best->begin)) best = &*after;
  }
  return best;
}

const RoundSpan* RoundHistory::previous(sim::EntityId network, sim::Time time) const {
  const RoundSpan* best = nullptr;
  RoundSpan wanted;
  wanted.begin = time.unix_nanoseconds();
  for (std::uint32_t i = 0; i < by_network_.size(); ++i) {
    if (!network.is_none() && network.index != i) continue;
    const auto& rounds = by_network_[i];
    const auto after = std::lower_bound(rounds.begin(), rounds.end(), wanted, begins_earlier);
    if (after != rounds.begin() && (best == nullptr || (after - 1)->begin > best->begin)) best = &*(after - 1);
  }
  return best;
}

}  // namespace orrery::gui
