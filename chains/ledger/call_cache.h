#pragma once

#include <cstdint>
#include <vector>

#include "chains/bytes.h"
#include "chains/contract.h"

namespace orrery::chains {

/// Answers of eth_call that cannot have changed: many nodes ask the same of the same block. Direct-mapped, of fixed
/// size.
class CallCache {
 public:
  CallCache() : entries_(kEntries) {}

  /// The answer kept for this block, or the place for one (then `is_kept` is false and the caller fills it).
  CallResult& place(std::uint64_t block_serial, const Address& to, BytesView input, bool& is_kept);

  /// After a change of state that made no block.
  void clear() { entries_.assign(kEntries, {}); }

 private:
  static constexpr std::size_t kEntries = 4096;  // several hundred feeds, each asked a few things a block
  struct Entry {
    std::uint64_t block_serial = UINT64_MAX;
    Address to;
    Bytes input;
    CallResult result;
  };
  std::vector<Entry> entries_;
};

}  // namespace orrery::chains
