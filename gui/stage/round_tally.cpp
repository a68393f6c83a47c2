#include "gui/stage/round_tally.h"

#include <algorithm>
#include <set>
#include <string>

#include "nodes/ocr2/quorums.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

void read_answers(scenarios::RecordingQuery& query, const WorldModel& world, RoundTally& tally,
                  const std::atomic<bool>& stop) {
  // A leader that was restarted may lead the same round of the same epoch again: this one's answers only.
  const sim::Time until = sim::Time::from_unix_nanoseconds(tally.span.end) + sim::Duration::milliseconds(1);
  const MessageWindow window = round_window(query, world, tally.span, until, stop);
  const Group* group = world.group(tally.span.network);
  const int faulty = group == nullptr ? 0 : group->faulty_at_most;
  const nodes::Quorums quorums{group == nullptr ? 0 : static_cast<int>(group->members.size()), faulty};
  tally.observed = answers_of(window, tally.span, "observe", quorums.correct_majority());
  tally.reported = answers_of(window, tally.span, "report", quorums.one_correct());
}

void read_wishes(scenarios::RecordingQuery& query, RoundTally& tally, sim::Time from, sim::Time until,
                 const std::atomic<bool>& stop) {
  const scenarios::Filter filter("kind == new-epoch && epoch > " + std::to_string(tally.span.epoch), query.schema(),
                                 *query.schema().find("message"));
  scenarios::RowSelection rows;
  rows.columns = "t.time, t.sender, t.epoch";
  rows.and_where = "t.network IS " + std::to_string(tally.span.network.index);
  const scenarios::PageRequest page{.limit = SIZE_MAX, .from = from, .until = until};
  query.select(filter, rows, page, [&](const sim::Statement& row) {
    tally.wishes.push_back({{static_cast<std::uint32_t>(row.integer(1))}, row.integer(2), row.integer(0)});
    return !stop.load();
  });
}

}  // namespace

RoundTally RoundTally::read(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& span,
                            sim::Time from, sim::Time until, const std::atomic<bool>& stop) {
  const sim::RecordingReader::Snapshot snapshot(query.reader());
  RoundTally tally;
  tally.span = span;
  if (query.reader().table("message") == nullptr) return tally;
  read_answers(query, world, tally, stop);
  if (!stop) read_wishes(query, tally, from, until, stop);
  return tally;
}

std::int64_t RoundTally::asked_epoch(sim::Time time) const {
  std::int64_t newest = -1;
  for (const Wish& wish : wishes) {
    if (wish.time <= time.unix_nanoseconds()) newest = std::max(newest, wish.epoch);
  }
  return newest;
}

int RoundTally::asking(sim::Time time) const {
  std::set<std::uint32_t> senders;
  for (const Wish& wish : wishes) {
    if (wish.time <= time.unix_nanoseconds()) senders.insert(wish.sender.index);
  }
  return static_cast<int>(senders.size());
}

}  // namespace orrery::gui
