#include "gui/pictures/moments.h"

#include <cmath>
#include <map>

#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

// Far enough into a round that answers are on their way, early enough that the quorum is not yet there.
constexpr sim::Duration kIntoRound = sim::Duration::milliseconds(135);
constexpr double kLeastCrash = 0.05, kFullCrash = 0.5;  // shares of the market's price
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

sim::Time within_a_round(const RoundHistory& rounds, sim::EntityId network, sim::Time time) {
  const RoundSpan* next = rounds.next(network, time);
  if (next == nullptr || begin_of(*next) > time + sim::Duration::minutes(1)) return time;
  return begin_of(*next) + kIntoRound;
}

std::optional<Moment> moment_of_crash(const sim::RecordingReader& reader) {
  struct Feed {
    double market = 0, answer = 0;
  };
  if (reader.table("metric") == nullptr) return std::nullopt;
  std::map<std::int64_t, Feed> feeds;
  std::optional<Moment> worst;
  double most = kLeastCrash;
  const auto look = [&](const sim::Statement& row) {
    Feed& feed = feeds[row.integer(1)];
    (row.text(2) == "market" ? feed.market : feed.answer) = row.real(3);
    if (feed.market <= 0 || feed.answer <= 0) return true;
    const double off = std::abs(feed.answer - feed.market) / feed.market;
    if (off < most) return true;
    most = off;
    const sim::EntityId network{static_cast<std::uint32_t>(row.integer(1))};
    worst = Moment{"crash", sim::Time::from_unix_nanoseconds(row.integer(0)), network};
    return off < kFullCrash;
  };
  reader.select("SELECT time, entity, name, value FROM metric WHERE name IN ('market', 'answer') ORDER BY id", {},
                look);
  return worst;
}

}  // namespace orrery::gui
