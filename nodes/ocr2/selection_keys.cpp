#include "nodes/ocr2/selection_keys.h"

#include <string_view>

#include "chains/crypto/hash.h"
#include "nodes/ocr2/byte_order.h"
#include "nodes/ocr2/permutation.h"

namespace orrery::nodes {
namespace {

using chains::Bytes16;
using chains::bytes_of;
using sim::BytesView;

Bytes16 first_half(const chains::Bytes32& hash) { return Bytes16::from(BytesView(hash).first(16)); }

Bytes16 ocr3_key(const SharedSecret& secret, std::string_view purpose, const chains::Bytes32& config_digest) {
  return first_half(chains::hmac_sha256(secret, chains::concat({bytes_of(purpose), config_digest})));
}

}  // namespace

SelectionKeys ocr2_selection_keys(const SharedSecret& secret) {
  // "v1" although this is OCR2: so it is in the deployed protocol.
  return {first_half(chains::keccak256({secret, bytes_of("chainlink offchain reporting v1 leader selection key")})),
          first_half(chains::keccak256({secret, bytes_of("chainlink offchain reporting v1 transmission order key")}))};
}

SelectionKeys ocr3_selection_keys(const SharedSecret& secret, const chains::Bytes32& config_digest) {
  return {ocr3_key(secret, "chainlink offchain reporting v3 leader selection key", config_digest),
          ocr3_key(secret, "chainlink offchain reporting v3 transmission order key", config_digest)};
}

std::uint8_t ocr2_leader(const Bytes16& leader_key, std::uint32_t epoch, std::uint8_t n) {
  ORRERY_ASSERT(n > 0, "somebody leads");
  const chains::Bytes32 hash = chains::keccak256({leader_key, little_endian_64(epoch)});
  unsigned remainder = 0;
  for (const std::uint8_t byte : hash.data) remainder = (remainder << 8 | byte) % n;
  return static_cast<std::uint8_t>(remainder);
}

std::uint8_t ocr3_leader(const Bytes16& leader_key, std::uint64_t epoch, std::uint8_t n) {
  ORRERY_ASSERT(n > 0, "somebody leads");
  const Bytes16 span_key = first_half(chains::hmac_sha256(leader_key, big_endian_64(epoch / n)));
  return static_cast<std::uint8_t>(keyed_permutation(n, span_key)[epoch % n]);
}

}  // namespace orrery::nodes
