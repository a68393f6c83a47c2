#pragma once

#include <cstdint>
#include <vector>

namespace orrery::chains {

/// A 128-bit hash that stands for what it was made of.
struct CacheKey {
  std::uint64_t low = 0, high = 0;
  bool operator==(const CacheKey&) const = default;
};

/// Remembers at least the last `capacity` insertions, and at most twice as many: a full generation becomes the old one
/// and the one before it is forgotten. Memory grows with use up to that bound; find and insert take constant time.
/// Never iterated, so its order cannot reach a history.
template <typename Value>
class GenerationCache {
 public:
  /// `capacity` is rounded up to a power of two.
  explicit GenerationCache(std::size_t capacity) {
    while (capacity_ < capacity) capacity_ *= 2;
  }

  /// The value of `key`, or null. Valid until the next insertion.
  const Value* find(const CacheKey& key) const {
    if (const Value* value = find_in(young_, key)) return value;
    return find_in(old_, key);
  }

  /// `key` must be absent.
  void insert(const CacheKey& key, const Value& value) {
    if (count_ == capacity_) {
      old_.swap(young_);
      young_.assign(old_.size(), Slot{});
      count_ = 0;
    } else if (2 * (count_ + 1) > young_.size()) {
      grow();
    }
    place(young_, Slot{key, true, value});
    ++count_;
  }

 private:
  struct Slot {
    CacheKey key;
    bool used = false;
    Value value{};
  };
  using Slots = std::vector<Slot>;  // a power of two, at most half full, probed one after the other

  static const Value* find_in(const Slots& slots, const CacheKey& key) {
    if (slots.empty()) return nullptr;
    for (std::size_t i = key.low & (slots.size() - 1); slots[i].used; i = (i + 1) & (slots.size() - 1))
      if (slots[i].key == key) return &slots[i].value;
    return nullptr;
  }

  static void place(Slots& slots, const Slot& slot) {
    std::size_t i = slot.key.low & (slots.size() - 1);
    while (slots[i].used) i = (i + 1) & (slots.size() - 1);
    slots[i] = slot;
  }

  void grow() {
    Slots larger(young_.empty() ? 64 : 2 * young_.size());
    for (const Slot& slot : young_)
      if (slot.used) place(larger, slot);
    young_.swap(larger);
  }

  Slots young_, old_;
  std::size_t capacity_ = 32;
  std::size_t count_ = 0;  // of young_
};

}  // namespace orrery::chains
