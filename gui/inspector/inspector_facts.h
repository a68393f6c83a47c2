#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/abi_book.h"
#include "gui/model/state_history.h"
#include "gui/model/world_model.h"
#include "scenarios/query/recording_query.h"
#include "scenarios/recording/why.h"

namespace orrery::gui {

/// A line of the inspector: a name, a value in words, and where it leads.
struct Fact {
  std::string name, value;
  std::uint64_t row = 0;  ///< a row that it leads to, or 0
  sim::EntityId entity;   ///< an entity that it leads to, or none
};

/// What is to be said of an entity at a time: domain facts first.
std::vector<Fact> entity_facts(const WorldModel& world, const StateHistory& states, sim::EntityId entity,
                               sim::Time time);

/// What a recording says of a chain at a time: its newest block, how far it is final and how far that lags, what it
/// settles on, and who writes to it.
std::vector<Fact> chain_facts(const sim::RecordingReader& reader, const WorldModel& world, sim::EntityId chain,
                              sim::Time time);

/// A message that a machine sent or that was sent to it.
struct MessageFact {
  std::uint64_t row = 0;
  sim::Time time;     ///< of the sending
  bool sent = false;  ///< by the machine
  std::string words;  ///< kind, the other side, and what is known of the copy to the machine
};
struct MessageFacts {
  std::vector<MessageFact> newest;  ///< newest first
  bool looked_at_all = true;        ///< else some that came to the machine may be missing: they lie too far back
};
/// The last `most` messages from or to a machine that were sent until a time. Its own are found by the entity index,
/// those to it among the last kMessagesLookedAt of all: O(that), whatever the size of the recording.
MessageFacts message_facts(scenarios::RecordingQuery& query, const WorldModel& world, sim::EntityId machine,
                           sim::Time time, const std::atomic<bool>& stop, std::size_t most = 20);
constexpr std::size_t kMessagesLookedAt = 20'000;

/// What is to be said of a recorded row.
struct RowFacts {
  std::uint64_t row = 0;
  std::string title;  ///< in words, as `orrery why` puts it
  sim::Time time;
  std::vector<Fact> facts;    ///< its columns; calldata and logs decoded
  std::vector<Fact> effects;  ///< what it caused directly, at most a few
};
/// None when there is no such row.
std::optional<RowFacts> row_facts(const sim::RecordingReader& reader, const AbiBook& book, std::uint64_t row);

/// Why a row happened; the first violation when `row` is 0 and there is one. Never throws for a row that is missing:
/// the answer is then empty.
scenarios::WhyAnswer why_row(const sim::RecordingReader& reader, std::uint64_t row);

}  // namespace orrery::gui
