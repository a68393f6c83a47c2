#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "gui/model/round_answers.h"
#include "gui/model/round_history.h"
#include "gui/model/world_model.h"
#include "scenarios/query/recording_query.h"

namespace orrery::gui {

/// What the leader of one round got from its oracles, and who asked for a newer epoch about a moment in it or after it.
struct RoundTally {
  struct Wish {
    sim::EntityId sender;
    std::int64_t epoch = 0, time = 0;  ///< ns, of the sending
  };
  /// `span` as RoundHistory has it; wishes of `from` until `until`, not before its epoch. O(rows of both times).
  static RoundTally read(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& span,
                         sim::Time from, sim::Time until, const std::atomic<bool>& stop);

  bool is_of(sim::EntityId network, std::int64_t epoch, std::int64_t round) const {
    return span.row != 0 && span.network == network && span.epoch == epoch && span.round == round;
  }
  /// Oracles whose observation, or answer to the report request, had reached the leader.
  int observations(sim::Time time) const { return arrived_by(observed, time.unix_nanoseconds()); }
  int reports(sim::Time time) const { return arrived_by(reported, time.unix_nanoseconds()); }
  /// The newest epoch that anyone had asked for, -1 for none beyond the round's own; and by how many.
  std::int64_t asked_epoch(sim::Time time) const;
  int asking(sim::Time time) const;

  RoundSpan span;
  RoundAnswers observed, reported;
  std::vector<Wish> wishes;
};

}  // namespace orrery::gui
