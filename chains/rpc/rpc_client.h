#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chains/bytes.h"
#include "chains/uint256.h"
#include "sim/host.h"

namespace orrery::chains {

/// What went wrong with a request, from the caller's side.
enum class RpcFailure : std::uint8_t { kTimeout, kUnavailable, kRateLimited, kRejected };
/// In words; `reason` are the endpoint's own, for kRejected.
std::string words_of(RpcFailure failure, const std::string& reason);

/// A result or the reason why there is none.
template <class T>
struct RpcResult {
  std::optional<T> value;
  RpcFailure failure = RpcFailure::kTimeout;
  std::string reason;  ///< the endpoint's words ("nonce too low"), for kRejected
  Bytes revert_data;   ///< of a call that reverted
  sim::CauseId cause;  ///< the row that explains a failure, where one does
  explicit operator bool() const { return value.has_value(); }
};
template <class T>
using RpcCallback = std::function<void(RpcResult<T>)>;

/// eth_blockNumber and the header behind it.
struct Head {
  std::uint64_t number = 0;
  std::uint64_t timestamp = 0;
  Uint256 base_fee;
};
struct LogFilter {
  Address address;
  std::optional<Bytes32> topic0;
  std::uint64_t from_block = 0;
  std::optional<std::uint64_t> to_block;  ///< absent: the endpoint's head
};
struct LogRecord {
  Address address;
  std::vector<Bytes32> topics;
  Bytes data;
  std::uint64_t block_number = 0;
  std::uint64_t block_timestamp = 0;
  Bytes32 transaction_hash;
  std::uint32_t index = 0;
};
struct Receipt {
  Bytes32 transaction_hash;
  bool ok = false;
  std::uint64_t block_number = 0;
  std::uint64_t gas_used = 0;
  Uint256 effective_gas_price;
};

struct RpcClientConfig {
  sim::Duration timeout = sim::Duration::seconds(5);  ///< of one attempt at one endpoint
  int attempts = 3;                                   ///< over all endpoints, the preferred one first
};

/// A node's way to a chain: requests to RPC endpoints over the network, with a timeout each, failing over to the next
/// endpoint and preferring the one that answered last. An endpoint that is behind or lies is believed: the client
/// cannot know. Callbacks run once, never inside the call that asked; none runs after the client is gone.
class RpcClient {
 public:
  /// `endpoints` in order of preference; each is the port of an RpcEndpoint. `name` tells this client's port apart
  /// from others of the same host.
  RpcClient(sim::Host& host, std::string_view name, std::vector<sim::HostPort> endpoints, RpcClientConfig config = {});
  ~RpcClient();

  void block_number(RpcCallback<Head> done);
  /// eth_call at the endpoint's head.
  void call(const Address& to, Bytes input, RpcCallback<Bytes> done);
  void logs(LogFilter filter, RpcCallback<std::vector<LogRecord>> done);
  /// Count of confirmed transactions of an account, at the endpoint's head.
  void transaction_count(const Address& account, RpcCallback<std::uint64_t> done);
  void balance(const Address& account, RpcCallback<Uint256> done);
  /// Suggested priority fee in wei per gas.
  void priority_fee(RpcCallback<Uint256> done);
  /// eth_sendRawTransaction: the hash, or kRejected with the node's words ("nonce too low",
  /// "replacement transaction underpriced", "already known", "insufficient funds for gas * price + value").
  void send_raw_transaction(Bytes raw, RpcCallback<Bytes32> done);
  /// Absent while the transaction is not in a block of the endpoint's view.
  void receipt(const Bytes32& transaction_hash, RpcCallback<std::optional<Receipt>> done);

  /// The endpoint that the next request goes to first.
  sim::HostPort preferred() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace orrery::chains
