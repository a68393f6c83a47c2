#include "chains/rpc/rpc_messages.h"

#include "sim/history_digest.h"

namespace orrery::chains {
namespace {

// Bytes of the JSON and HTTP/2 framing around the hexadecimal data, as a usual client writes them.
constexpr std::size_t kRequestFrame = 130, kResponseFrame = 90, kBlockText = 1'800, kLogText = 420, kReceiptText = 900;

std::size_t result_size(const RpcResponse::Result& result) {
  struct Size {
    std::size_t operator()(std::monostate) const { return 4; }
    std::size_t operator()(const Head&) const { return kBlockText; }
    std::size_t operator()(const Bytes& bytes) const { return 4 + 2 * bytes.size(); }
    std::size_t operator()(const std::vector<LogRecord>& logs) const {
      std::size_t size = 2;
      for (const auto& log : logs) size += kLogText + 2 * log.data.size() + 68 * log.topics.size();
      return size;
    }
    std::size_t operator()(std::uint64_t) const { return 8; }
    std::size_t operator()(const Uint256&) const { return 20; }
    std::size_t operator()(const Bytes32&) const { return 68; }
    std::size_t operator()(const std::optional<Receipt>& receipt) const { return receipt ? kReceiptText : 4; }
  };
  return std::visit(Size{}, result);
}

void mix_result(sim::HistoryDigest& digest, const RpcResponse::Result& result) {
  struct Mix {
    sim::HistoryDigest& digest;
    void operator()(std::monostate) const {}
    void operator()(const Head& head) const { digest.mix(head.number); }
    void operator()(const Bytes& bytes) const { digest.mix(BytesView(bytes)); }
    void operator()(const std::vector<LogRecord>& logs) const {
      digest.mix(logs.size());
      for (const auto& log : logs) digest.mix(BytesView(log.transaction_hash));
    }
    void operator()(std::uint64_t number) const { digest.mix(number); }
    void operator()(const Uint256& number) const { digest.mix(static_cast<std::uint64_t>(number & UINT64_MAX)); }
    void operator()(const Bytes32& hash) const { digest.mix(BytesView(hash)); }
    void operator()(const std::optional<Receipt>& receipt) const {
      digest.mix(receipt ? receipt->block_number + 1 : 0);
    }
  };
  digest.mix(result.index());
  std::visit(Mix{digest}, result);
}

}  // namespace

std::string_view to_text(RpcMethod method) {
  switch (method) {
    case RpcMethod::kBlockNumber:
      return "eth_blockNumber";
    case RpcMethod::kCall:
      return "eth_call";
    case RpcMethod::kLogs:
      return "eth_getLogs";
    case RpcMethod::kTransactionCount:
      return "eth_getTransactionCount";
    case RpcMethod::kBalance:
      return "eth_getBalance";
    case RpcMethod::kPriorityFee:
      return "eth_maxPriorityFeePerGas";
    case RpcMethod::kSendRawTransaction:
      return "eth_sendRawTransaction";
    case RpcMethod::kReceipt:
      return "eth_getTransactionReceipt";
  }
  return "";
}

std::size_t RpcRequest::size_bytes() const { return kRequestFrame + 2 * data.size(); }

void RpcRequest::mix_into(sim::HistoryDigest& digest) const {
  digest.mix(id << 8 | static_cast<std::uint64_t>(method));
  switch (method) {
    case RpcMethod::kBlockNumber:
    case RpcMethod::kPriorityFee:
      return;
    case RpcMethod::kCall:
    case RpcMethod::kSendRawTransaction:
      digest.mix(BytesView(data));
      [[fallthrough]];
    case RpcMethod::kTransactionCount:
    case RpcMethod::kBalance:
      digest.mix(BytesView(address));
      return;
    case RpcMethod::kLogs:
      digest.mix(BytesView(filter.address));
      digest.mix(filter.from_block);
      digest.mix(filter.to_block.value_or(UINT64_MAX));
      return;
    case RpcMethod::kReceipt:
      digest.mix(BytesView(hash));
      return;
  }
}

std::string RpcRequest::detail() const { return std::string(to_text(method)); }

std::size_t RpcResponse::size_bytes() const {
  return kResponseFrame + reason.size() + 2 * revert_data.size() + result_size(result);
}

void RpcResponse::mix_into(sim::HistoryDigest& digest) const {
  digest.mix(id << 8 | (failure ? static_cast<std::uint64_t>(*failure) + 1 : 0));
  mix_result(digest, result);
}

}  // namespace orrery::chains
