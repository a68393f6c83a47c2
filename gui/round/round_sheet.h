#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/round_history.h"
#include "gui/model/state_history.h"
#include "gui/model/world_model.h"
#include "scenarios/query/recording_query.h"

namespace orrery::gui {

/// What one node did in one step of a round.
struct RoundCell {
  enum class Mark : std::uint8_t {
    kNone,      ///< nothing is recorded
    kAhead,     ///< it may still come
    kSent,      ///< it sent this step's message, which was with the leader in time
    kOnWay,     ///< sent, and not yet with the leader
    kLate,      ///< sent, but the leader went on without it
    kLost,      ///< sent, and did not reach the leader
    kRejected,  ///< the leader dropped it, and said why
    kFailed,    ///< it tried to answer and could not; no faulty node: it is up, and hears and signs
    kUnheard,   ///< what it should have answered did not reach it
    kDown,      ///< its machine was not up
  };
  Mark mark = Mark::kNone;
  std::uint64_t row = 0;     ///< of the message, the delivery or the note
  std::int64_t time = 0;     ///< ns, of the sending
  std::int64_t settled = 0;  ///< ns, since when the mark holds: of the arrival, the loss, the rejection
  std::string words = {};    ///< why it was rejected or failed, what it carried
  bool operator==(const RoundCell&) const = default;
};

/// One round of a network as a sheet: a line a node, a column a step. Built from messages, their arrivals as far as
/// they are known, dropped copies and notes.
/// As read it is of all that the recording holds of the round; at() is what had happened by a moment.
struct RoundSheet {
  struct Step {
    std::string kind;  ///< of its message: "observe", "report", ...
    bool by_leader = false;
    int quorum = 0;                      ///< how many the leader needs; 0 where nobody counts
    int counted = 0;                     ///< of kSent
    std::optional<std::int64_t> closed;  ///< when the leader went on
    bool operator==(const Step&) const = default;
  };
  /// Reads the round; `span` as RoundHistory has it.
  static RoundSheet read(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& span,
                         const std::atomic<bool>& stop);
  /// The sheet as of `time`: what came later is ahead, and is not counted. Of a round that is over by then, `down` and
  /// the faulty nodes are of `time`, the rest of its last moment.
  RoundSheet at(sim::Time time, const StateHistory& states) const;

  const RoundCell& cell(std::size_t node, std::size_t step) const { return cells[node * steps.size() + step]; }
  RoundCell& cell(std::size_t node, std::size_t step) { return cells[node * steps.size() + step]; }

  /// The node sends this step's message: everyone, or the leader alone.
  bool is_sender(std::size_t node, std::size_t step) const;

  /// Some cell of a sender has this mark.
  bool shows(RoundCell::Mark mark) const;

  /// Drawn alike: the same round with the same cells and counts.
  bool looks_like(const RoundSheet& other) const;

  RoundSpan span;
  std::string network;
  int faulty_at_most = 0;
  int faulty_now = 0;  ///< down at the moment; unheard, lost or rejected in this round
  int down_now = 0;
  bool goes_on = false;              ///< at the moment
  std::vector<sim::EntityId> nodes;  ///< by index
  std::vector<Step> steps;
  std::vector<RoundCell> cells;  ///< node by node
};

}  // namespace orrery::gui
