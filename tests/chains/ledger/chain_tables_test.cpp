// Proves that the recording can stand alone: from its rows every transaction's hash and sender can be computed again, a
// log leads to its transaction and that to what sent it, and an undone block says so. Recording changes no history.

#include "chains/ledger/chain_tables.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "chains/ledger/chain.h"
#include "tests/chains/ledger/test_chains.h"

namespace orrery::chains {
namespace {

struct Row {
  std::string table;
  sim::CauseId cause;
  std::map<std::string, std::string> text;
  std::map<std::string, std::int64_t> number;
  std::map<std::string, Bytes> blob;
};

/// Keeps every row by its id.
class MemorySink final : public sim::RowSink {
 public:
  std::map<std::uint64_t, Row> rows;

  void table_added(sim::TableId table, const sim::TableSpec& spec) override {
    tables_[table.index] = spec.name;
    for (const auto& column : spec.columns) columns_[table.index].push_back(column.substr(0, column.find(' ')));
  }
  void entity_added(const sim::Entity&) override {}
  void row(sim::TableId table, std::uint64_t id, sim::Time, sim::CauseId cause, const sim::Value* values,
           std::size_t count) override {
    Row& row = rows[id];
    row.table = tables_[table.index];
    row.cause = cause;
    for (std::size_t i = 0; i < count; ++i) put(row, columns_[table.index][i], values[i]);
  }
  void set(sim::TableId table, std::uint64_t id, std::size_t column, const sim::Value& value) override {
    put(rows[id], columns_[table.index][column], value);
  }
  std::vector<std::uint64_t> ids_of(const std::string& table) const {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, row] : rows)
      if (row.table == table) ids.push_back(id);
    return ids;
  }

 private:
  static void put(Row& row, const std::string& column, const sim::Value& value) {
    if (value.type() == sim::Value::Type::kInteger) row.number[column] = value.integer();
    if (value.type() == sim::Value::Type::kText) row.text[column] = std::string(value.text());
    if (value.type() == sim::Value::Type::kBlob) row.blob[column].assign(value.blob().begin(), value.blob().end());
  }
  std::map<std::uint32_t, std::string> tables_;
  std::map<std::uint32_t, std::vector<std::string>> columns_;
};

struct RecordedRun {
  explicit RecordedRun(sim::Level level) : test(4, level, &sink), alice(test.signatures, "alice") {
    Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
    chain.fund(alice.address(), kManyEther);
    Address counter;
    chain.bootstrap({alice.deploy(1, "Counter", {}, 1'000'000, {kGwei, 0}, counter)});
    test.ledgers.start_all();
    test.run_for(sim::Duration::seconds(30));
    note = test.world.journal().write(test.world.tables().note, {chain.id(), "info", "a node decides to send"});
    test.world.kernel().set_cause(note);
    bump = alice.sign(1, counter, Bytes{1, 2}, 100'000, {100 * kGwei, kGwei});
    chain.submit(bump, sim::EntityId::none());
    test.world.kernel().set_cause({});
    test.run_for(sim::Duration::seconds(24));
    force_reorg(chain, 2);
    test.run_for(sim::Duration::seconds(24));
    digest = test.world.kernel().digest().to_text();
  }
  MemorySink sink;
  TestWorld test;
  Account alice;
  SignedTransaction bump;
  sim::CauseId note;
  std::string digest;
};

TEST(ChainTables, ATransactionsRowGivesItsHashAndSender) {
  RecordedRun run(sim::Level::kProtocol);
  const auto ids = run.sink.ids_of("transaction");
  ASSERT_EQ(ids.size(), 3u);  // the deployment; the call, in a block that was undone; the call again
  for (const auto id : ids) {
    Row& row = run.sink.rows[id];
    SignedTransaction copy;
    copy.body.type = static_cast<TransactionType>(row.number["type"]);
    copy.body.chain_id = static_cast<std::uint64_t>(row.number["chain_id"]);
    copy.body.nonce = static_cast<std::uint64_t>(row.number["nonce"]);
    copy.body.max_priority_fee = parse_uint256(row.text["max_priority_fee"]);
    copy.body.max_fee = parse_uint256(row.text["max_fee"]);
    copy.body.gas_limit = static_cast<std::uint64_t>(row.number["gas_limit"]);
    if (row.blob.contains("to_address")) copy.body.to = Address::from(row.blob["to_address"]);
    copy.body.value = parse_uint256(row.text["value"]);
    copy.body.input = row.blob["input"];
    const auto v = static_cast<std::uint8_t>(row.number["v"]);
    copy.signature = Secp256k1Signature::from(concat({row.blob["r"], row.blob["s"], BytesView(&v, 1)}));
    EXPECT_EQ(to_hex(hash_of(copy)), to_hex(row.blob["hash"]));
    EXPECT_EQ(recover_sender(copy, run.test.signatures), Address::from(row.blob["sender"]));
    EXPECT_EQ(row.number["status"], 1);
  }
}

TEST(ChainTables, ALogLeadsToItsTransactionAndToWhatSentIt) {
  RecordedRun run(sim::Level::kProtocol);
  const auto logs = run.sink.ids_of("log");
  ASSERT_EQ(logs.size(), 2u);
  for (const auto id : logs) {
    Row& log = run.sink.rows[id];
    EXPECT_EQ(Bytes32::from(log.blob["topic0"]), to_bytes32(7));
    Row& transaction = run.sink.rows[log.cause.row];
    EXPECT_EQ(transaction.table, "transaction");
    EXPECT_EQ(static_cast<std::uint64_t>(log.number["transaction_row"]), log.cause.row);
    EXPECT_EQ(transaction.cause, run.note);
    EXPECT_EQ(run.sink.rows[static_cast<std::uint64_t>(transaction.number["block"])].table, "block");
  }
}

TEST(ChainTables, BlocksThatWereUndoneSaySo) {
  RecordedRun run(sim::Level::kProtocol);
  int reorged = 0, canonical = 0;
  for (const auto id : run.sink.ids_of("block")) {
    const auto& status = run.sink.rows[id].text["status"];
    reorged += status == "reorged";
    canonical += status == "canonical";
  }
  EXPECT_EQ(reorged, 2);
  EXPECT_EQ(canonical, 1 + 6);
}

TEST(ChainTables, RecordingChangesNoHistory) {
  const RecordedRun nothing(sim::Level::kNothing), summary(sim::Level::kSummary), full(sim::Level::kFull);
  EXPECT_EQ(nothing.digest, summary.digest);
  EXPECT_EQ(nothing.digest, full.digest);
}

}  // namespace
}  // namespace orrery::chains
