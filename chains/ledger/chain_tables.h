#pragma once

#include "chains/ledger/block.h"
#include "sim/entity.h"
#include "sim/journal.h"

namespace orrery::chains {

/// The tables of the recording that chains write; one set for all chains of a world. Columns: docs/chains.md.
struct ChainTables {
  sim::TableId genesis, block, transaction, log, finality;
};
/// Called once a world.
ChainTables add_chain_tables(sim::Journal& journal);

/// Ether that an account has before the first block.
void write_genesis(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain, const Address& account,
                   const Uint256& wei);
/// Each writes one row, or nothing below its level, and returns the row (or the current cause).
sim::CauseId write_block(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain, const Block& block);
sim::CauseId write_transaction(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain,
                               const Block& block, const PlacedTransaction& placed);
sim::CauseId write_log(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain, const Block& block,
                       const PlacedTransaction& placed, std::uint32_t index, const EmittedLog& log);
/// Marks the row of a block that was undone.
void mark_reorged(sim::Journal& journal, const ChainTables& tables, const Block& block);

}  // namespace orrery::chains
