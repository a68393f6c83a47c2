#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chains/bytes.h"
#include "chains/rpc/rpc_client.h"
#include "chains/uint256.h"
#include "sim/message.h"

namespace orrery::chains {

enum class RpcMethod : std::uint8_t {
  kBlockNumber,
  kCall,
  kLogs,
  kTransactionCount,
  kBalance,
  kPriorityFee,
  kSendRawTransaction,
  kReceipt,
};
/// "eth_call" and so on.
std::string_view to_text(RpcMethod method);

/// The name of the port that every endpoint listens at.
inline constexpr std::string_view kRpcPort = "rpc";

/// A JSON-RPC request. What is sent is this object; its size is that of the JSON text, nearly.
class RpcRequest final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"rpc-request", sim::Level::kFull};

  std::uint64_t id = 0;
  RpcMethod method = RpcMethod::kBlockNumber;
  Address address;  ///< the contract called, or the account asked about
  Bytes data;       ///< a call's input or a raw transaction
  Bytes32 hash;     ///< of the transaction whose receipt is wanted
  LogFilter filter;

  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override;
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override;
};

/// The answer, or why there is none.
class RpcResponse final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"rpc-response", sim::Level::kFull};
  using Result = std::variant<std::monostate, Head, Bytes, std::vector<LogRecord>, std::uint64_t, Uint256, Bytes32,
                              std::optional<Receipt>>;

  std::uint64_t id = 0;
  std::optional<RpcFailure> failure;
  Result result;       ///< of the type that the method gives; a rejected transaction's hash stands here, too
  std::string reason;  ///< for kRejected
  Bytes revert_data;
  sim::CauseId cause;  ///< the fault behind a failure, or none

  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override;
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override { return reason; }
};

}  // namespace orrery::chains
