#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gui/model/message_window.h"
#include "gui/model/round_history.h"
#include "gui/model/state_history.h"
#include "gui/model/world_model.h"
#include "gui/stage/round_tally.h"

namespace orrery::gui {

/// How one network stands at a moment.
struct NetworkMoment {
  sim::EntityId network, leader;   ///< leader: of the newest epoch that anyone leads, or none
  std::int64_t epoch = -1;         ///< that the leader leads
  sim::EntityId took_over_from;    ///< who led before, for a few seconds after a change of leader; else none
  std::int64_t newest_epoch = -1;  ///< that any node stands at; above `epoch` while a leader is not heard
  int in_newest = 0;               ///< nodes that stand at it
  std::int64_t round = -1;
  std::string phase;                  ///< of the leader: "observe", "grace", "report", "final"
  std::uint64_t phase_row = 0;        ///< the row that says so
  bool asks_in_vain = false;          ///< after its epoch's last round it asks once more, to be replaced
  int observations = 0, reports = 0;  ///< that had reached the leader in this round, as far as is known
  bool skipped = false;               ///< the round is over and its leader sent no report: nothing new was to be said
  bool leader_is_up = true;
  std::int64_t asked_epoch = -1;  ///< the newest that a node asked for beyond `epoch`, as far as is known; else -1
  int asking = 0;                 ///< nodes that asked for one beyond `epoch`
  int up = 0, members = 0, faulty_at_most = 0, quorum = 0;
  /// It can still agree: enough of its nodes are up.
  bool can_agree() const { return up >= quorum; }
  /// Signatures that a report needs, one of them at least of a correct oracle.
  int report_quorum() const { return faulty_at_most + 1; }
};

/// Everything that the stage draws for one moment, taken from the histories and a window of messages around it.
struct StageMoment {
  static StageMoment of(const WorldModel& world, const StateHistory& states, const RoundHistory& rounds,
                        const MessageWindow& window, sim::Time time);
  /// What is counted of a network from the tally of its round, where the window may not reach back to its beginning.
  void count(const RoundTally& tally);
  /// Flights of a window that are on their way. O(log flights + those of the window's longest flight before).
  static std::vector<std::uint32_t> flying_in(const MessageWindow& window, sim::Time time);

  const NetworkMoment* network(sim::EntityId id) const;

  sim::Time time;
  std::vector<StateAt> machines;        ///< in the order of WorldModel::machines
  std::vector<NetworkMoment> networks;  ///< in the order of WorldModel::groups
  std::vector<std::uint32_t> flying;    ///< flights of the window that are on their way
  std::vector<const FaultBar*> faults;
  int down = 0;
};

/// What a stranger should read first, in one or two sentences: what is broken, then what the network is doing.
std::string headline(const WorldModel& world, const StageMoment& moment, sim::EntityId network);
/// The part about faults; empty when nothing is wrong.
std::string trouble_text(const WorldModel& world, const StageMoment& moment);
/// The part about one network.
std::string progress_text(const WorldModel& world, const NetworkMoment& network);

}  // namespace orrery::gui
