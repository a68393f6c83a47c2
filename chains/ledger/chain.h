#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "chains/bytes.h"
#include "chains/crypto/signatures.h"
#include "chains/ledger/block.h"
#include "chains/ledger/call_cache.h"
#include "chains/ledger/chain_spec.h"
#include "chains/ledger/chain_tables.h"
#include "chains/ledger/code_book.h"
#include "chains/ledger/congestion.h"
#include "chains/ledger/consensus.h"
#include "chains/ledger/execution.h"
#include "chains/ledger/gossip.h"
#include "chains/ledger/mempool.h"
#include "chains/ledger/state.h"
#include "sim/world.h"

namespace orrery::chains {

/// What became of handing a transaction to a chain's pool: refused with go-ethereum's words, or taken in.
struct Submission {
  Bytes32 hash;
  std::string_view refused;  ///< empty when it was taken in
};

/// A log where it stands on the canonical chain.
struct PlacedLog {
  const Block& block;
  const PlacedTransaction& placed;
  const EmittedLog& log;
  std::uint32_t index;  ///< in the block
  sim::CauseId row;     ///< in the table `log`
};

/// What reads blocks that are not the head any more and so keeps the chain from forgetting how to go back to them.
class BlockReader {
 public:
  virtual ~BlockReader() = default;
  /// The lowest block number that it may still ask for.
  virtual std::uint64_t oldest_needed() = 0;
};

/// One blockchain: pool, blocks, receipts, logs and state, made by its consensus. There is one copy of it in a world;
/// what single nodes see of it, and when, is the business of RPC endpoints.
class Chain {
 public:
  /// `code` and `signatures` must outlive the chain. Throws sim::InputError for a spec without consensus or a name that
  /// is taken.
  Chain(sim::World& world, ChainSpec spec, const CodeBook& code, Signatures& signatures, ChainTables tables,
        const ChainLookup& find_chain = {});
  ~Chain();
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  sim::EntityId id() const { return id_; }
  const ChainSpec& spec() const { return spec_; }
  const std::string& name() const { return spec_.name; }
  sim::World& world() { return world_; }
  const sim::World& world() const { return world_; }
  Signatures& signatures() { return signatures_; }

  /// Gives an account ether. Only before start().
  void fund(const Address& account, const Uint256& wei);
  /// Puts signed transactions into blocks of their own before start(), an hour back and 12 s apart while that lasts, as
  /// many as their gas limits fill; returns them with their outcomes. A transaction that the chain refuses stops the
  /// run.
  std::vector<PlacedTransaction> bootstrap(const std::vector<SignedTransaction>& transactions);
  /// Consensus begins.
  void start();
  bool is_started() const { return started_; }

  const Block& head() const { return blocks_.back(); }
  std::uint64_t first_number() const { return blocks_.front().number; }
  /// Null when the canonical chain has no such block (yet).
  const Block* block(std::uint64_t number) const;
  BlockContext context_of(const Block& block) const;
  State& state() { return state_; }
  const State& state() const { return state_; }
  const Mempool& mempool() const { return mempool_; }
  const Consensus& consensus() const { return *consensus_; }
  Consensus& consensus() { return *consensus_; }
  /// Base fees of all canonical blocks, which nobody gets.
  const Uint256& burnt() const { return burnt_; }
  /// Base fee of the block after the head.
  GasPrice next_block_base_fee() const;

  /// Null when no canonical block holds it.
  const PlacedTransaction* find_transaction(const Bytes32& hash) const;
  /// Calls `visit` with every log of `address` in canonical blocks from..to, in order; stops when it says false.
  void visit_logs(const Address& address, std::uint64_t from, std::uint64_t to,
                  const std::function<bool(const PlacedLog&)>& visit) const;

  /// eth_call at the head, for monitors and reports: no gas, no history. Valid until the next call.
  const CallResult& call(const Address& to, BytesView input) { return call_at(head().number, to, input); }
  /// The same at an older block; not before what was forgotten, else the run stops.
  const CallResult& call_at(std::uint64_t number, const Address& to, BytesView input);
  /// Shows the state after a block while `look` runs.
  template <class F>
  auto state_after(std::uint64_t number, F&& look) {
    return state_.at(mark_after(number), std::forward<F>(look));
  }
  void add_reader(BlockReader& reader) { readers_.push_back(&reader); }
  void remove_reader(BlockReader& reader);
  /// The lowest block number that call_at still takes.
  std::uint64_t oldest_readable() const;

  /// Hands a raw transaction to the pool, from an endpoint in `zone` (or none). The current cause becomes the
  /// transaction's.
  Submission submit(BytesView raw, sim::EntityId zone);
  Submission submit(SignedTransaction transaction, sim::EntityId zone);
  /// Puts a transaction before everything else in the next block, as messages that a rollup must take from its L1.
  void force(SignedTransaction transaction);

  /// Monitors. They look and do not touch: nothing that they do may change the history.
  void on_block(std::function<void(const Block&)> callback) { on_block_.push_back(std::move(callback)); }
  /// `topic0` absent: all logs of the contract. The log's row is the current cause.
  void on_log(const Address& address, std::optional<Bytes32> topic0, std::function<void(const PlacedLog&)> callback);
  /// Blocks from this number on are about to be undone.
  void on_reorg(std::function<void(std::uint64_t first_undone)> callback) { on_reorg_.push_back(std::move(callback)); }

  // For consensus models and faults.

  /// Builds the next block now.
  const Block& produce(const Proposal& proposal);
  /// Lets what is in the pool, and in blocks above a number, come to the builders of a zone, for a block that is filled
  /// later with what they know now.
  void tell_builders(sim::EntityId zone, std::uint64_t above);
  /// Undoes the last blocks: their state is taken back and their transactions return to the pool.
  void undo(std::uint64_t depth);
  /// Records a step of finality: "safe", "justified", "finalized" or "stalled".
  void record_finality(const char* kind, std::uint64_t number, std::optional<std::uint64_t> participation = {});
  Disruptions& disruptions() { return disruptions_; }
  const Disruptions& disruptions() const { return disruptions_; }
  /// Counts one effect of the faults in the list.
  void count_hit(const std::vector<Disruption>& disruptions, sim::Hit hit);
  /// The same for rows of faults, each once.
  void count_hit(std::vector<sim::CauseId> faults, sim::Hit hit);
  /// The stream "chain/<name>/<stream>".
  sim::Random random(std::string_view stream) const;
  sim::EventTag tag(std::uint8_t kind) const { return {.entity = id_, .kind = kind}; }

 private:
  struct LogPlace {
    std::uint64_t block;
    std::uint32_t transaction, log;
  };
  struct LogListener {
    std::optional<Bytes32> topic0;
    std::function<void(const PlacedLog&)> callback;
  };

  PooledTransactionPtr pooled(SignedTransaction transaction, const Address& sender, sim::EntityId zone);
  Block begin_block(const Proposal& proposal) const;
  Block& seal(Block block);
  void announce(Block& block);
  void announce_logs(const Block& block, const PlacedTransaction& placed);
  StateMark mark_after(std::uint64_t number) const;
  void forget();

  sim::World& world_;
  ChainSpec spec_;
  const CodeBook& code_;
  Signatures& signatures_;
  ChainTables tables_;
  sim::EntityId id_;
  State state_;
  Mempool mempool_;
  Congestion congestion_;
  Gossip gossip_;
  Disruptions disruptions_;
  std::unique_ptr<Consensus> consensus_;
  std::deque<Block> blocks_;  // canonical, by number from blocks_[0]
  std::vector<PooledTransactionPtr> forced_;
  struct TransactionPlace {
    std::uint64_t block;
    std::uint32_t position;
  };
  std::unordered_map<Bytes32, TransactionPlace, FixedBytesHash> transactions_;    // looked up, never iterated
  std::unordered_map<Address, std::vector<LogPlace>, FixedBytesHash> logs_;       // looked up, never iterated
  std::unordered_map<Address, std::vector<LogListener>, FixedBytesHash> on_log_;  // looked up, never iterated
  std::vector<std::function<void(const Block&)>> on_block_;
  std::vector<std::function<void(std::uint64_t)>> on_reorg_;
  std::vector<BlockReader*> readers_;
  CallCache calls_;
  Uint256 burnt_;
  std::uint64_t serial_ = 0, arrivals_ = 0, forgotten_below_ = 0;
  bool started_ = false;
};

}  // namespace orrery::chains
