#pragma once

#include <cstdint>

namespace orrery::chains {

/// Kinds of this room's events, as the history digest tells them apart.
enum ChainEvent : std::uint8_t {
  kSlotEvent = 64,         ///< a proof-of-stake slot or a block time of a committee
  kRoundChangeEvent = 65,  ///< a committee gives up on a proposer
  kSequenceEvent = 66,     ///< a sequencer's block time
  kBatchEvent = 67,        ///< a batch is posted to the L1
  kMinedEvent = 68,        ///< a miner found a block
};

}  // namespace orrery::chains
