#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "chains/bytes.h"
#include "chains/ledger/chain_spec.h"
#include "chains/ledger/execution.h"
#include "chains/ledger/mempool.h"
#include "chains/ledger/state.h"
#include "sim/entity.h"
#include "sim/kernel.h"
#include "sim/time.h"

namespace orrery::chains {

/// A transaction in a block, with what it did.
struct PlacedTransaction {
  PooledTransactionPtr transaction;
  TransactionOutcome outcome;
  std::uint64_t block_number = 0;
  std::uint32_t position = 0;
  std::uint32_t first_log = 0;  ///< index in the block of its first log
  sim::CauseId row;             ///< in the table `transaction`, or what caused it below that level
};

/// What consensus decides about a block before it is filled.
struct Proposal {
  std::uint64_t timestamp = 0;  ///< unix seconds, not before the parent's
  std::uint64_t slot = 0;
  sim::EntityId proposer;                ///< a validator actor, sequencer or miner
  sim::EntityId zone;                    ///< where the block spreads from
  sim::Duration publication = {};        ///< from now until it leaves that zone
  std::optional<sim::Time> chosen = {};  ///< when its builder chose what it holds, where that was before now
  bool takes_pool = true;                ///< false: holds nothing from the pool, only what others demand
};

/// A block of the canonical chain.
struct Block {
  std::uint64_t number = 0;
  Bytes32 hash, parent_hash, content_root;
  std::array<std::uint64_t, 2> state_digest{};
  Proposal proposal;
  sim::Time made;       ///< when it was built
  sim::Time published;  ///< when it left its proposer
  GasPrice base_fee = 0;
  Gas gas_used = 0;  ///< with the gas of others
  Gas gas_limit = 0;
  GasPrice median_tip = 0;  ///< what half of the others paid above the base fee
  StateMark before;         ///< of the state, before this block
  std::vector<PlacedTransaction> transactions;
  std::uint64_t serial = 0;  ///< counts all blocks ever made on this chain, so that a number used twice is told apart
  sim::CauseId row;
};

/// keccak256 of the RLP list [parent hash, content root, state digest (16 bytes), number, timestamp, slot, proposer's
/// entity, gas limit, gas used, base fee]. Shorter than a real header, so that it is one Keccak block; docs/chains.md.
Bytes32 block_hash(const Block& block);

/// keccak256 of the concatenated (transaction hash ‖ status byte ‖ gas used in 8 bytes ‖ keccak256 of its logs), zero
/// for a block without transactions.
Bytes32 content_root(const std::vector<PlacedTransaction>& transactions);

}  // namespace orrery::chains
