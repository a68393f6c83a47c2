#pragma once

#include <cstddef>

#include "chains/contract.h"

namespace orrery::chains {

/// Gas of `words` words of EVM memory (Yellow Paper, appendix H): linear at first, then quadratic.
constexpr Gas memory_gas(std::size_t words) { return 3 * words + words * words / 512; }
/// Gas of copying `bytes` into memory that is in use.
constexpr Gas copy_gas(std::size_t bytes) { return 3 * ((bytes + 31) / 32); }
/// Gas of copying `bytes` behind `words_before` words that are in use already: the copy and the memory it needs.
constexpr Gas copy_gas(std::size_t bytes, std::size_t words_before) {
  const std::size_t words = (bytes + 31) / 32;
  return 3 * words + memory_gas(words_before + words) - memory_gas(words_before);
}

/// The memory of one call as it grows.
class MemoryMeter {
 public:
  explicit MemoryMeter(std::size_t words = 0) : words_(words) {}

  /// Gas of using memory up to this byte: nothing where it was used before.
  Gas grow_to(std::size_t bytes) {
    const std::size_t words = (bytes + 31) / 32;
    if (words <= words_) return 0;
    const Gas cost = memory_gas(words) - memory_gas(words_);
    words_ = words;
    return cost;
  }
  /// Gas of using so many words behind those that are in use.
  Gas grow_by(std::size_t words) { return grow_to(32 * (words_ + words)); }

 private:
  std::size_t words_ = 0;
};

}  // namespace orrery::chains
