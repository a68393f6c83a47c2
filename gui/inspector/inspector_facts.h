#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/abi_book.h"
#include "gui/model/state_history.h"
#include "gui/model/world_model.h"
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
