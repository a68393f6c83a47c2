#include "gui/model/late_feeds.h"

#include <algorithm>
#include <map>

#include "gui/model/feed_price.h"

namespace orrery::gui {
namespace {

struct Notes {
  bool answered = false, market = false;
};

Notes notes_since(const sim::RecordingReader& reader, sim::EntityId feed, sim::Time from, sim::Time time) {
  Notes notes;
  // What was noted at the very instant came before the deadline: the monitor looks when all else has happened.
  const auto instant = sim::Duration::nanoseconds(1);
  reader.rows("metric", {.from = from + instant, .until = time + instant, .about = feed, .newest_first = true},
              [&](const sim::RecordedRow& row) {
                notes.answered = notes.answered || row.text("name") == "answer";
                notes.market = notes.market || row.text("name") == "market";
                return !notes.answered;
              });
  return notes;
}

bool is_late(const sim::RecordingReader& reader, const WorldModel& world, const MissedDeadline& missed,
             sim::Time time) {
  const Notes notes = notes_since(reader, missed.feed, missed.time, time);
  if (notes.answered) return false;
  // Until the market is noted again it is as far off as it was.
  if (missed.kind != "deviation" || !notes.market) return true;
  return FeedPrice::read(reader, missed.feed, time).off() > world.group(missed.feed)->deviation;
}

}  // namespace

std::vector<LateFeed> late_feeds(const sim::RecordingReader& reader, const WorldModel& world, sim::Time time,
                                 const std::atomic<bool>& stop) {
  std::vector<LateFeed> late;
  if (reader.table("metric") == nullptr) return late;
  std::map<sim::EntityId, const MissedDeadline*> newest;
  for (const MissedDeadline& missed : world.missed) {
    if (missed.time <= time && world.group(missed.feed) != nullptr) newest[missed.feed] = &missed;
  }
  for (const auto& [feed, missed] : newest) {
    if (stop) break;
    if (is_late(reader, world, *missed, time)) late.push_back({feed, missed->row});
  }
  std::sort(late.begin(), late.end(), [](const LateFeed& a, const LateFeed& b) { return a.row < b.row; });
  return late;
}

std::string lateness_text(const WorldModel& world, const std::vector<LateFeed>& late) {
  if (late.empty()) return {};
  if (late.size() == 1) return world.name_of(late.front().feed) + " owes an answer past its deadline";
  return std::to_string(late.size()) + " feeds owe an answer past their deadline";
}

}  // namespace orrery::gui
