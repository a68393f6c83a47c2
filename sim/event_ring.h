#pragma once

#include <cstddef>
#include <vector>

#include "sim/event_key.h"

namespace orrery::sim {

/// First in, first out. Push and pop are O(1); memory grows by doubling to the longest queue and stays.
class EventRing {
 public:
  std::size_t size() const { return size_; }
  EventKey front() const { return keys_[head_]; }

  void push(EventKey key) {
    if (size_ == keys_.size()) grow();
    keys_[(head_ + size_) & (keys_.size() - 1)] = key;
    ++size_;
  }
  EventKey pop() {
    const EventKey key = keys_[head_];
    head_ = (head_ + 1) & (keys_.size() - 1);
    --size_;
    return key;
  }
  template <class Stale>
  void remove_if(const Stale& stale) {
    for (std::size_t left = size_; left != 0; --left) {
      const EventKey key = pop();
      if (!stale(key)) push(key);
    }
  }

 private:
  void grow() {
    std::vector<EventKey> larger(keys_.empty() ? 16 : 2 * keys_.size());
    for (std::size_t i = 0; i < size_; ++i) larger[i] = keys_[(head_ + i) & (keys_.size() - 1)];
    keys_.swap(larger);
    head_ = 0;
  }

  std::vector<EventKey> keys_;  // as many as a power of two
  std::size_t head_ = 0, size_ = 0;
};

}  // namespace orrery::sim
