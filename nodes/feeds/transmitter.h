#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "chains/crypto/signatures.h"
#include "chains/rpc/rpc_client.h"
#include "nodes/feeds/feed_tables.h"
#include "nodes/feeds/node_transaction.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/host.h"

namespace orrery::nodes {

/// A node's account on one chain and how it sends from it. Defaults that Chainlink nodes document (BumpThreshold 3,
/// BumpTxDepth 10, MaxInFlight 16, MaxQueued 250, ResendAfterThreshold 1 min, FinalityDepth 50) or assumptions:
/// docs/feeds.md.
struct TransmitterSpec {
  std::uint64_t chain_id = 1;
  std::optional<chains::Secp256k1KeyPair> account = {};  ///< must be given: a key pair has no default
  FeePolicySpec fees = {};
  std::uint64_t bump_after_blocks = 3;              ///< heads after which an attempt is replaced by a dearer one
  std::size_t bump_depth = 10;                      ///< only so many of the oldest are bumped
  std::size_t most_in_flight = 16;                  ///< more wait in the queue
  std::size_t most_queued = 250;                    ///< more are refused
  sim::Duration poll = sim::Duration::seconds(12);  ///< how often it looks at the chain while something is under way
  sim::Duration resend_after = sim::Duration::minutes(1);  ///< the same attempt is handed over again after so long
  std::uint32_t polls_for_receipt = 5;  ///< how often it looks for the receipt of a used nonce before it starts anew
  std::uint64_t reorg_depth = 50;       ///< blocks after which a receipt counts as final (FinalityDepth)
};

/// What a program needs that reads and writes one chain.
struct ChainAccess {
  std::vector<sim::HostPort> endpoints = {};  ///< of the chain, the preferred one first
  chains::RpcClientConfig rpc = {};
  TransmitterSpec transmitter = {};
  FeedTables tables = {};
  chains::Signatures* signatures = nullptr;  ///< of the world, must be given
  TransactionListener* listener = nullptr;   ///< may be null
};

/// The transaction manager of one account: gives nonces in order, prices by EIP-1559, keeps what it sent on disk until
/// it is in a block, raises what waits too long up to a ceiling, hands over again what an endpoint may have lost or a
/// reorg took back, and picks all of it up after a restart. One serves all feeds of a node on that chain. It looks at
/// the chain only through its RPC endpoints and only while something is under way.
class Transmitter {
 public:
  /// Everything named must outlive it. `name` is of the records on the disk: one account on one chain, unique on its
  /// host.
  Transmitter(sim::Host& host, chains::RpcClient& rpc, const ChainAccess& access, std::string name);
  Transmitter(const Transmitter&) = delete;
  Transmitter& operator=(const Transmitter&) = delete;

  /// Reads the disk and asks the chain for the account's nonce. Called once, before any submit().
  void start();
  const Address& account() const { return spec_.account->address; }
  /// Takes the call over: done says true once it stands in the queue, or why it does not (the queue or the disk is
  /// full). What becomes of it is the listener's to see.
  void submit(TransactionRequest request, const PluginCallback<bool>& done);
  /// Requests of the job that are not in a block yet.
  std::size_t pending(std::uint32_t job) const;
  std::size_t pending() const { return transactions_.size(); }
  /// The transactions that it waits for.
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

  /// Since the node started.
  struct Counters {
    std::uint64_t sent = 0, bumped = 0, resent = 0, confirmed = 0, reverted = 0, displaced = 0, reorged = 0,
                  refused = 0;
    Gas gas_confirmed = 0, gas_reverted = 0;
    Uint256 fees_paid;  ///< wei
  };
  const Counters& counters() const { return counters_; }

 private:
  struct Pending {
    NodeTransaction its;
    bool wants_bump = false;  ///< a pool asked for more
    bool looking = false;     ///< for a receipt
    bool under_way = false;   ///< handed to an endpoint that has not answered
    sim::CauseId cause = {};  ///< the row of its last step
  };
  /// In a block that a reorg may still undo.
  struct Settled {
    NodeTransaction its;
    chains::Receipt receipt;
  };
  using Step = TransactionStep;

  // Disk (transmitter_store.cpp).
  void load();
  bool save(const NodeTransaction& transaction);
  void forget(std::uint64_t id);
  std::string key_of(std::uint64_t id) const;

  // The chain's view.
  void refresh();
  void refreshed();
  void plan_refresh();
  void settle();
  void take_back_reorged();
  bool take_back(Settled& settled);
  void look_for_receipt(Pending& pending);
  void try_receipt(std::uint64_t id, std::size_t attempt);
  void no_receipt(Pending& pending);
  void finish(std::uint64_t id, const chains::Receipt& receipt);

  // Sending.
  void pump();
  bool first_attempt(Pending& pending);
  void bump(Pending& pending);
  void sign_attempt(Pending& pending, Bytes& raw);
  void hand_over(Pending& pending, Bytes raw, Step step);
  void resend(Pending& pending);
  void handed_over(std::uint64_t id, const chains::RpcResult<Bytes32>& result);
  Bytes raw_of(const NodeTransaction& transaction);

  Pending* find(std::uint64_t id);
  void tell(Pending& pending, Step step, Gas gas_used = 0, const Uint256& fee = 0, std::string_view reason = {});

  sim::Host& host_;
  chains::RpcClient& rpc_;
  chains::Signatures& signatures_;
  TransmitterSpec spec_;
  std::string name_;
  FeedTables tables_;
  TransactionListener* listener_;

  std::deque<Pending> transactions_;  // by id; those with a nonce come first, in the order of nonces
  std::vector<Settled> settled_;      // in the order of their receipts
  std::uint64_t next_id_ = 1;
  std::uint64_t next_nonce_ = 0;
  bool knows_nonce_ = false;
  std::optional<chains::Head> head_;
  Uint256 suggested_tip_;
  std::uint64_t confirmed_ = 0;  // nonces below it are used up, as the endpoint says
  sim::Time refreshed_at_;
  int answers_missing_ = 0;  // of the requests of a refresh
  sim::TimerId timer_;
  Counters counters_;
};

}  // namespace orrery::nodes
