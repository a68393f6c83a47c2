#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/filter_line.h"
#include "gui/model/world_model.h"
#include "scenarios/query/recording_query.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {

/// How long after its sending a copy is looked for. One that takes longer, under a fault that delays it, counts as one
/// of which nothing is recorded.
inline constexpr sim::Duration kLongestFlight = sim::Duration::seconds(3);

/// The entity in a column of a row, or none where it is null.
inline sim::EntityId entity_at(const sim::Statement& row, int column) {
  if (row.type(column) == sim::Value::Type::kNull) return sim::EntityId::none();
  return sim::EntityId{static_cast<std::uint32_t>(row.integer(column))};
}

/// How a copy's arrival is known.
enum class Arrival : std::uint8_t {
  kRecorded,  ///< a `delivery` row: level full, or a copy that did not arrive
  kCaused,    ///< the first row that it caused at its receiver: it had arrived by then
  kEarliest,  ///< nothing but the path's latency, which no copy beats
  kUnknown,
};

/// One copy of one message on its way.
struct Flight {
  std::uint32_t message = 0;  ///< place in MessageWindow::messages
  sim::EntityId receiver;
  std::int64_t begin = 0, end = 0;
  Arrival arrival = Arrival::kUnknown;
  bool lost = false;           ///< lost, blocked or nobody there
  std::uint64_t delivery = 0;  ///< row, or 0
  std::uint64_t fault = 0;     ///< row of what kept it from arriving, or 0
};

struct WindowMessage {
  std::uint64_t row = 0, cause = 0;
  std::int64_t time = 0;
  std::uint32_t kind = 0;  ///< place in MessageWindow::kinds
  sim::EntityId sender, receiver, network;
  std::int64_t epoch = -1, round = -1;
  std::uint32_t copies = 0, bytes = 0;
  std::string detail;
};

/// A leader's step: the row that says which phase it entered.
struct LeaderStep {
  std::int64_t time = 0;
  std::uint64_t cause = 0;
  sim::EntityId leader;
  std::string phase;
};

/// Which messages are wanted, and how much of them at most.
struct MessageSpan {
  sim::Time from, until;
  sim::EntityId network = {};        ///< only of this network, when set
  sim::Time broadcasts_from = from;  ///< copies of what was broadcast before are left out: they have long arrived
  std::size_t most = 20'000;         ///< messages
  std::size_t most_flights = 200'000;
};

/// The messages that were sent in a span of time, and what became of their copies as far as the recording says.
struct MessageWindow {
  /// Messages sent in [from, until) that the filter lets through. When there are more than wanted, or their copies are,
  /// `total` says how many there are and `messages` holds every n-th. A broadcast flies to every other member of its
  /// network. O(messages + copies), whatever the size of the recording.
  static MessageWindow read(scenarios::RecordingQuery& query, const WorldModel& world, const MessageSpan& span,
                            const scenarios::Filter& filter, const std::atomic<bool>& stop);

  std::uint32_t kind_number(std::string_view kind);
  bool is_sampled() const { return total > messages.size(); }

  sim::Time from, until;
  std::vector<std::string> kinds;
  std::vector<WindowMessage> messages;  ///< by row
  std::vector<Flight> flights;          ///< by message
  std::vector<LeaderStep> steps;        ///< by time; none when sampled
  std::int64_t longest_flight = 0;      ///< ns
  std::size_t total = 0;
};

}  // namespace orrery::gui
