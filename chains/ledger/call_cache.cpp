#include "chains/ledger/call_cache.h"

#include <algorithm>

namespace orrery::chains {

CallResult& CallCache::place(std::uint64_t block_serial, const Address& to, BytesView input, bool& is_kept) {
  std::uint64_t hash = FixedBytesHash()(to) ^ block_serial;
  for (const auto byte : input.subspan(0, std::min<std::size_t>(input.size(), 68)))
    hash = hash * 0x100000001b3ull + byte;
  auto& entry = entries_[(hash ^ (hash >> 32)) % kEntries];
  is_kept = entry.block_serial == block_serial && entry.to == to && std::ranges::equal(entry.input, input);
  if (!is_kept) {
    entry.block_serial = block_serial;
    entry.to = to;
    entry.input.assign(input.begin(), input.end());
  }
  return entry.result;
}

}  // namespace orrery::chains
