#include "gui/sequence/down_stretches.h"

#include <algorithm>
#include <map>

namespace orrery::gui {

std::vector<DownStretch> down_stretches(const StateHistory& states, const std::vector<sim::EntityId>& machines,
                                        std::int64_t from, std::int64_t until) {
  std::map<std::int64_t, int> turns;  // by how many more are down from then on
  for (const sim::EntityId machine : machines) {
    const auto& changes = states.changes(machine, StateHistory::Field::kStatus);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (states.text(changes[i].value) == "up") continue;
      const std::int64_t begin = std::max(changes[i].time, from);
      const std::int64_t end = std::min(i + 1 < changes.size() ? changes[i + 1].time : until, until);
      if (begin >= end) continue;
      ++turns[begin];
      --turns[end];
    }
  }
  std::vector<DownStretch> stretches;
  int down = 0;
  std::int64_t begin = from;
  for (const auto& [time, more] : turns) {
    if (more == 0) continue;
    if (down > 0) stretches.push_back({begin, time, static_cast<std::size_t>(down)});
    down += more;
    begin = time;
  }
  return stretches;
}

bool is_dead(const WorldModel& world, const SequenceAxis& axis, std::size_t down) {
  const Group* network = world.group(axis.entity);
  if (down == 0) return false;
  if (network == nullptr || network->members.size() != axis.members.size()) return down >= axis.members.size();
  return axis.members.size() - down < static_cast<std::size_t>(std::max(1, network->observation_quorum));
}

std::string row_name(const WorldModel& world, const SequenceAxis& axis, std::size_t down) {
  if (axis.kind != SequenceAxis::Kind::kFolded || axis.has_chains || down == 0) return axis.label;
  const std::string name = axis.entity.is_none() ? "no zone" : world.name_of(axis.entity);
  return name + ": " + std::to_string(down) + " of " + std::to_string(axis.members.size()) + " down";
}

std::vector<bool> named_rows(const std::vector<SequenceAxis>& axes, const std::vector<double>& middles, double line,
                             std::optional<std::size_t> leads) {
  std::vector<bool> named(axes.size());
  const auto has_room = [&](std::size_t row) {
    for (std::size_t i = row; i < axes.size() && middles[i] - middles[row] < line - 1; ++i)
      if (named[i]) return false;
    for (std::size_t i = row; i > 0 && middles[row] - middles[i - 1] < line - 1; --i)
      if (named[i - 1]) return false;
    return true;
  };
  for (std::size_t i = 0; i < axes.size(); ++i) named[i] = axes[i].has_chains;
  for (std::size_t i = 0; i < axes.size(); ++i) named[i] = named[i] || (axes[i].is_group() && has_room(i));
  if (leads.has_value() && !named[*leads]) named[*leads] = has_room(*leads);
  for (std::size_t i = 0; i < axes.size(); ++i) named[i] = named[i] || has_room(i);
  return named;
}

}  // namespace orrery::gui
