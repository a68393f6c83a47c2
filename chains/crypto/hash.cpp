#include "chains/crypto/hash.h"

#include <botan/sha2_32.h>
#include <botan/sha3.h>
#include <sodium.h>

#include <algorithm>
#include <bit>

namespace orrery::chains {

// Botan's Keccak object keeps its state on the heap; its permutation works on ours, which stands on the stack.
void Keccak256::absorb_block(const std::uint8_t* block) {
  static_assert(std::endian::native == std::endian::little, "lanes are little-endian");
  for (std::size_t i = 0; i < kRate / 8; ++i) {
    std::uint64_t lane = 0;
    std::memcpy(&lane, block + 8 * i, 8);
    state_[i] ^= lane;
  }
  Botan::SHA_3::permute(state_.data());
}

Keccak256& Keccak256::update(BytesView bytes) {
  if (pending_size_ > 0) {
    const std::size_t taken = std::min(bytes.size(), kRate - pending_size_);
    std::copy_n(bytes.data(), taken, pending_.data() + pending_size_);
    pending_size_ += taken;
    bytes = bytes.subspan(taken);
    if (pending_size_ < kRate) return *this;
    absorb_block(pending_.data());
    pending_size_ = 0;
  }
  for (; bytes.size() >= kRate; bytes = bytes.subspan(kRate)) absorb_block(bytes.data());
  std::copy_n(bytes.data(), bytes.size(), pending_.data());
  pending_size_ = bytes.size();
  return *this;
}

Bytes32 Keccak256::finish() {
  std::fill(pending_.begin() + static_cast<std::ptrdiff_t>(pending_size_), pending_.end(), std::uint8_t{0});
  pending_[pending_size_] = 0x01;
  pending_[kRate - 1] |= 0x80;
  absorb_block(pending_.data());
  Bytes32 hash;
  std::memcpy(hash.data.data(), state_.data(), 32);
  state_.fill(0);
  pending_size_ = 0;
  return hash;
}

Bytes32 keccak256(BytesView bytes) { return Keccak256().update(bytes).finish(); }

Bytes32 keccak256(std::initializer_list<BytesView> parts) {
  Keccak256 hash;
  for (const auto part : parts) hash.update(part);
  return hash.finish();
}

Bytes32 sha256(BytesView bytes) { return sha256({bytes}); }

Bytes32 sha256(std::initializer_list<BytesView> parts) {
  Botan::SHA_256 hash;
  for (const auto part : parts) hash.update(part.data(), part.size());
  Bytes32 result;
  hash.final(result.data.data());
  return result;
}

Bytes32 hmac_sha256(BytesView key, BytesView message) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  Bytes32 result;
  crypto_auth_hmacsha256_final(&state, result.data.data());
  return result;
}

}  // namespace orrery::chains
