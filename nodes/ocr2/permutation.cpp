#include "nodes/ocr2/permutation.h"

#include <numeric>
#include <utility>

namespace orrery::nodes {

std::uint32_t KeyedRandom::below(std::uint32_t bound) {
  ORRERY_ASSERT(bound > 0, "there is no number below zero");
  std::uint64_t product = std::uint64_t{uint32()} * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t threshold = (0u - bound) % bound;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{uint32()} * bound;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

std::vector<std::uint32_t> keyed_permutation(std::uint32_t n, const chains::Bytes16& key) {
  std::vector<std::uint32_t> result(n);
  std::iota(result.begin(), result.end(), 0u);
  if (n < 2) return result;
  KeyedRandom random(key);
  for (std::uint32_t i = n - 1; i > 0; --i) std::swap(result[i], result[random.below(i + 1)]);
  return result;
}

}  // namespace orrery::nodes
