#include "gui/timeline/flag_groups.h"

#include <algorithm>

namespace orrery::gui {

bool FlagGroup::has_violation() const {
  return std::any_of(flags.begin(), flags.end(), [](const TimelineFlag& flag) { return flag.is_violation; });
}

std::vector<TimelineFlag> timeline_flags(const WorldModel& world) {
  std::vector<TimelineFlag> flags;
  for (const MissedDeadline& missed : world.missed) {
    flags.push_back({missed.time, missed.row, missed.feed,
                     missed.kind + " missed by " + world.name_of(missed.feed) + ": " + missed.about, false});
  }
  for (const ExpectationResult& result : world.expectations) {
    if (result.violation == 0) continue;
    flags.push_back({result.time, result.violation, {}, "violated: " + result.name + ": " + result.about, true});
  }
  std::stable_sort(flags.begin(), flags.end(),
                   [](const TimelineFlag& a, const TimelineFlag& b) { return a.time < b.time; });
  return flags;
}

const TimelineFlag* flag_beside(const std::vector<TimelineFlag>& flags, sim::Time now, std::uint64_t row,
                                bool forward) {
  const auto chosen = std::find_if(flags.begin(), flags.end(),
                                   [&](const TimelineFlag& flag) { return flag.time == now && flag.row == row; });
  if (forward) {
    const auto next = chosen != flags.end() ? chosen + 1
                                            : std::find_if(flags.begin(), flags.end(),
                                                           [&](const TimelineFlag& flag) { return flag.time > now; });
    return next == flags.end() ? nullptr : &*next;
  }
  const auto end = chosen != flags.end() ? chosen
                                         : std::find_if(flags.begin(), flags.end(),
                                                        [&](const TimelineFlag& flag) { return flag.time >= now; });
  return end == flags.begin() ? nullptr : &*(end - 1);
}

std::vector<FlagGroup> group_flags(const std::vector<TimelineFlag>& flags, const TimeScale& scale, double flag,
                                   double digit) {
  const auto width_of = [&](std::size_t count) {
    return count < 2 ? flag : flag + digit * static_cast<double>(std::to_string(count).size());
  };
  std::vector<FlagGroup> groups;
  for (const TimelineFlag& one : flags) {
    const double x = scale.x(one.time);
    if (x < scale.left - 1 || x > scale.left + scale.width + 1) continue;
    if (groups.empty() || x >= groups.back().x + groups.back().width) groups.push_back({x, x, 0, {}});
    groups.back().flags.push_back(one);
    groups.back().width = width_of(groups.back().flags.size());
  }
  if (groups.empty() || groups.back().x + groups.back().width <= scale.left + scale.width) return groups;
  FlagGroup last = std::move(groups.back());
  groups.pop_back();
  last.x = scale.x(last.flags.back().time);
  for (last.left = last.x - last.width; !groups.empty() && groups.back().x + groups.back().width > last.left;
       last.left = last.x - last.width) {
    last.flags.insert(last.flags.begin(), groups.back().flags.begin(), groups.back().flags.end());
    last.width = width_of(last.flags.size());
    groups.pop_back();
  }
  groups.push_back(std::move(last));
  return groups;
}

}  // namespace orrery::gui
