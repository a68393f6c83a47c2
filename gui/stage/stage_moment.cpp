#include "gui/stage/stage_moment.h"

#include <algorithm>

namespace orrery::gui {
namespace {

// How long a change of leader is told.
constexpr sim::Duration kNews = sim::Duration::seconds(3);

void count_answers(NetworkMoment& moment, const RoundHistory& rounds, const MessageWindow& window, sim::Time time) {
  const RoundSpan* last = rounds.at(moment.network, time);
  if (last == nullptr || last->epoch != moment.epoch) return;
  moment.round = last->round;
  const bool is_over = last->outcome != RoundSpan::Outcome::kOpen && last->outcome != RoundSpan::Outcome::kCutOff;
  moment.skipped = last->outcome == RoundSpan::Outcome::kSkipped && last->end <= time.unix_nanoseconds();
  moment.asks_in_vain = is_over && moment.phase == "observe" && moment.phase_row > last->row;
  if (moment.asks_in_vain) return;
  const auto count = [&](const char* kind, int quorum) {
    return arrived_by(answers_of(window, *last, kind, quorum), time.unix_nanoseconds());
  };
  moment.observations = count("observe", moment.quorum);
  moment.reports = count("report", moment.report_quorum());
}

// Whoever led the newest epoch before the one that is led now, while that is news.
sim::EntityId took_over_from(const WorldModel& world, const Group& group, const std::vector<StateAt>& machines,
                             const NetworkMoment& moment, sim::Time time) {
  const auto state_of = [&](sim::EntityId id) -> const StateAt& {
    return machines[*world.machine_of_entity[id.index]];
  };
  if (moment.leader.is_none() || state_of(moment.leader).leads_since + kNews < time) return {};
  sim::EntityId before;
  for (const sim::EntityId member : group.members) {
    if (member == moment.leader || state_of(member).leads < 0) continue;
    if (before.is_none() || state_of(member).leads > state_of(before).leads) before = member;
  }
  return before;
}

NetworkMoment network_moment(const WorldModel& world, const Group& group, const std::vector<StateAt>& machines,
                             sim::Time time) {
  NetworkMoment moment;
  moment.network = group.id;
  moment.members = static_cast<int>(group.members.size());
  moment.faulty_at_most = group.faulty_at_most;
  moment.quorum = group.observation_quorum;
  for (const sim::EntityId member : group.members) {
    const StateAt& state = machines[*world.machine_of_entity[member.index]];
    moment.up += state.is_up() ? 1 : 0;
    if (state.leads > moment.epoch) {
      moment.epoch = state.leads;
      moment.leader = member;
      moment.phase = state.phase;
      moment.phase_row = state.phase_row;
      moment.leader_is_up = state.is_up();
    }
    if (state.epoch > moment.newest_epoch) {
      moment.newest_epoch = state.epoch;
      moment.in_newest = 0;
    }
    if (state.epoch == moment.newest_epoch && state.epoch >= 0) ++moment.in_newest;
  }
  moment.took_over_from = took_over_from(world, group, machines, moment, time);
  return moment;
}

std::string plural(int count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// A change of epoch needs the same 2f + 1 as a report.
std::string wishes_text(const NetworkMoment& network) {
  if (network.newest_epoch > network.epoch) {
    return "; " + std::to_string(network.in_newest) + " of " + std::to_string(network.members) +
           " have moved to epoch " + std::to_string(network.newest_epoch);
  }
  if (network.asking == 0) return {};
  return "; " + std::to_string(network.asking) + " of " + std::to_string(network.quorum) + " asked for epoch " +
         std::to_string(network.asked_epoch);
}

}  // namespace

StageMoment StageMoment::of(const WorldModel& world, const StateHistory& states, const RoundHistory& rounds,
                            const MessageWindow& window, sim::Time time) {
  StageMoment moment;
  moment.time = time;
  moment.machines.reserve(world.machines.size());
  for (const Machine& machine : world.machines) {
    moment.machines.push_back(states.at(machine.id, time));
    moment.down += moment.machines.back().is_up() ? 0 : 1;
  }
  for (const Group& group : world.groups) {
    NetworkMoment network = network_moment(world, group, moment.machines, time);
    if (!network.leader.is_none()) {
      count_answers(network, rounds, window, time);
    }
    moment.networks.push_back(network);
  }
  moment.flying = flying_in(window, time);
  moment.faults = world.faults_at(time);
  return moment;
}

void StageMoment::count(const RoundTally& tally) {
  for (NetworkMoment& network : networks) {
    if (!tally.is_of(network.network, network.epoch, network.round)) continue;
    network.observations = network.asks_in_vain ? 0 : tally.observations(time);
    network.reports = network.asks_in_vain ? 0 : tally.reports(time);
    network.asked_epoch = tally.asked_epoch(time);
    network.asking = tally.asking(time);
  }
}

std::vector<std::uint32_t> StageMoment::flying_in(const MessageWindow& window, sim::Time time) {
  // Flights begin in the order of their messages.
  const std::int64_t now = time.unix_nanoseconds();
  std::vector<std::uint32_t> flying;
  const auto first = std::lower_bound(window.flights.begin(), window.flights.end(), now - window.longest_flight,
                                      [](const Flight& flight, std::int64_t t) { return flight.begin < t; });
  for (auto flight = first; flight != window.flights.end() && flight->begin <= now; ++flight) {
    if (flight->end >= now) flying.push_back(static_cast<std::uint32_t>(flight - window.flights.begin()));
  }
  return flying;
}

const NetworkMoment* StageMoment::network(sim::EntityId id) const {
  const auto found = std::find_if(networks.begin(), networks.end(), [id](const auto& n) { return n.network == id; });
  return found == networks.end() ? nullptr : &*found;
}

std::string trouble_text(const WorldModel& world, const StageMoment& moment) {
  std::string text;
  for (const FaultBar* fault : moment.faults) {
    if (!text.empty()) text += "; ";
    text += fault->kind + " on " + fault->target;
  }
  if (moment.down > 0) {
    text += (text.empty() ? "" : " — ") + plural(moment.down, "machine", "machines") + " down";
  }
  std::string stopped;
  for (const NetworkMoment& network : moment.networks) {
    if (network.can_agree()) continue;
    stopped += (stopped.empty() ? "" : ", ") + world.name_of(network.network);
  }
  if (!stopped.empty()) text += (text.empty() ? "" : ". ") + std::string("Cannot agree any more: ") + stopped;
  return text;
}

std::string progress_text(const WorldModel& world, const NetworkMoment& network) {
  const std::string name = world.name_of(network.network);
  if (network.leader.is_none()) {
    if (network.members == 1) return name + (network.up == 1 ? ": its one server is up" : ": its one server is down");
    return name + ": " + std::to_string(network.up) + " of " + std::to_string(network.members) + " up";
  }
  const Machine* leader = world.machine(network.leader);
  std::string text = name + " epoch " + std::to_string(network.epoch);
  if (network.round >= 0) text += ", round " + std::to_string(network.round);
  const std::string who = leader->label + " in " + world.name_of(leader->zone);
  if (!network.leader_is_up) return text + ": its leader " + who + " is down" + wishes_text(network);
  const Machine* before = world.machine(network.took_over_from);
  text += ": " + who + (before == nullptr ? " leads" : " has just taken over from " + before->label);
  if (network.newest_epoch > network.epoch) {
    return text + wishes_text(network) + " and hear no leader yet";
  }
  if (network.asks_in_vain) {
    text += ", has had its last round and asks once more, to be replaced";
  } else if (network.phase == "observe" || network.phase == "grace") {
    text +=
        ", " + std::to_string(network.observations) + " observations in, " + std::to_string(network.quorum) + " needed";
  } else if (network.phase == "report") {
    text += ", " + std::to_string(network.reports) + " answers to its report in, " +
            std::to_string(network.report_quorum()) + " needed";
  } else if (network.phase == "final") {
    text += network.skipped ? ", round skipped" : ", round done";
  }
  return text + wishes_text(network);
}

std::string headline(const WorldModel& world, const StageMoment& moment, sim::EntityId network) {
  std::string text = trouble_text(world, moment);
  if (const NetworkMoment* one = moment.network(network); one != nullptr) {
    text += (text.empty() ? "All is well. " : ". ") + progress_text(world, *one);
  }
  return text;
}

}  // namespace orrery::gui
