#pragma once

#include <array>
#include <cstdint>

namespace orrery::sim {

/// 128 bits as two words, the low one first.
using PhiloxBlock = std::array<std::uint64_t, 2>;

/// Philox4x32 with 10 rounds: a keyed bijection of 128-bit counters whose outputs pass every test of randomness known
/// to its authors. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
/// Words of 32 bits stand low half first, in the counter, the key and the result.
constexpr PhiloxBlock philox4x32_10(PhiloxBlock counter, std::uint64_t key) {
  constexpr std::uint64_t kMultiplier0 = 0xd2511f53, kMultiplier1 = 0xcd9e8d57;
  constexpr std::uint32_t kWeyl0 = 0x9e3779b9, kWeyl1 = 0xbb67ae85;
  auto word0 = static_cast<std::uint32_t>(counter[0]), word1 = static_cast<std::uint32_t>(counter[0] >> 32);
  auto word2 = static_cast<std::uint32_t>(counter[1]), word3 = static_cast<std::uint32_t>(counter[1] >> 32);
  auto key0 = static_cast<std::uint32_t>(key), key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = kMultiplier0 * word0, product1 = kMultiplier1 * word2;
    word0 = static_cast<std::uint32_t>(product1 >> 32) ^ word1 ^ key0;
    word1 = static_cast<std::uint32_t>(product1);
    word2 = static_cast<std::uint32_t>(product0 >> 32) ^ word3 ^ key1;
    word3 = static_cast<std::uint32_t>(product0);
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return {word0 | static_cast<std::uint64_t>(word1) << 32, word2 | static_cast<std::uint64_t>(word3) << 32};
}

}  // namespace orrery::sim
