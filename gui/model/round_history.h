#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "gui/model/state_history.h"
#include "gui/model/world_model.h"
#include "sim/recording/recording_reader.h"

namespace orrery::gui {

class LeaderPhases;

struct RoundSpan {
  std::uint64_t row = 0;
  std::int64_t begin = 0, end = 0;  ///< ns; of a round that goes on: as far as the recording reaches
  sim::EntityId leader, network;
  std::int64_t epoch = 0, round = 0;
  enum class Outcome : std::uint8_t {
    kReported,
    kSkipped,
    kAbandoned,
    kCutOff,  ///< its leader went down, left the epoch or lost the lead before it could end the round
    kOpen,    ///< the recording does not reach its end
  } outcome = Outcome::kSkipped;

  bool goes_on_at(sim::Time time) const {
    return time.unix_nanoseconds() >= begin && (outcome == Outcome::kOpen || time.unix_nanoseconds() < end);
  }
};
/// "reported", "skipped", "abandoned", "cut off", "going on".
const char* to_text(RoundSpan::Outcome outcome);

/// All rounds of all networks, each network's in the order of their beginning. A value type, read on like StateHistory.
/// A round is recorded when it ends; those that have not, or never will, are known by their leader's phases.
class RoundHistory {
 public:
  /// `world` and `states` are of the same recording, read no later than now.
  void read_on(const sim::RecordingReader& reader, const WorldModel& world, const StateHistory& states,
               const std::atomic<bool>& stop);

  const std::vector<RoundSpan>& of(sim::EntityId network) const;
  /// The last round of the network that had begun at `time`, or null.
  const RoundSpan* at(sim::EntityId network, sim::Time time) const;
  const RoundSpan* find(sim::EntityId network, std::int64_t epoch, std::int64_t round) const;
  /// The first round of any network (or of one, when given) that begins after `time`, the last that begins before it.
  const RoundSpan* next(sim::EntityId network, sim::Time time) const;
  const RoundSpan* previous(sim::EntityId network, sim::Time time) const;
  std::size_t size() const { return size_; }

 private:
  void read_ended(const sim::RecordingReader& reader, const std::atomic<bool>& stop);
  void forget_unended();
  void add_unended(const WorldModel& world, const StateHistory& states);
  void add_unended_of(sim::EntityId leader, const Group& group, const LeaderPhases& leaders, std::int64_t last_round,
                      sim::Time end, const StateHistory& states);
  void insert(const RoundSpan& span);

  std::vector<std::vector<RoundSpan>> by_network_;
  std::vector<std::vector<std::uint64_t>> ended_by_leader_;  // rows of spans, rising, by entity
  std::uint64_t last_row_ = 0;
  std::size_t size_ = 0;
};

}  // namespace orrery::gui
