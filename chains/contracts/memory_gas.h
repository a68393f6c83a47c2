#pragma once

#include <cstddef>

#include "chains/contract.h"

namespace orrery::chains {

/// Gas of `words` words of EVM memory (Yellow Paper, appendix H): linear at first, then quadratic.
constexpr Gas memory_gas(std::size_t words) { return 3 * words + words * words / 512; }
/// Gas of copying `bytes` behind `words_before` words that are in use already: the copy and the memory it needs.
constexpr Gas copy_gas(std::size_t bytes, std::size_t words_before) {
  const std::size_t words = (bytes + 31) / 32;
  return 3 * words + memory_gas(words_before + words) - memory_gas(words_before);
}

}  // namespace orrery::chains
