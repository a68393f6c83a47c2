#include "gui/sequence/round_marks.h"

#include <fmt/format.h>

#include <algorithm>

#include "gui/model/round_answers.h"
#include "nodes/ocr2/quorums.h"

namespace orrery::gui {
namespace {

using Kind = SequenceMark::Kind;

struct Needed {
  std::string kind;
  int quorum = 0;
  const char* what = "";
};

std::vector<Needed> needed_of(const Group& group) {
  const nodes::Quorums quorums{static_cast<int>(group.members.size()), group.faulty_at_most};
  if (group.kind == "committee") return {{"committee-signature", group.observation_quorum, "signatures"}};
  return {{"observe", group.observation_quorum, "observations"}, {"report", quorums.one_correct(), "signatures"}};
}

void add_round(std::vector<SequenceMark>& marks, const MessageWindow& window, const Group& group,
               const RoundSpan& round) {
  const std::string place = fmt::format("round {}.{}", round.epoch, round.round);
  const bool whole = round.begin >= window.from.unix_nanoseconds() && !window.is_sampled();
  // Once the leader asks for the next step it has had enough: only what it still waited for can have been too few.
  for (const Needed& needed : whole ? needed_of(group) : std::vector<Needed>{}) {
    const RoundAnswers came = answers_of(window, round, needed.kind, needed.quorum);
    if (const int count = came.enough.has_value() ? arrived_by(came, *came.enough) : 0; count > 0) {
      const std::uint64_t row = came.all[static_cast<std::size_t>(count) - 1].row;
      marks.push_back({Kind::kQuorum, round.leader, *came.enough, row, count, needed.quorum,
                       fmt::format("{}: {} of {} {}, enough", place, count, group.members.size(), needed.what)});
      continue;
    }
    const bool waited = round.outcome == RoundSpan::Outcome::kAbandoned && round.end < window.until.unix_nanoseconds();
    if (waited) {
      const int count = arrived_by(came, round.end);
      marks.push_back({Kind::kShort, round.leader, round.end, round.row, count, needed.quorum,
                       fmt::format("{}: {} of the {} {} that it needs{}", place, count, needed.quorum, needed.what,
                                   count < needed.quorum ? "" : ", and yet its leader did not go on")});
    }
    break;
  }
  if (round.outcome == RoundSpan::Outcome::kAbandoned)
    marks.push_back({Kind::kTimeout, round.leader, round.end, round.row, round.epoch, round.round,
                     fmt::format("{} timed out: given up without a report", place)});
}

}  // namespace

std::vector<SequenceMark> round_marks(const MessageWindow& window, const WorldModel& world, sim::EntityId network,
                                      const std::vector<RoundSpan>& rounds) {
  std::vector<SequenceMark> marks;
  for (const RoundSpan& round : rounds) {
    const Group* group = world.group(round.network);
    if (group != nullptr) add_round(marks, window, *group, round);
  }
  for (const MissedDeadline& missed : world.missed) {
    if (!network.is_none() && missed.feed != network) continue;
    marks.push_back({Kind::kMissed, missed.feed, missed.time.unix_nanoseconds(), missed.row, 0, 0,
                     missed.kind + " missed: " + missed.about});
  }
  std::erase_if(marks, [&](const SequenceMark& mark) {
    return mark.time < window.from.unix_nanoseconds() || mark.time >= window.until.unix_nanoseconds();
  });
  std::sort(marks.begin(), marks.end(), is_earlier);
  return marks;
}

}  // namespace orrery::gui
