#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/recording/recording_reader.h"

namespace orrery::gui {

struct RoundSpan {
  std::uint64_t row = 0;
  std::int64_t begin = 0, end = 0;  ///< ns
  sim::EntityId leader, network;
  std::int64_t epoch = 0, round = 0;
  enum class Outcome : std::uint8_t { kReported, kSkipped, kAbandoned } outcome = Outcome::kSkipped;
};
/// "reported", "skipped", "abandoned".
const char* to_text(RoundSpan::Outcome outcome);

/// All rounds of all networks, each network's in the order of their beginning. A value type, read on like StateHistory.
class RoundHistory {
 public:
  void read_on(const sim::RecordingReader& reader, const std::atomic<bool>& stop);

  const std::vector<RoundSpan>& of(sim::EntityId network) const;
  /// The last round of the network that had begun at `time`, or null.
  const RoundSpan* at(sim::EntityId network, sim::Time time) const;
  const RoundSpan* find(sim::EntityId network, std::int64_t epoch, std::int64_t round) const;
  /// The first round of any network (or of one, when given) that begins after `time`, the last that begins before it.
  const RoundSpan* next(sim::EntityId network, sim::Time time) const;
  const RoundSpan* previous(sim::EntityId network, sim::Time time) const;
  std::size_t size() const { return size_; }

 private:
  std::vector<std::vector<RoundSpan>> by_network_;
  std::uint64_t last_row_ = 0;
  std::size_t size_ = 0;
};

}  // namespace orrery::gui
