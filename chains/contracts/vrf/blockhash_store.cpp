#include "chains/contracts/vrf/blockhash_store.h"

#include <algorithm>

#include "chains/contracts/checked_math.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kHashes = 0;
constexpr std::uint64_t kWindow = 256;  // blocks
constexpr std::size_t kParentHash = 4;  // its place in the RLP of a header

void initialize(Execution&) {}

void store_hash(Execution& execution, Uint256 number) {
  const Bytes32 hash = execution.block_hash(number & UINT64_MAX);
  require(!hash.is_zero(), "blockhash(n) failed");
  execution.store(mapping_slot(execution, kHashes, number), to_uint256(hash));
}
void store_earliest(Execution& execution) {
  store_hash(execution, checked_subtract(execution.block().number, kWindow));
}
void store_verify_header(Execution& execution, Uint256 number, Bytes header) {
  const Bytes32 hash = execution.keccak(header);
  const Uint256 child = execution.load(mapping_slot(execution, kHashes, checked_add(number, 1)));
  require(to_uint256(hash) == child, "header has unknown blockhash");
  header.resize(std::max(header.size(), kParentHash + 32));
  const Uint256 parent = to_uint256(BytesView(header).subspan(kParentHash, 32));
  execution.store(mapping_slot(execution, kHashes, number), parent);
}
Bytes32 get_blockhash(Execution& execution, Uint256 number) {
  const Uint256 hash = execution.load(mapping_slot(execution, kHashes, number));
  require(hash != 0, "blockhash not found in store");
  return to_bytes32(hash);
}

}  // namespace

BlockhashStore::BlockhashStore() {
  add({
      {"constructor()", handler_of(initialize)},
      {"function store(uint256 n)", handler_of(store_hash), 400},
      {"function storeEarliest()", handler_of(store_earliest), 400},
      {"function storeVerifyHeader(uint256 n, bytes header)", handler_of(store_verify_header), 900},
      {"function getBlockhash(uint256 n) view returns (bytes32)", handler_of(get_blockhash), 300},
  });
}

}  // namespace orrery::chains
