#pragma once

#include <cstdint>
#include <vector>

#include "sim/message.h"
#include "sim/network.h"

namespace orrery::sim {

/// One send or broadcast whose copies are still under way; all copies share it.
struct Sending {
  MessagePtr message;
  HostPort from;
  std::uint64_t digest_word = 0;    ///< of kind, size and payload, mixed at every delivery
  CauseId row;                      ///< its row, or none when it was not recorded
  Level drop_level = Level::kFull;  ///< from which level on a copy that does not arrive is recorded
  std::uint32_t copies = 0;         ///< under way, plus one while the send itself goes on
  std::uint32_t bytes = 0;
};

/// What becomes of a copy.
enum class Fate : std::uint8_t { kDelivered, kDuplicate, kLost, kBlocked, kDead };

/// The sendings under way, in slots that are used again: a copy in flight is an index, and costs no allocation.
class CopiesInFlight {
 public:
  /// Opens a sending with one copy, the send itself; close() it when all copies are on their way.
  std::uint32_t open(Sending sending);
  Sending& operator[](std::uint32_t slot) { return sendings_[slot]; }
  void add_copy(std::uint32_t slot) { ++sendings_[slot].copies; }
  /// One copy less; the message goes with the last.
  void close(std::uint32_t slot);
  std::size_t open_count() const { return sendings_.size() - free_.size(); }

 private:
  std::vector<Sending> sendings_;
  std::vector<std::uint32_t> free_;
};

}  // namespace orrery::sim
