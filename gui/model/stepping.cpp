#include "gui/model/stepping.h"

#include <algorithm>

#include "gui/model/message_window.h"
#include "sim/input_error.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

constexpr sim::Duration kLongestStretch = sim::Duration::minutes(2);
// Times end 292 years after 1970.
constexpr sim::Duration kFarthest = sim::Duration::hours(24 * 365 * 20);

std::optional<StepTarget> step_in(const sim::RecordingReader& reader, const std::string& table, sim::Time time,
                                  bool forward, sim::EntityId about = {}) {
  std::optional<StepTarget> found;
  sim::RowFilter filter;
  filter.about = about;
  if (forward) {
    filter.from = time + sim::Duration::nanoseconds(1);
  } else {
    filter.until = time;
    filter.newest_first = true;
  }
  reader.rows(table, filter, [&](const sim::RecordedRow& row) {
    found = StepTarget{row.time, row.id};
    return false;
  });
  return found;
}

}  // namespace

std::optional<StepTarget> step_from(const sim::RecordingReader& reader, StepKind kind, sim::Time time, bool forward) {
  const sim::RecordingReader::Snapshot snapshot(reader);
  std::optional<StepTarget> best;
  for (const sim::RecordedTable& table : reader.tables()) {
    if (kind == StepKind::kHop && table.name != "message" && table.name != "delivery") continue;
    if (kind == StepKind::kBlock && table.name != "block") continue;
    const auto found = step_in(reader, table.name, time, forward);
    if (!found.has_value()) continue;
    const bool nearer = !best.has_value() || (forward ? found->row < best->row : found->row > best->row);
    if (nearer) best = found;
  }
  return best;
}

std::optional<StepTarget> step_along(const MessageWindow& window, const std::vector<sim::EntityId>& nodes,
                                     sim::Time time, bool forward) {
  const auto is_on_line = [&nodes](sim::EntityId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  };
  std::optional<StepTarget> nearest;
  const auto offer = [&](std::int64_t nanoseconds, std::uint64_t row) {
    const sim::Time at = sim::Time::from_unix_nanoseconds(nanoseconds);
    if (forward ? at <= time : at >= time) return;
    if (!nearest.has_value() || (forward ? at < nearest->time : at > nearest->time)) nearest = StepTarget{at, row};
  };
  for (const WindowMessage& message : window.messages)
    if (is_on_line(message.sender)) offer(message.time, message.row);
  for (const Flight& flight : window.flights) {
    if (flight.lost || !is_on_line(flight.receiver)) continue;
    offer(flight.end, flight.delivery != 0 ? flight.delivery : window.messages[flight.message].row);
  }
  return nearest;
}

std::optional<StepTarget> step_on_line(scenarios::RecordingQuery& query, const WorldModel& world, MessageSpan span,
                                       const scenarios::Filter& filter, const std::vector<sim::EntityId>& nodes,
                                       sim::Time time, bool forward, const std::atomic<bool>& stop) {
  const auto look = [&](sim::Time from, sim::Time until) {
    // What arrives in the stretch may have been sent before it.
    span.from = span.broadcasts_from = from - kLongestFlight;
    span.until = until + sim::Duration::nanoseconds(1);
    auto found = step_along(MessageWindow::read(query, world, span, filter, stop), nodes, time, forward);
    return found.has_value() && from <= found->time && found->time <= until ? found : std::nullopt;
  };
  const sim::Time first = span.from, last = span.until;
  if (const auto found = look(first, last); found.has_value() || stop) return found;
  const sim::Time beyond = forward ? last : first;
  const auto sent = step_of_senders(query.reader(), nodes, beyond, forward);
  if (!sent.has_value()) return sent;
  const auto [from, until] = std::minmax(beyond, sent->time);
  if (until - from > kLongestStretch) return sent;
  const auto nearer = look(from, until);
  return nearer.has_value() ? nearer : sent;
}

std::optional<StepTarget> step_of_senders(const sim::RecordingReader& reader, const std::vector<sim::EntityId>& senders,
                                          sim::Time time, bool forward) {
  if (reader.table("message") == nullptr) return std::nullopt;
  const sim::RecordingReader::Snapshot snapshot(reader);
  std::optional<StepTarget> best;
  for (const sim::EntityId sender : senders) {
    const auto found = step_in(reader, "message", time, forward, sender);
    if (!found.has_value()) continue;
    if (!best.has_value() || (forward ? found->row < best->row : found->row > best->row)) best = found;
  }
  return best;
}

std::optional<StepTarget> block_numbered(const sim::RecordingReader& reader, sim::EntityId chain, std::int64_t number) {
  if (reader.table("block") == nullptr) return std::nullopt;
  std::optional<StepTarget> found;
  reader.select(
      "SELECT id, time FROM block WHERE number = ?1 AND (?2 IS NULL OR chain = ?2) ORDER BY id LIMIT 1",
      {sim::Value(number), chain.is_none() ? sim::Value() : sim::Value(chain)}, [&](const sim::Statement& row) {
        found =
            StepTarget{sim::Time::from_unix_nanoseconds(row.integer(1)), static_cast<std::uint64_t>(row.integer(0))};
        return false;
      });
  return found;
}

sim::Time parse_moment(const std::string& text, sim::Time near) {
  if (text.starts_with('+') || text.starts_with('-')) {
    const sim::Duration far = sim::parse_duration(text.substr(1));
    if (far > kFarthest) throw sim::InputError("", '"' + text + "\" is farther than any run goes");
    return text.front() == '+' ? near + far : near - far;
  }
  if (text.size() > 4 && text[4] == '-') return sim::parse_time(text);
  const std::string day = sim::to_text(near, 0).substr(0, 11);
  const bool short_form = text.size() == 5;
  try {
    return sim::parse_time(day + text + (short_form ? ":00" : "") + "Z");
  } catch (const sim::InputError&) {
    // In the words of who wrote no day.
    throw sim::InputError("", '"' + text + "\" is not a time", "write 06:48, 06:48:31.2, 2025-10-20T06:48:31Z or +30s");
  }
}

}  // namespace orrery::gui
