#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "chains/bytes.h"

namespace Botan {
class BlockCipher;
}

namespace orrery::chains {

using Bytes16 = FixedBytes<16>;

/// AES-128 (FIPS 197) under one key.
class Aes128 {
 public:
  explicit Aes128(const Bytes16& key);
  ~Aes128();
  Aes128(Aes128&&) noexcept;
  Aes128& operator=(Aes128&&) noexcept;

  Bytes16 encrypt(const Bytes16& block) const;
  Bytes16 decrypt(const Bytes16& block) const;

 private:
  friend class Aes128Keystream;
  std::unique_ptr<Botan::BlockCipher> cipher_;
};

/// The keystream of AES-128 in counter mode: a 16-byte big-endian counter that starts at `start` (zero for the
/// permutations of spec/ocr.md §2.1).
class Aes128Keystream {
 public:
  explicit Aes128Keystream(const Bytes16& key, const Bytes16& start = {});
  /// Writes the next bytes of the stream.
  void fill(std::span<std::uint8_t> out);
  /// The next eight bytes, little-endian.
  std::uint64_t next_u64();

 private:
  static constexpr std::size_t kBatch = 128;  // eight blocks, which the processor's AES unit overlaps
  void refill();

  Aes128 cipher_;
  Bytes16 counter_;
  std::array<std::uint8_t, kBatch> batch_;
  std::size_t used_ = kBatch;
};

}  // namespace orrery::chains
