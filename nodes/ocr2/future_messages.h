#pragma once

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "nodes/ocr2/reporting_plugin.h"

namespace orrery::nodes {

/// Messages of epochs to come: the newest 10 of each sender wait. `MessagePtr` points to a message with an epoch().
/// Source: spec/ocr.md §3.9, §5.4.
template <class MessagePtr>
class FutureMessages {
 public:
  static constexpr std::size_t kPerSender = 10;

  explicit FutureMessages(std::size_t n) : rings_(n) {}

  /// Keeps the message; `dropped` is called with an older one that has to go for it.
  template <class Dropped>
  void keep(NodeIndex from, MessagePtr message, Dropped&& dropped) {
    auto& ring = rings_[from.value];
    if (ring.size() == kPerSender) {
      dropped(*ring.front());
      ring.pop_front();
    }
    ring.push_back(std::move(message));
  }
  /// Hands out what waited for `epoch` or an earlier one: of each sender in order, up to the first that is still of a
  /// later epoch.
  template <class Epoch, class Handle>
  void release(Epoch epoch, Handle&& handle) {
    for (std::size_t i = 0; i < rings_.size(); ++i) {
      auto& ring = rings_[i];
      while (!ring.empty() && ring.front()->epoch() <= epoch) {
        const MessagePtr message = std::move(ring.front());
        ring.pop_front();
        handle(NodeIndex{static_cast<std::uint8_t>(i)}, message);
      }
    }
  }

 private:
  std::vector<std::deque<MessagePtr>> rings_;  // by oracle
};

}  // namespace orrery::nodes
