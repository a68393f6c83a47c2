#include "sim/network/copies_in_flight.h"

#include "sim/assert.h"

namespace orrery::sim {

std::uint32_t CopiesInFlight::open(Sending sending) {
  sending.copies = 1;
  if (free_.empty()) {
    sendings_.push_back(std::move(sending));
    return static_cast<std::uint32_t>(sendings_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  sendings_[slot] = std::move(sending);
  return slot;
}

void CopiesInFlight::close(std::uint32_t slot) {
  Sending& sending = sendings_[slot];
  ORRERY_ASSERT(sending.copies > 0, "a copy ends once");
  if (--sending.copies > 0) return;
  // Moved out first: the message's destructor may be the last to hold other things of the world.
  const MessagePtr last = std::move(sending.message);
  free_.push_back(slot);
}

}  // namespace orrery::sim
