#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event_key.h"

namespace orrery::sim {

/// A piece of a bucket: four cache lines of keys.
struct alignas(64) KeyChunk {
  static constexpr std::size_t kCapacity = 15;
  std::array<EventKey, kCapacity> keys;
  std::uint32_t previous = 0;
};
static_assert(sizeof(KeyChunk) == 256);

/// Chunks by number, from 1 on; 0 is none. Reused last-freed first; memory grows to the peak and stays.
class KeyChunks {
 public:
  KeyChunks() = default;
  KeyChunks(const KeyChunks&) = delete;
  KeyChunks& operator=(const KeyChunks&) = delete;
  ~KeyChunks();

  KeyChunk& operator[](std::uint32_t number) { return blocks_[number >> kBlockBits][number & kBlockMask]; }
  const KeyChunk& operator[](std::uint32_t number) const { return blocks_[number >> kBlockBits][number & kBlockMask]; }

  std::uint32_t acquire(std::uint32_t previous) {
    std::uint32_t number = free_;
    if (number != 0) {
      free_ = (*this)[number].previous;
    } else {
      if ((used_ & kBlockMask) == 0 || blocks_.empty()) add_block();
      number = used_++;
    }
    (*this)[number].previous = previous;
    return number;
  }
  void release(std::uint32_t number) {
    (*this)[number].previous = free_;
    free_ = number;
  }

 private:
  static constexpr unsigned kBlockBits = 13;  // 2 MiB of chunks: one huge page
  static constexpr std::uint32_t kBlockMask = (std::uint32_t{1} << kBlockBits) - 1;

  void add_block();

  std::vector<KeyChunk*> blocks_;
  std::uint32_t used_ = 1;
  std::uint32_t free_ = 0;
};

}  // namespace orrery::sim
