#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "chains/contract.h"
#include "nodes/feeds/fee_policy.h"
#include "sim/entity.h"
#include "sim/time.h"

namespace orrery::nodes {

using chains::Address;
using chains::Bytes;
using chains::Bytes32;
using chains::BytesView;
using chains::Gas;

/// A call that a node wants to get into a block.
struct TransactionRequest {
  Address to = {};
  Bytes input = {};
  Gas gas_limit = 500'000;   ///< the default that Chainlink nodes document (LimitDefault)
  std::uint32_t job = 0;     ///< which of the node's jobs asks, for the listener
  sim::EntityId about = {};  ///< the feed, for the recording, or none
};

/// A request on its way, as a node keeps it on its disk until it is in a block.
struct NodeTransaction {
  std::uint64_t id = 0;  ///< rises with each request
  TransactionRequest request;
  std::optional<std::uint64_t> nonce;       ///< given when it is first sent
  Fees fees;                                ///< of the last attempt
  std::vector<Bytes32> attempts;            ///< hashes, oldest first; any of them may land
  std::uint64_t sent_at_block = 0;          ///< the head when the last attempt was made
  sim::Time sent_at;                        ///< on the node's clock, when the last attempt was last handed over
  bool at_ceiling = false;                  ///< told the listener that it can be raised no more
  bool handed_over = false;                 ///< an endpoint has taken the last attempt
  std::uint32_t polls_without_receipt = 0;  ///< since its nonce was used up
};

/// The record on disk: RLP.
Bytes encode(const NodeTransaction& transaction);
/// Empty for bytes that encode() did not write.
std::optional<NodeTransaction> decode_transaction_record(BytesView record);

/// What happened to a transaction.
enum class TransactionStep : std::uint8_t {
  kQueued,     ///< accepted, waits for its turn
  kSent,       ///< first attempt made
  kBumped,     ///< replaced by one with higher fees
  kResent,     ///< the same attempt handed over again
  kConfirmed,  ///< in a block, done what it should
  kReverted,   ///< in a block, undone, gas paid: most often another node was first
  kReorged,    ///< a reorg undid the block that it was in: it is under way again
  kDisplaced,  ///< its nonce was used by a transaction that this node does not know
  kAtCeiling,  ///< waits, and the ceiling leaves no room to offer more
  kNoFunds,    ///< an endpoint refused it: the account cannot pay
  kRefused,    ///< an endpoint refused it for another reason
};
std::string_view to_text(TransactionStep step);

/// Told to those who watch. References are valid during the call.
struct TransactionEvent {
  sim::EntityId host;
  const Address& account;
  TransactionStep step;
  const NodeTransaction& transaction;
  Gas gas_used = 0;  ///< of kConfirmed and kReverted, and what kReorged takes back
  Uint256 fee;       ///< paid, in wei; of the same
};

/// Watches what nodes' transmitters do: figures, tests. Looks and does not touch.
class TransactionListener {
 public:
  virtual ~TransactionListener() = default;
  virtual void happened(const TransactionEvent& event) = 0;
};

}  // namespace orrery::nodes
