#pragma once

#include <span>
#include <string_view>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"
#include "chains/rpc/rpc_client.h"

namespace orrery::nodes {

/// The topic under which contracts of a vault system log a call of this function (LogNote, docs/contracts.md).
inline chains::Bytes32 note_topic(std::string_view signature) {
  return chains::to_bytes32(chains::Uint256(chains::selector_of(signature)) << 224);
}

/// A call as its LogNote tells it: 224 bytes of calldata behind the words of offset and length.
class NotedCall {
 public:
  /// Of a log as nodes or as monitors have it, which must outlive this.
  template <class Log>
  explicit NotedCall(const Log& log) : topics_(log.topics), data_(log.data) {}

  bool is_whole() const { return data_.size() == 288 && topics_.size() == 4; }
  /// Argument number `i`, below 6, of a whole call.
  chains::Uint256 argument(std::size_t i) const { return chains::to_uint256(data_.subspan(64 + 4 + 32 * i, 32)); }
  /// The second topic: who called, except in a Vat's logs.
  chains::Address sender() const { return chains::to_address(chains::to_uint256(topics_[1])); }

 private:
  std::span<const chains::Bytes32> topics_;
  chains::BytesView data_;
};

}  // namespace orrery::nodes
