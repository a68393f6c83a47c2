#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "sim/event_key.h"

namespace orrery::sim {

/// A growing array of keys that are passed in registers and written as two words: in a std::vector they take a detour
/// over the stack that costs more than the rest of a push.
class KeyList {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  EventKey* begin() { return keys_.get(); }
  EventKey* end() { return keys_.get() + size_; }
  const EventKey* begin() const { return keys_.get(); }
  const EventKey* end() const { return keys_.get() + size_; }
  EventKey& operator[](std::size_t i) { return keys_[i]; }
  const EventKey& operator[](std::size_t i) const { return keys_[i]; }
  EventKey& back() { return keys_[size_ - 1]; }
  const EventKey& back() const { return keys_[size_ - 1]; }

  void clear() { size_ = 0; }
  void push_back(EventKey key) {
    if (size_ == capacity_) reserve(std::max<std::size_t>(64, 2 * capacity_));
    keys_[size_++] = key;
  }
  void pop_back() { --size_; }
  /// New keys are left as they are in memory.
  void resize(std::size_t size) {
    if (size > capacity_) reserve(std::max(size, 2 * capacity_));
    size_ = size;
  }
  void append(const EventKey* from, std::size_t count) {
    const std::size_t place = size_;
    resize(size_ + count);
    std::copy_n(from, count, keys_.get() + place);
  }
  void insert(std::size_t place, EventKey key) {
    resize(size_ + 1);
    std::copy_backward(begin() + place, end() - 1, end());
    keys_[place] = key;
  }
  /// Removes the first `count` keys.
  void drop_front(std::size_t count) {
    std::copy(begin() + count, end(), begin());
    size_ -= count;
  }
  template <class Predicate>
  void remove_if(const Predicate& predicate) {
    size_ = static_cast<std::size_t>(std::remove_if(begin(), end(), predicate) - begin());
  }
  void swap(KeyList& other) noexcept {
    keys_.swap(other.keys_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  void reserve(std::size_t capacity) {
    std::unique_ptr<EventKey[]> larger(new EventKey[capacity]);
    std::copy_n(keys_.get(), size_, larger.get());
    keys_ = std::move(larger);
    capacity_ = capacity;
  }

  std::unique_ptr<EventKey[]> keys_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace orrery::sim
