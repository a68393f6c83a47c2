#include "chains/ledger/chain_tables.h"

#include <string>

#include "chains/encoding/rlp.h"
#include "chains/uint256.h"

namespace orrery::chains {
namespace {

constexpr std::size_t kBlockStatusColumn = 11;

sim::Value address_value(const std::optional<Address>& address) {
  return address ? sim::Value(BytesView(*address)) : sim::Value();
}

Bytes encode_access_list(const std::vector<AccessListEntry>& entries) {
  RlpWriter list;
  for (const auto& entry : entries) {
    RlpWriter slots;
    for (const auto& slot : entry.slots) slots.bytes(slot);
    list.list(RlpWriter().bytes(entry.address).list(slots));
  }
  return list.as_list();
}

}  // namespace

ChainTables add_chain_tables(sim::Journal& journal) {
  ChainTables tables;
  tables.genesis = journal.add_table({"genesis",
                                      sim::Level::kProtocol,
                                      {"chain INTEGER", "address BLOB", "wei TEXT"},
                                      "Wei, decimal, that an account of a chain has before the first block; the rows "
                                      "of one account add up."});
  tables.block = journal.add_table(
      {"block",
       sim::Level::kProtocol,
       {"chain INTEGER", "number INTEGER", "hash BLOB", "parent_hash BLOB", "slot INTEGER", "proposer INTEGER",
        "timestamp INTEGER", "base_fee INTEGER", "gas_used INTEGER", "gas_limit INTEGER", "transactions INTEGER",
        "status TEXT"},
       "A block when it was built: timestamp in unix seconds, base_fee in wei per gas, gas_used with that of others; "
       "status is canonical or, once undone, reorged."});
  tables.transaction = journal.add_table(
      {"transaction",
       sim::Level::kProtocol,
       {"chain INTEGER",
        "block INTEGER",
        "number INTEGER",
        "position INTEGER",
        "hash BLOB",
        "sender BLOB",
        "nonce INTEGER",
        "to_address BLOB",
        "value TEXT",
        "input BLOB",
        "gas_limit INTEGER",
        "max_fee TEXT",
        "max_priority_fee TEXT",
        "access_list BLOB",
        "type INTEGER",
        "chain_id INTEGER",
        "v INTEGER",
        "r BLOB",
        "s BLOB",
        "status INTEGER",
        "gas_used INTEGER",
        "effective_gas_price TEXT",
        "output BLOB",
        "contract_address BLOB"},
       "A transaction in a block, as an archive node holds it; its cause is what sent it. Amounts in wei, decimal; v "
       "is "
       "the parity of the signature; access_list is RLP or null; output is return or revert data; block is a row of "
       "block. One that a reorg undid stands here once for every block that held it."});
  tables.log =
      journal.add_table({"log",
                         sim::Level::kProtocol,
                         {"chain INTEGER", "block INTEGER", "transaction_row INTEGER", "position INTEGER",
                          "address BLOB", "topic0 BLOB", "topic1 BLOB", "topic2 BLOB", "topic3 BLOB", "data BLOB"},
                         "An event that a contract emitted; position counts the logs of the block; its cause "
                         "is its transaction."});
  tables.finality = journal.add_table({"finality",
                                       sim::Level::kProtocol,
                                       {"chain INTEGER", "kind TEXT", "number INTEGER", "participation INTEGER"},
                                       "A chain's safe, justified or finalized block moved to number, or finality "
                                       "stalled there; participation in parts "
                                       "per billion of stake or validators, or null."});
  return tables;
}

void write_genesis(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain, const Address& account,
                   const Uint256& wei) {
  if (!journal.wants(tables.genesis)) return;
  const std::string amount = to_text(wei);
  journal.write(tables.genesis, {chain, BytesView(account), amount});
}

sim::CauseId write_block(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain, const Block& block) {
  if (!journal.wants(tables.block)) return {};
  return journal.write(
      tables.block, {chain, block.number, BytesView(block.hash), BytesView(block.parent_hash), block.proposal.slot,
                     block.proposal.proposer, block.proposal.timestamp, block.base_fee, block.gas_used, block.gas_limit,
                     static_cast<std::uint64_t>(block.transactions.size()), "canonical"});
}

sim::CauseId write_transaction(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain,
                               const Block& block, const PlacedTransaction& placed) {
  if (!journal.wants(tables.transaction)) return {};
  const auto& pooled = *placed.transaction;
  const auto& body = pooled.body();
  const auto& outcome = placed.outcome;
  const std::string value = to_text(body.value), max_fee = to_text(body.max_fee),
                    priority_fee = to_text(body.max_priority_fee), price = to_text(outcome.effective_gas_price);
  const Bytes access_list = body.access_list.empty() ? Bytes() : encode_access_list(body.access_list);
  const BytesView signature(pooled.signed_transaction.signature);
  return journal.write(tables.transaction, {chain,
                                            block.row,
                                            block.number,
                                            placed.position,
                                            BytesView(pooled.hash),
                                            BytesView(pooled.sender),
                                            body.nonce,
                                            address_value(body.to),
                                            value,
                                            body.input,
                                            body.gas_limit,
                                            max_fee,
                                            priority_fee,
                                            access_list.empty() ? sim::Value() : sim::Value(access_list),
                                            static_cast<std::uint32_t>(body.type),
                                            body.chain_id,
                                            static_cast<std::uint32_t>(signature[64]),
                                            signature.subspan(0, 32),
                                            signature.subspan(32, 32),
                                            outcome.ok,
                                            outcome.gas_used,
                                            price,
                                            outcome.output,
                                            address_value(outcome.contract_address)});
}

sim::CauseId write_log(sim::Journal& journal, const ChainTables& tables, sim::EntityId chain, const Block& block,
                       const PlacedTransaction& placed, std::uint32_t index, const EmittedLog& log) {
  if (!journal.wants(tables.log)) return {};
  const auto topic = [&](std::size_t i) {
    return i < log.topics.size() ? sim::Value(BytesView(log.topics[i])) : sim::Value();
  };
  return journal.write(tables.log, {chain, block.row, placed.row, index, BytesView(log.address), topic(0), topic(1),
                                    topic(2), topic(3), log.data});
}

void mark_reorged(sim::Journal& journal, const ChainTables& tables, const Block& block) {
  journal.set(tables.block, block.row, kBlockStatusColumn, "reorged");
}

}  // namespace orrery::chains
