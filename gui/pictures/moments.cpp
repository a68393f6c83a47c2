#include "gui/pictures/moments.h"

#include <optional>

namespace orrery::gui {
namespace {

// Far enough into a round that answers are on their way, early enough that the quorum is not yet there.
constexpr sim::Duration kIntoRound = sim::Duration::milliseconds(135);
constexpr sim::Duration kIntoEpoch = sim::Duration::milliseconds(60);

sim::Time begin_of(const RoundSpan& round) { return sim::Time::from_unix_nanoseconds(round.begin); }

std::optional<sim::Time> first_leader_after(const WorldModel& world, const StateHistory& states, sim::EntityId network,
                                            sim::Time time) {
  std::optional<sim::Time> first;
  const Group* group = world.group(network);
  if (group == nullptr) return first;
  for (const sim::EntityId member : group->members) {
    for (const auto& change : states.changes(member, StateHistory::Field::kLeads)) {
      const sim::Time at = sim::Time::from_unix_nanoseconds(change.time);
      if (at > time && (!first.has_value() || at < *first)) first = at;
    }
  }
  return first;
}

}  // namespace

std::vector<Moment> moments_worth_a_picture(const WorldModel& world, const RoundHistory& rounds,
                                            const StateHistory& states, sim::EntityId network) {
  std::vector<Moment> moments;
  const sim::Time trouble = world.faults.empty() ? world.end : world.faults.front().begin;
  if (const RoundSpan* quiet = rounds.previous(network, trouble - sim::Duration::minutes(1)); quiet != nullptr) {
    moments.push_back({"quiet", begin_of(*quiet) + kIntoRound, network});
  }
  if (world.faults.empty()) return moments;
  if (const RoundSpan* round = rounds.next(network, trouble); round != nullptr) {
    moments.push_back({"outage", begin_of(*round) + kIntoRound, network});
  }
  if (const auto change = first_leader_after(world, states, network, trouble); change.has_value()) {
    moments.push_back({"leader-change", *change + kIntoEpoch, network});
  }
  return moments;
}

}  // namespace orrery::gui
