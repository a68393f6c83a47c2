#pragma once

#include <cstdint>
#include <vector>

#include "chains/bytes.h"
#include "chains/crypto/aes.h"

namespace orrery::nodes {

/// The pseudo-random numbers that a 16-byte key stands for: AES-128-CTR's keystream, cut as Go's math/rand cuts its
/// source. Source: spec/ocr.md §2.1.
class KeyedRandom {
 public:
  explicit KeyedRandom(const chains::Bytes16& key) : stream_(key) {}

  std::uint64_t int63() { return stream_.next_u64() & 0x7fffffffffffffffull; }
  std::uint32_t uint32() { return static_cast<std::uint32_t>(int63() >> 31); }
  /// Uniform in [0, bound), without bias; `bound` > 0.
  std::uint32_t below(std::uint32_t bound);

 private:
  chains::Aes128Keystream stream_;
};

/// The permutation of 0..n-1 that `key` stands for (Fisher-Yates from the top). Source: spec/ocr.md §2.1.
std::vector<std::uint32_t> keyed_permutation(std::uint32_t n, const chains::Bytes16& key);

}  // namespace orrery::nodes
