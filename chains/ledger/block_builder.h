#pragma once

#include <vector>

#include "chains/crypto/signatures.h"
#include "chains/ledger/block.h"
#include "chains/ledger/code_book.h"
#include "chains/ledger/congestion.h"
#include "chains/ledger/gossip.h"
#include "chains/ledger/mempool.h"
#include "chains/ledger/state.h"

namespace orrery::chains {

/// Fills one block: takes the best-paying transactions that its builder has seen, in the order of their senders'
/// nonces, as far as the demand of others leaves room, and runs them.
class BlockBuilder {
 public:
  BlockBuilder(State& state, Mempool& mempool, const CodeBook& code, Signatures& signatures, Gossip& gossip)
      : state_(state), mempool_(mempool), code_(code), signatures_(signatures), gossip_(gossip) {}

  /// Runs these first, whatever they pay; what the block refuses is left out.
  void take_forced(Block& block, const BlockContext& context, const std::vector<PooledTransactionPtr>& forced);
  void take_pool(Block& block, const BlockContext& context, const Demand& demand);

 private:
  struct Offer {
    GasPrice tip;
    std::uint64_t arrival;
    PooledTransactionPtr transaction;
    bool operator<(const Offer& other) const { return tip != other.tip ? tip < other.tip : arrival > other.arrival; }
  };
  bool has_seen(const PooledTransaction& transaction, const Block& block);
  void offer(std::vector<Offer>& offers, const Block& block, const Address& sender, std::uint64_t nonce);
  void run(Block& block, const BlockContext& context, const PooledTransactionPtr& transaction);

  State& state_;
  Mempool& mempool_;
  const CodeBook& code_;
  Signatures& signatures_;
  Gossip& gossip_;
};

}  // namespace orrery::chains
