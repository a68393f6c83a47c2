#include "gui/model/message_window.h"

#include <algorithm>
#include <map>

namespace orrery::gui {
namespace {

using sim::EntityId;

std::int64_t number_at(const sim::Statement& row, int column) {
  return row.type(column) == sim::Value::Type::kNull ? -1 : row.integer(column);
}

struct IdSpan {
  std::int64_t first = 0, end = 0;
};

// Ids rise with time: the first row at or after an instant, by halving.
std::int64_t first_id(const sim::RecordingReader& reader, const char* table, sim::Time time) {
  std::int64_t low = 0, high = 0;
  reader.select(std::string("SELECT max(id) FROM ") + table, {}, [&](const sim::Statement& row) {
    high = row.integer(0) + 1;
    return false;
  });
  const std::string probe = std::string("SELECT id, time FROM ") + table + " WHERE id >= ?1 ORDER BY id LIMIT 1";
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    std::int64_t id = -1, at = 0;
    reader.select(probe, {sim::Value(middle)}, [&](const sim::Statement& row) {
      id = row.integer(0);
      at = row.integer(1);
      return false;
    });
    if (id < 0 || at >= time.unix_nanoseconds()) {
      high = middle;
    } else {
      low = id + 1;
    }
  }
  return low;
}

IdSpan ids_of(const sim::RecordingReader& reader, const char* table, sim::Time from, sim::Time until) {
  return {first_id(reader, table, from), first_id(reader, table, until)};
}

// Every how many-th message is read, so that neither they nor their copies are more than wanted.
std::size_t sampling(scenarios::RecordingQuery& query, MessageWindow& window, const MessageSpan& span,
                     const scenarios::Filter& filter, const scenarios::RowSelection& rows,
                     const scenarios::PageRequest& page) {
  scenarios::RowSelection counts = rows;
  counts.columns = "count(*), sum(CASE WHEN t.receiver NOTNULL THEN 1 WHEN t.time >= " +
                   std::to_string(span.broadcasts_from.unix_nanoseconds()) + " THEN t.copies ELSE 0 END)";
  std::size_t copies = 0;
  query.select(filter, counts, page, [&](const sim::Statement& row) {
    window.total = static_cast<std::size_t>(row.integer(0));
    copies = static_cast<std::size_t>(row.integer(1));
    return false;
  });
  return std::max(window.total / std::max<std::size_t>(span.most, 1),
                  copies / std::max<std::size_t>(span.most_flights, 1)) +
         1;
}

void read_messages(scenarios::RecordingQuery& query, MessageWindow& window, const MessageSpan& span,
                   const scenarios::Filter& filter, const std::atomic<bool>& stop) {
  const scenarios::PageRequest page{.limit = SIZE_MAX, .from = span.from, .until = span.until};
  scenarios::RowSelection rows;
  if (!span.network.is_none()) rows.and_where = "t.network IS " + std::to_string(span.network.index);
  const std::size_t every = sampling(query, window, span, filter, rows, page);
  rows.columns =
      "t.id, t.time, t.cause, t.kind, t.sender, t.receiver, t.network, t.copies, t.bytes, t.epoch, t.round, t.detail";
  std::size_t at = 0;
  window.messages.reserve(window.total / every + 1);
  query.select(filter, rows, page, [&](const sim::Statement& row) {
    if (at++ % every != 0) return !stop.load();
    WindowMessage message;
    message.row = static_cast<std::uint64_t>(row.integer(0));
    message.time = row.integer(1);
    message.cause = static_cast<std::uint64_t>(row.integer(2));
    message.kind = window.kind_number(row.text(3));
    message.sender = entity_at(row, 4);
    message.receiver = entity_at(row, 5);
    message.network = entity_at(row, 6);
    message.copies = static_cast<std::uint32_t>(row.integer(7));
    message.bytes = static_cast<std::uint32_t>(row.integer(8));
    message.epoch = number_at(row, 9);
    message.round = number_at(row, 10);
    message.detail = row.text(11);
    window.messages.push_back(std::move(message));
    return !stop.load();
  });
}

// A broadcast that left out members cannot be told apart by receiver: only full broadcasts are drawn to each of them.
std::vector<EntityId> receivers_of(const WindowMessage& message, const WorldModel& world) {
  if (!message.receiver.is_none()) return {message.receiver};
  const Group* group = world.group(message.network);
  if (group == nullptr || message.copies + 1 < group->members.size()) return {};
  std::vector<EntityId> receivers;
  for (const EntityId member : group->members) {
    if (member != message.sender) receivers.push_back(member);
  }
  return receivers;
}

std::optional<sim::Duration> path_latency(
    const WorldModel& world, EntityId a, EntityId b,
    std::map<std::pair<EntityId, EntityId>, std::optional<sim::Duration>>& known) {
  if (!world.scenario) return std::nullopt;
  const Machine *from = world.machine(a), *to = world.machine(b);
  if (from == nullptr || to == nullptr || from->zone.is_none() || to->zone.is_none()) return std::nullopt;
  const auto key = std::pair(from->zone, to->zone);
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  return known[key] = world.scenario->latency(world.name_of(from->zone), world.name_of(to->zone));
}

void add_flights(MessageWindow& window, const WorldModel& world, sim::Time broadcasts_from) {
  std::map<std::pair<EntityId, EntityId>, std::optional<sim::Duration>> known;
  const auto flies = [&](const WindowMessage& message) {
    return !message.receiver.is_none() || message.time >= broadcasts_from.unix_nanoseconds();
  };
  std::size_t copies = 0;
  for (const WindowMessage& message : window.messages)
    if (flies(message)) copies += std::min<std::size_t>(message.copies, world.machines.size());
  window.flights.reserve(copies);
  for (std::uint32_t i = 0; i < window.messages.size(); ++i) {
    const WindowMessage& message = window.messages[i];
    if (!flies(message)) continue;
    for (const EntityId receiver : receivers_of(message, world)) {
      Flight flight{.message = i, .receiver = receiver, .begin = message.time, .end = message.time};
      const auto latency = receiver == message.sender ? std::optional(sim::Duration::zero())
                                                      : path_latency(world, message.sender, receiver, known);
      if (latency.has_value()) {
        flight.end += latency->count_nanoseconds();
        flight.arrival = Arrival::kEarliest;
      }
      window.flights.push_back(flight);
    }
  }
}

struct FlightIndex {
  explicit FlightIndex(MessageWindow& of) : window(of) {}
  Flight* find(std::uint64_t message_row, EntityId receiver) {
    const auto message = std::lower_bound(window.messages.begin(), window.messages.end(), message_row,
                                          [](const WindowMessage& m, std::uint64_t row) { return m.row < row; });
    if (message == window.messages.end() || message->row != message_row) return nullptr;
    const auto number = static_cast<std::uint32_t>(message - window.messages.begin());
    auto flight = std::lower_bound(window.flights.begin(), window.flights.end(), number,
                                   [](const Flight& f, std::uint32_t n) { return f.message < n; });
    for (; flight != window.flights.end() && flight->message == number; ++flight) {
      if (flight->receiver == receiver) return &*flight;
    }
    return nullptr;
  }
  MessageWindow& window;
};

void apply_deliveries(const sim::RecordingReader& reader, MessageWindow& window, const std::atomic<bool>& stop) {
  const IdSpan ids = ids_of(reader, "delivery", window.from, window.until + kLongestFlight);
  FlightIndex index(window);
  reader.select("SELECT id, time, message, receiver, fate, fault FROM delivery WHERE id >= ?1 AND id < ?2",
                {sim::Value(ids.first), sim::Value(ids.end)}, [&](const sim::Statement& row) {
                  Flight* flight = index.find(static_cast<std::uint64_t>(row.integer(2)), entity_at(row, 3));
                  const std::string_view fate = row.text(4);
                  if (flight == nullptr || fate == "duplicate") return !stop.load();
                  flight->delivery = static_cast<std::uint64_t>(row.integer(0));
                  flight->lost = fate != "delivered";
                  flight->fault = static_cast<std::uint64_t>(row.integer(5));
                  // A copy that is judged when it leaves is drawn as far as it would have gone.
                  flight->end = std::max(flight->end, row.integer(1));
                  flight->arrival = Arrival::kRecorded;
                  return !stop.load();
                });
}

void apply_effects(const sim::RecordingReader& reader, MessageWindow& window, const std::atomic<bool>& stop) {
  FlightIndex index(window);
  const auto apply = [&](std::uint64_t cause, EntityId who, std::int64_t time) {
    Flight* flight = index.find(cause, who);
    if (flight == nullptr || flight->arrival == Arrival::kRecorded || time < flight->end) return;
    if (flight->arrival == Arrival::kCaused) return;
    if (time - flight->begin > kLongestFlight.count_nanoseconds()) return;
    flight->end = time;
    flight->arrival = Arrival::kCaused;
  };
  // Rows of all tables are numbered in the order of time: the first effect is the earliest.
  const IdSpan sent = ids_of(reader, "message", window.from, window.until + kLongestFlight);
  const IdSpan changed = ids_of(reader, "state", window.from, window.until + kLongestFlight);
  reader.select(
      "SELECT id, cause, sender, time FROM message WHERE id >= ?1 AND id < ?2 AND cause >= ?5 UNION ALL "
      "SELECT id, cause, entity, time FROM state WHERE id >= ?3 AND id < ?4 AND cause >= ?5 ORDER BY id",
      {sim::Value(sent.first), sim::Value(sent.end), sim::Value(changed.first), sim::Value(changed.end),
       sim::Value(window.messages.front().row)},
      [&](const sim::Statement& row) {
        apply(static_cast<std::uint64_t>(row.integer(1)), entity_at(row, 2), row.integer(3));
        return !stop.load();
      });
}

void read_steps(const sim::RecordingReader& reader, MessageWindow& window, const std::atomic<bool>& stop) {
  const IdSpan ids = ids_of(reader, "state", window.from, window.until + kLongestFlight);
  reader.select(
      "SELECT time, cause, entity, value FROM state WHERE id >= ?1 AND id < ?2 AND field = 'phase' ORDER BY id",
      {sim::Value(ids.first), sim::Value(ids.end)}, [&](const sim::Statement& row) {
        window.steps.push_back(
            {row.integer(0), static_cast<std::uint64_t>(row.integer(1)), entity_at(row, 2), std::string(row.text(3))});
        return !stop.load();
      });
}

}  // namespace

std::uint32_t MessageWindow::kind_number(std::string_view kind) {
  const auto found = std::find(kinds.begin(), kinds.end(), kind);
  if (found != kinds.end()) return static_cast<std::uint32_t>(found - kinds.begin());
  kinds.emplace_back(kind);
  return static_cast<std::uint32_t>(kinds.size()) - 1;
}

MessageWindow MessageWindow::read(scenarios::RecordingQuery& query, const WorldModel& world, const MessageSpan& span,
                                  const scenarios::Filter& filter, const std::atomic<bool>& stop) {
  const sim::RecordingReader& reader = query.reader();
  const sim::RecordingReader::Snapshot snapshot(reader);
  MessageWindow window;
  window.from = span.from;
  window.until = span.until;
  if (reader.table("message") == nullptr) return window;
  read_messages(query, window, span, filter, stop);
  if (window.messages.empty() || stop) return window;
  add_flights(window, world, span.broadcasts_from);
  if (!window.is_sampled()) apply_deliveries(reader, window, stop);
  if (!window.is_sampled() && !stop) apply_effects(reader, window, stop);
  if (!window.is_sampled() && !stop) read_steps(reader, window, stop);
  for (const Flight& flight : window.flights)
    window.longest_flight = std::max(window.longest_flight, flight.end - flight.begin);
  return window;
}

}  // namespace orrery::gui
