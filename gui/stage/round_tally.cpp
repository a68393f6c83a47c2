#include "gui/stage/round_tally.h"

#include <algorithm>
#include <set>
#include <string>

#include "gui/model/message_window.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

// A round's first message may be recorded a moment before its span begins.
constexpr sim::Duration kBefore = sim::Duration::milliseconds(1);

scenarios::Filter filter_of(scenarios::RecordingQuery& query, const std::string& text) {
  return {text, query.schema(), *query.schema().find("message")};
}

void read_answers(scenarios::RecordingQuery& query, const WorldModel& world, RoundTally& tally,
                  const std::atomic<bool>& stop) {
  const RoundSpan& span = tally.span;
  const sim::Time begin = sim::Time::from_unix_nanoseconds(span.begin);
  const sim::Time end = sim::Time::from_unix_nanoseconds(span.end) + kBefore;
  const auto filter =
      filter_of(query, "epoch == " + std::to_string(span.epoch) + " && round == " + std::to_string(span.round) +
                           " && (kind == observe || kind == report)");
  const MessageSpan wanted{.from = begin - kBefore, .until = end, .network = span.network};
  const MessageWindow window = MessageWindow::read(query, world, wanted, filter, stop);
  for (const Flight& flight : window.flights) {
    const WindowMessage& message = window.messages[flight.message];
    // A leader that was restarted may lead the same round of the same epoch again: this one's answers only.
    if (flight.lost || flight.receiver != span.leader) continue;
    tally.answers.push_back({message.sender, window.kinds[message.kind] == "report", flight.end});
  }
}

void read_wishes(scenarios::RecordingQuery& query, RoundTally& tally, sim::Time from, sim::Time until,
                 const std::atomic<bool>& stop) {
  const auto filter = filter_of(query, "kind == new-epoch && epoch > " + std::to_string(tally.span.epoch));
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
                            sim::Time epoch_began, sim::Time until, const std::atomic<bool>& stop) {
  const sim::RecordingReader::Snapshot snapshot(query.reader());
  RoundTally tally;
  tally.span = span;
  if (query.reader().table("message") == nullptr) return tally;
  read_answers(query, world, tally, stop);
  if (!stop) read_wishes(query, tally, epoch_began, until, stop);
  return tally;
}

int RoundTally::arrived(bool reports, sim::Time time) const {
  std::set<std::uint32_t> senders;
  for (const Answer& answer : answers) {
    if (answer.is_report == reports && answer.arrival <= time.unix_nanoseconds()) senders.insert(answer.sender.index);
  }
  return static_cast<int>(senders.size());
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
