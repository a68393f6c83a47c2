#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "chains/bytes.h"
#include "chains/encoding/transaction.h"
#include "chains/ledger/chain_spec.h"
#include "sim/entity.h"
#include "sim/kernel.h"
#include "sim/time.h"

namespace orrery::chains {

/// A signed transaction on its way into a block.
struct PooledTransaction {
  SignedTransaction signed_transaction;
  Bytes32 hash;
  Address sender;
  sim::CauseId cause;  ///< what sent it
  sim::EntityId zone;  ///< where it entered the network, or none: known to every builder
  sim::Time submitted;
  sim::Time visible;          ///< when gossip has brought it to the builders
  std::uint64_t arrival = 0;  ///< order of entering; the older of equal offers is taken first
  struct Known {
    sim::EntityId zone;
    sim::Time since;
  };
  mutable std::vector<Known> known_in;  ///< zones whose builders have it

  const Transaction& body() const { return signed_transaction.body; }
};
using PooledTransactionPtr = std::shared_ptr<const PooledTransaction>;

/// What a builder earns per gas at this base fee; empty when the transaction does not pay the base fee.
std::optional<GasPrice> tip_of(const Transaction& transaction, GasPrice base_fee);

/// The transactions that wait for a block, by sender and nonce. One pool stands for the pools of all nodes; gossip is
/// the time until a builder sees a transaction. Rules and words are go-ethereum's (core/txpool/legacypool).
class Mempool {
 public:
  explicit Mempool(MempoolSpec spec) : spec_(spec) {}

  /// Takes the transaction in, or says why not: "already known", "nonce too low", "transaction underpriced",
  /// "replacement transaction underpriced", "insufficient funds for gas * price + value", "account limit exceeded".
  /// `nonce` and `balance` are the sender's at the head. Null: taken in. A full pool drops its cheapest offer first.
  const char* add(PooledTransactionPtr transaction, std::uint64_t nonce, const Uint256& balance);
  /// Takes back a transaction whose block was undone, without conditions.
  void put_back(PooledTransactionPtr transaction);
  /// Drops what this sender has already used up: every nonce below `nonce`.
  void confirm(const Address& sender, std::uint64_t nonce);
  void remove(const PooledTransaction& transaction);
  /// Drops what has waited longer than its lifetime behind a gap in its sender's nonces. `nonce_of` reads the head.
  template <class NonceOf>
  void drop_expired(sim::Time now, NonceOf&& nonce_of);

  bool empty() const { return by_hash_.empty(); }
  std::size_t size() const { return by_hash_.size(); }
  /// Null when it is not in the pool.
  PooledTransactionPtr find(const Bytes32& hash) const;
  /// The nonce after the last of an unbroken row that starts at `nonce`: what eth_getTransactionCount says for
  /// "pending".
  std::uint64_t next_nonce(const Address& sender, std::uint64_t nonce) const;

  using Queue = std::map<std::uint64_t, PooledTransactionPtr>;  // by nonce
  /// Ordered by sender.
  const std::map<Address, Queue>& senders() const { return senders_; }

 private:
  bool make_room_for(const PooledTransaction& newcomer);

  MempoolSpec spec_;
  std::map<Address, Queue> senders_;
  std::unordered_map<Bytes32, PooledTransactionPtr, FixedBytesHash> by_hash_;  // looked up, never iterated
};

template <class NonceOf>
void Mempool::drop_expired(sim::Time now, NonceOf&& nonce_of) {
  std::vector<PooledTransactionPtr> expired;
  for (const auto& [sender, queue] : senders_) {
    const std::uint64_t executable = next_nonce(sender, nonce_of(sender));
    for (auto it = queue.lower_bound(executable); it != queue.end(); ++it)
      if (now - it->second->submitted > spec_.lifetime) expired.push_back(it->second);
  }
  for (const auto& transaction : expired) remove(*transaction);
}

}  // namespace orrery::chains
