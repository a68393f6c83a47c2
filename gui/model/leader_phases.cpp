#include "gui/model/leader_phases.h"

#include <algorithm>

namespace orrery::gui {
namespace {

using Change = StateHistory::Change;
using Field = StateHistory::Field;

std::vector<Change>::const_iterator after_row(const std::vector<Change>& changes, std::uint64_t row) {
  return std::upper_bound(changes.begin(), changes.end(), row,
                          [](std::uint64_t wanted, const Change& change) { return wanted < change.row; });
}

}  // namespace

LeaderPhases::LeaderPhases(const Group& group, const StateHistory& states) : states_(states) {
  for (const sim::EntityId member : group.members) {
    const auto& leads = states.changes(member, Field::kLeads);
    takeovers_.insert(takeovers_.end(), leads.begin(), leads.end());
  }
  std::sort(takeovers_.begin(), takeovers_.end(), [](const Change& a, const Change& b) { return a.row < b.row; });
}

std::optional<std::int64_t> LeaderPhases::left_at(sim::EntityId leader, std::int64_t epoch, std::uint64_t row) const {
  std::optional<std::int64_t> first;
  const auto look = [&](const std::vector<Change>& changes, const auto& ends) {
    const auto found = std::find_if(after_row(changes, row), changes.end(), ends);
    if (found != changes.end() && (!first.has_value() || found->time < *first)) first = found->time;
  };
  const auto is_newer = [epoch](const Change& change) { return change.value > epoch; };
  look(states_.changes(leader, Field::kStatus), [&](const Change& c) { return states_.text(c.value) == "down"; });
  look(states_.changes(leader, Field::kEpoch), is_newer);
  look(takeovers_, is_newer);
  return first;
}

std::vector<PhaseSpan> LeaderPhases::of(sim::EntityId member, std::int64_t from, std::int64_t until) const {
  const auto& phases = states_.changes(member, Field::kPhase);
  const auto& leads = states_.changes(member, Field::kLeads);
  std::vector<PhaseSpan> spans;
  auto phase = std::upper_bound(phases.begin(), phases.end(), from,
                                [](std::int64_t time, const Change& change) { return time < change.time; });
  if (phase != phases.begin()) --phase;
  for (; phase != phases.end() && phase->time < until; ++phase) {
    PhaseSpan span{phase->time, phase + 1 == phases.end() ? INT64_MAX : (phase + 1)->time, states_.text(phase->value)};
    const auto led = after_row(leads, phase->row);
    const std::int64_t epoch = led == leads.begin() ? INT64_MAX : (led - 1)->value;
    span.end = std::min(span.end, left_at(member, epoch, phase->row).value_or(INT64_MAX));
    if (span.end > from || span.begin >= from) spans.push_back(std::move(span));
  }
  return spans;
}

}  // namespace orrery::gui
