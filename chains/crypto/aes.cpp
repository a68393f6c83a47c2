#include "chains/crypto/aes.h"

#include <botan/aes.h>

#include <algorithm>

namespace orrery::chains {

Aes128::Aes128(const Bytes16& key) : cipher_(std::make_unique<Botan::AES_128>()) {
  cipher_->set_key(key.data.data(), key.data.size());
}
Aes128::~Aes128() = default;
Aes128::Aes128(Aes128&&) noexcept = default;
Aes128& Aes128::operator=(Aes128&&) noexcept = default;

Bytes16 Aes128::encrypt(const Bytes16& block) const {
  Bytes16 result;
  cipher_->encrypt_n(block.data.data(), result.data.data(), 1);
  return result;
}

Bytes16 Aes128::decrypt(const Bytes16& block) const {
  Bytes16 result;
  cipher_->decrypt_n(block.data.data(), result.data.data(), 1);
  return result;
}

Aes128Keystream::Aes128Keystream(const Bytes16& key, const Bytes16& start) : cipher_(key), counter_(start) {}

void Aes128Keystream::refill() {
  for (std::size_t block = 0; block < kBatch; block += 16) {
    std::copy(counter_.data.begin(), counter_.data.end(), batch_.begin() + static_cast<std::ptrdiff_t>(block));
    for (std::size_t i = 16; i-- > 0;)
      if (++counter_.data[i] != 0) break;
  }
  cipher_.cipher_->encrypt_n(batch_.data(), batch_.data(), kBatch / 16);
  used_ = 0;
}

void Aes128Keystream::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    if (used_ == kBatch) refill();
    const std::size_t taken = std::min(out.size(), kBatch - used_);
    std::copy_n(batch_.begin() + static_cast<std::ptrdiff_t>(used_), taken, out.begin());
    used_ += taken;
    out = out.subspan(taken);
  }
}

std::uint64_t Aes128Keystream::next_u64() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

}  // namespace orrery::chains
